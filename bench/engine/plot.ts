import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../src/platform/project.js';
import { median } from '../figures.js';
import { readResults, type Entry } from './results.js';

/* Draws bench/engine/speed.svg from what compare.js has measured: seconds against voxels of the ROI, both logarithmic. */

interface Point { readonly at: readonly [number, number]; readonly joined: 'joined' | 'alone' }
interface Series { readonly name: string; readonly colour: string; readonly dash: string; readonly points: readonly Point[] }
interface Panel { readonly title: string; readonly series: readonly Series[] }

const [width, height, top, bottom, left] = [420, 320, 40, 48, 58];
const gap = 40;
/** Decades of voxels and of seconds. */
const [xRange, yRange] = [[4, 7.1], [-2, 2]] as const;
const x = (voxels: number): number => left + (Math.log10(voxels) - xRange[0]) / (xRange[1] - xRange[0]) * width;
const y = (seconds: number): number => top + (yRange[1] - Math.log10(seconds)) / (yRange[1] - yRange[0]) * height;

const looks = [
  { program: 'pyradiomics', name: 'PyRadiomics 3.0.1', colour: '#b45309' },
  { program: 'flash-radiomics', name: 'flash-radiomics 1.0.0', colour: '#6d28d9' },
  { program: 'sarcolens', name: 'Sarcolens', colour: '#0f766e' },
];

/** A line joins regions of one kind, by size: the T1 images, and the balls; the others stand beside it. */
function seriesOf(entries: readonly Entry[], section: string, { program, name, colour }: (typeof looks)[number], dash = ''): Series {
  const points = entries.filter((entry) => entry.section === section && entry.program === program).map(({ what, voxels, ms }): Point => {
    // A command line does not say how many voxels there were; the peers at the same work do.
    const n = voxels || Math.max(...entries.filter((other) => other.what === what).map((other) => other.voxels));
    return { at: [n, median(ms) / 1000], joined: /^(T1|ball) /.test(what) ? 'joined' : 'alone' };
  });
  return { name, colour, dash, points: points.toSorted((a, b) => a.at[0] - b.at[0]) };
}

const text = (at: readonly [number, number], content: string, more = ''): string => `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${content}</text>`;
const decades = ([from, to]: readonly [number, number]): number[] => Array.from({ length: Math.floor(to) - from + 1 }, (_, k) => 10 ** (from + k));
const power = (n: number): string => `10<tspan dy="-4" font-size="9">${Math.round(Math.log10(n))}</tspan>`;

function axes(title: string): string[] {
  const [right, floor] = [left + width, top + height];
  return [
    text([left, top - 14], title, 'font-weight="600" font-size="13"'),
    ...decades(xRange).flatMap((n) => [`<path d="M${x(n).toFixed(1)} ${top}V${floor}" class="grid"/>`, text([x(n), floor + 18], power(n), 'text-anchor="middle"')]),
    ...decades(yRange).flatMap((s) => [`<path d="M${left} ${y(s).toFixed(1)}H${right}" class="grid"/>`, text([left - 8, y(s) + 4], `${s} s`, 'text-anchor="end"')]),
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#475569"/>`,
    text([left + width / 2, floor + 38], 'voxels of the region at 1 mm (filled: T1; hollow: PET, CT)', 'text-anchor="middle"'),
  ];
}

function drawn({ colour, dash, points }: Series): string[] {
  const place = ({ at: [voxels, seconds] }: Point): readonly [string, string] => [x(voxels).toFixed(1), y(seconds).toFixed(1)];
  const line = points.filter(({ joined }) => joined === 'joined').map((point) => place(point).join(','));
  return [
    `<polyline points="${line.join(' ')}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash || 'none'}"/>`,
    ...points.map((point) => {
      const [cx, cy] = place(point);
      return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${dash === '' && point.joined === 'joined' ? colour : '#ffffff'}" stroke="${colour}" stroke-width="1.5"/>`;
    }),
  ];
}

const legend = (series: readonly Series[]): string[] => series.flatMap(({ name, colour, dash }, k) => {
  const [at, line] = [left + 14, top + 18 + 17 * k];
  return [`<path d="M${at} ${line}h24" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash || 'none'}"/>`, text([at + 31, line + 4], name)];
});

const panel = ({ title, series }: Panel, k: number): string =>
  `<g transform="translate(${k * (left + width + gap)} 0)">\n${[...axes(title), ...series.flatMap(drawn), ...legend(series)].join('\n')}\n</g>`;

const entries = await readResults();
const panels: readonly Panel[] = [
  { title: 'In process: image in memory, one thread', series: [...looks.map((look) => seriesOf(entries, 'in process', look)), seriesOf(entries, 'scaling', { ...looks[2], name: 'Sarcolens, balls of 10⁴ to 10⁷ voxels' }, '4 3')] },
  { title: 'Whole process: start, reading and answer', series: looks.map((look) => seriesOf(entries, 'whole process', look)) },
];
const [fullWidth, fullHeight] = [panels.length * (left + width + gap) - gap + 14, top + height + bottom];
await writeFile(join(projectRoot, 'bench/engine/speed.svg'), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fullWidth} ${fullHeight}" width="${fullWidth}" height="${fullHeight}" font-family="system-ui, sans-serif" font-size="11" fill="#1e293b">
<title>Seconds against voxels of the region, for Sarcolens, flash-radiomics and PyRadiomics</title>
<style>.grid { stroke: #cbd5e1; stroke-width: 1 }</style>
<rect width="100%" height="100%" fill="#ffffff"/>
${panels.map(panel).join('\n')}
</svg>
`);
