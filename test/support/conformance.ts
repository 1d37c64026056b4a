import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { agrees, type ReferenceValue } from '../../src/commands/doctor-phantom.js';
import { sha256Hex } from '../../src/platform/canonical-json.js';
import { engine, projectRoot } from '../../src/platform/project.js';
import { configurations, phantomOf, readIbsi1References } from './ibsi1.js';
import { type FilterTest, type MapTest, readFilterTests, readMapTests } from './ibsi2.js';

/** docs/conformance.md: what the engine computes beside what IBSI standardised. `npm run conformance` writes it. */
export const conformanceFile: string = join(projectRoot, 'docs/conformance.md');

/** A part of the document, under a heading of its own. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

const sixDigits = (value: number): string => String(Number(value.toPrecision(6)));
const verdict = (isWithin: (value: number) => boolean) => (value: number): string => (isWithin(value) ? 'agrees' : 'DIFFERS');
const table = (head: string, rows: readonly string[]): string => [head, head.replaceAll(/[^|]+/g, '-'), ...rows].join('\n');

interface Line extends ReferenceValue { readonly code: string | null }

const valueTable = (lines: readonly Line[], values: ReadonlyMap<string, number>): string =>
  table('|feature|IBSI|value|reference|tolerance|verdict|', lines.map((line) => {
    const value = values.get(line.tag) ?? Number.NaN;
    return `|${line.tag}|${line.code ?? ''}|${sixDigits(value)}|${line.expected}|${line.tolerance}|${verdict((x) => agrees(x, line))(value)}|`;
  }));

const settingsLine = (settings: unknown): string => `\`${JSON.stringify(settings)}\``;

/** A configuration of IBSI 1: a table a family. */
export function configurationSection(config: string, values: ReadonlyMap<string, number>): Section {
  const lines = readIbsi1References().filter((r) => r.config === config && r.kind === 'feature');
  const { families: _all, omit: _none, filter: _nothing, ...settings } = configurations[config];
  const tables = [...Map.groupBy(lines, (line) => line.family)].map(([family, group]) => `### ${family}\n\n${valueTable(group, values)}`);
  return { title: `IBSI 1, configuration ${config}`, text: [settingsLine(settings), ...tables].join('\n\n') };
}

/** The response maps of IBSI 2, by test. */
export function mapsSection(tests: readonly MapTest[], differences: ReadonlyMap<string, number>): Section {
  const rows = tests.map(({ id, filter, settings, tolerance, consensus }) => {
    const difference = differences.get(id) ?? Number.NaN;
    return `|${id}|${filter}|${settingsLine(settings.filter)}|${sixDigits(difference)}|${sixDigits(tolerance)}|${consensus}|${verdict((x) => x <= tolerance)(difference)}|`;
  });
  return { title: 'IBSI 2, response maps', text: table('|test|filter|settings|largest difference|tolerance|consensus|verdict|', rows) };
}

/** A filter of IBSI 2 on the CT phantom. */
export const filterSection = ({ id, filter, settings, values: lines }: FilterTest, values: ReadonlyMap<string, number>): Section => ({
  title: `IBSI 2, filter ${id}, ${filter}`,
  text: `${settingsLine({ interpolation: settings.interpolation, approach: settings.approach, resegmentation: settings.resegmentation, filter: settings.filter })}\n\n${valueTable(lines, values)}`,
});

/** The sections' titles, in the document's order. */
export const titles = (): readonly string[] => [
  ...Object.keys(configurations).map((config) => configurationSection(config, new Map()).title), mapsSection([], new Map()).title,
  ...readFilterTests().map((test) => filterSection(test, new Map()).title),
];

const inputs = (): readonly string[] => {
  const phantoms = ['digital_phantom', 'A'].flatMap((config) => { const { image, mask } = phantomOf(config); return [image, mask]; });
  return [...phantoms, ...new Set(readMapTests().flatMap(({ image }) => image).toSorted())];
};

const count = (text: string, word: string): number => text.split(`|${word}|\n`).length - 1;

/** Versions, inputs and how many values agree in each section. */
export function headOf(sections: readonly Section[], node: string): string {
  const files = inputs().map((path) => `|${basename(dirname(path))}/${basename(path)}|${sha256Hex(readFileSync(path))}|`);
  const counts = sections.map(({ title, text }) => `|${title}|${count(`${text}\n`, 'agrees')}|${count(`${text}\n`, 'DIFFERS')}|`);
  return [
    '# Conformance to IBSI',
    'Written by `npm run conformance`; the tests hold every section to what the engine computes. A value agrees when it is equal to its reference or, rounded to three significant digits as IBSI publishes them, within the tolerance; a response map, when no voxel is further from the consensus map than the tolerance (1 % of its range and the rounding of single precision).',
    table('|software|version|', [`|${engine.name}|${engine.version}|`, `|Node|${node}|`]),
    table('|input|SHA-256|', files),
    table('|section|agree|differ|', counts),
  ].join('\n\n');
}

/** The whole document. */
export const documentOf = (sections: readonly Section[]): string =>
  `${[headOf(sections, process.versions.node), ...sections.map(({ title, text }) => `## ${title}\n\n${text}`)].join('\n\n')}\n`;

/** The committed document: its head and its sections. */
export function committed(): { readonly head: string; readonly sections: readonly Section[] } {
  const [head, ...parts] = (existsSync(conformanceFile) ? readFileSync(conformanceFile, 'utf8') : '').split('\n\n## ');
  const sections = parts.map((part) => { const end = part.indexOf('\n'); return { title: part.slice(0, end), text: part.slice(end).trim() }; });
  return { head, sections };
}

/** The committed text of a section; empty where there is none. */
export const committedText = (title: string): string => committed().sections.find((section) => section.title === title)?.text ?? '';
