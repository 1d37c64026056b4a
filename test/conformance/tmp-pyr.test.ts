import { join } from 'node:path';
import { readdirSync, existsSync } from 'node:fs';
import { parseExtractionSettings } from '../../src/analysis/extraction-settings.js';
import { extractFeatures } from '../../src/radiomics/index.js';
import { readPhantom } from '../support/ibsi1.js';
import { pyradiomicsValues } from '../support/pyradiomics.js';
import { reference } from '../support/real.js';
const base = join(reference, 'data/sts51/nifti');
const out: string[] = [];
const worst = new Map<string, number>();
function run(label: string, volume: any, mask: any, conf: any, theirs: any, pixels: any = 'float32') {
  const s = parseExtractionSettings({ ...conf, compatibility: 'pyradiomics' }); if (!s.ok) throw new Error(s.problem.text);
  const t0 = performance.now(); const r = extractFeatures(volume, mask, s.value); const ms = performance.now() - t0; if (r.kind !== 'measured') throw new Error(r.detail);
  const t = pyradiomicsValues({ volume, mask, pixels, settings: theirs });
  const rel = r.features.map((f) => [f.pyradiomics ?? '', Math.abs(f.value - (t.get(f.pyradiomics ?? '') ?? NaN)) / Math.abs(t.get(f.pyradiomics ?? '') ?? NaN), f.value, t.get(f.pyradiomics ?? '')] as const).toSorted((a, b) => (Number.isNaN(b[1]) ? 9 : b[1]) - (Number.isNaN(a[1]) ? 9 : a[1]));
  for (const [n, v] of rel) worst.set(n, Math.max(worst.get(n) ?? 0, v));
  out.push(`${label} ${r.features.length}/${t.size} absent ${r.absent.map((a) => a.tag + ':' + a.reason).join(',')} ${ms.toFixed(0)} ms  ` + rel.slice(0, 4).map((x) => `${x[0].slice(9)} ${x[1].toExponential(1)} (${x[2]} ${x[3]})`).join(' | '));
}
test('scan', async () => {
  const patients = readdirSync(base).toSorted().slice(0, 14);
  let k = 0;
  for (const p of patients) for (const series of ['MR_T1', 'PET', 'CT']) {
    const image = join(base, p, `${series}_image.nii.gz`); if (!existsSync(image)) continue;
    k += 1; if (k % 3 !== 0) continue;
    const { volume, mask } = await readPhantom({ image, mask: image.replace('_image', '_mask') });
    const disc = series === 'CT' ? { method: 'FBS', binWidth: 25 } : { method: 'FBN', bins: k % 2 ? 32 : 20 };
    const sp = [[1, 1, 1], [2, 2, 2], [3, 1.5, 3.27 / 2]][k % 3 === 0 ? (k / 3) % 3 : 0];
    try { run(`${p} ${series} ${sp.join('x')}`, volume, mask, { interpolation: { spacingMm: sp, method: 'cubic-spline' }, discretisation: disc }, { resampledPixelSpacing: sp, interpolator: 'sitkBSpline', ...(disc.method === 'FBS' ? { binWidth: 25 } : { binCount: disc.bins }) }); } catch (e) { out.push(`${p} ${series} ${String(e)}`); }
  }
  // synthetic: oblique, single slice, checkerboard, ties, small axes
  let seed = 7; const rnd = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
  const mk = (size: any, spacing: any, dir: number[], origin: number[], f: any, g: any) => {
    const n = size[0] * size[1] * size[2]; const voxels = new Float32Array(n), m = new Uint8Array(n);
    for (let i = 0; i < n; i++) { const x = i % size[0], y = Math.floor(i / size[0]) % size[1], z = Math.floor(i / size[0] / size[1]); voxels[i] = f(x, y, z); m[i] = g(x, y, z) ? 1 : 0; }
    const affine = [dir[0] * spacing[0], dir[1] * spacing[1], dir[2] * spacing[2], origin[0], dir[3] * spacing[0], dir[4] * spacing[1], dir[5] * spacing[2], origin[1], dir[6] * spacing[0], dir[7] * spacing[1], dir[8] * spacing[2], origin[2], 0, 0, 0, 1];
    const grid = { size, spacingMm: spacing, affine }; return { volume: { grid, voxels }, mask: { grid, voxels: m } };
  };
  const I = [1, 0, 0, 0, 1, 0, 0, 0, 1]; const c = Math.cos(.3), s = Math.sin(.3), O = [c, -s * Math.cos(.2), s * Math.sin(.2), s, c * Math.cos(.2), -c * Math.sin(.2), 0, Math.sin(.2), Math.cos(.2)];
  const noise = () => Math.fround(rnd() * 200); const smooth = (x: number, y: number, z: number) => Math.round(100 + 40 * Math.sin(x) * Math.cos(y + z));
  const tries: any[] = [
    ['oblique ties .5->1', mk([30, 28, 20], [.5, .5, .5], O, [12.3, -7.7, 3.1], noise, (x: number, y: number, z: number) => (x - 15) ** 2 + (y - 14) ** 2 + (z - 10) ** 2 * 2 < 90 + 30 * rnd()), [1, 1, 1]],
    ['axis ties 1.5->1', mk([30, 28, 20], [1.5, 1.5, 2.5], I, [12.3, -7.7, 3.1], noise, (x: number, y: number, z: number) => (x - 15) ** 2 + (y - 14) ** 2 + (z - 10) ** 2 * 2 < 90 + 30 * rnd()), [1, 1, 1]],
    ['axis ties .7->1.4', mk([30, 28, 20], [.7, .7, 1.1], I, [-151.37, 88.9, -1020.13], noise, (x: number, y: number, z: number) => rnd() < .5), [1.4, 1.4, 2.2]],
    ['flip ties .7->1.4', mk([30, 28, 20], [.7, .7, 1.1], [-1, 0, 0, 0, -1, 0, 0, 0, 1], [151.37, 88.9, -1020.13], noise, (x: number, y: number, z: number) => rnd() < .5), [1.4, 1.4, 2.2]],
    ['sagittal', mk([30, 28, 20], [.7, .7, 1.1], [0, 0, -1, 1, 0, 0, 0, -1, 0], [151.37, 88.9, -1020.13], noise, (x: number, y: number, z: number) => rnd() < .5), [1.4, 1.4, 2.2]],
    ['random mask', mk([14, 13, 12], [1, 2, 3], I, [0, 0, 0], noise, () => rnd() < .3), null],
    ['one slice', mk([14, 13, 9], [1, 2, 3], I, [0, 0, 0], noise, (x: number, y: number, z: number) => z === 4 && x > 2 && y > 3 && rnd() < .8), [1.5, 1.5, 1.5]],
    ['thin image', mk([14, 13, 2], [1, 1, 3], I, [0, 0, 0], noise, (x: number, y: number) => x > 2 && y > 3 && x < 11 && y < 11), [1.5, .8, 1]],
    ['checker', mk([9, 9, 9], [1, 1, 1], I, [0, 0, 0], smooth, (x: number, y: number, z: number) => (x + y + z) % 2 === 0), null],
    ['sparse', mk([12, 12, 12], [1, 1, 1], I, [0, 0, 0], noise, (x: number, y: number, z: number) => x % 3 === 0 && y % 3 === 0 && z % 3 === 0), null],
    ['edge', mk([14, 13, 9], [1, 1.3, 3], I, [0, 0, 0], noise, () => true), [1.1, .9, 1]],
    ['two levels', mk([8, 8, 8], [1, 1, 1], I, [0, 0, 0], (x: number) => x < 4 ? 1 : 60, () => true), null],
    ['flat', mk([8, 8, 8], [1, 1, 1], I, [0, 0, 0], () => 50, () => true), null],
  ];
  for (const [label, { volume, mask }, sp] of tries) for (const disc of [{ method: 'FBS', binWidth: 25 }, { method: 'FBS', binWidth: .3 }, { method: 'FBN', bins: 10 }]) {
    try { run(`${label} ${JSON.stringify(disc)}`, volume, mask, { interpolation: sp ? { spacingMm: sp, method: 'cubic-spline' } : null, discretisation: disc }, { ...(sp ? { resampledPixelSpacing: sp, interpolator: 'sitkBSpline' } : {}), ...('binWidth' in disc ? { binWidth: disc.binWidth } : { binCount: disc.bins }) }); } catch (e) { out.push(`${label} ${String(e).slice(0, 300)}`); }
  }
  out.push(...[...worst].toSorted((a, b) => b[1] - a[1]).slice(0, 12).map((x) => x.join(' ')));
  console.log(out.join('\n'));
}, 900000);
