import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../../src/platform/project.js';

// Documents of conformance are made of test titles: a title that begins with ids says which requirements its test holds.

/** A title in the sources that begins with ids of requirements; a test that takes a table has one for all its rows. */
export interface Title {
  readonly ids: readonly string[];
  readonly text: string;
  /** From the project's root. */
  readonly file: string;
}

/** What a test gave. */
export interface TestResult {
  readonly title: string;
  readonly file: string;
  readonly status: string;
}

function testFiles(folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name)).toSorted();
}

/** Every title in the sources that begins with ids of this pattern, such as `G\\d+`. */
export function titlesOf(id: string): readonly Title[] {
  const ids = `(?:${id})(?:, (?:${id}))*`;
  const literal = new RegExp(`(?<!describe\\()(?<!describeReal\\()(?:'(${ids}: (?:[^'\\\\]|\\\\.)*)'|\`(${ids}: [^\`]*)\`)`, 'g');
  return [...testFiles('src'), ...testFiles('test')].flatMap((file) => [...readFileSync(join(projectRoot, file), 'utf8').matchAll(literal)].map(([, plain, template]) => {
    const text = plain === undefined ? template : plain.replaceAll(/\\(.)/g, '$1');
    return { ids: text.slice(0, text.indexOf(':')).split(', '), text, file };
  }));
}

const placeholder = /%[sidjfp#]|\$\{[^}]*\}|\$\w+(?:\.\w+)*/g;

/** What jest made of a title: its placeholders filled in, and more behind it where the title stood in a table. */
const pattern = ({ text }: Title): RegExp => new RegExp(`^${text.split(placeholder).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%%', '%')).join('.*')}`);

/** What the tests of these titles gave, with their number: `holds (3)`, `FAILS`, `NOT RUN`. */
export function verdictOf(titles: readonly Title[], results: readonly TestResult[]): string {
  const own = titles.map((title) => results.filter(({ file, title: said }) => file === title.file && pattern(title).test(said)));
  const all = own.flat();
  const verdict = all.some(({ status }) => status === 'failed') ? 'FAILS' : own.every((of) => of.length > 0) && all.length > 0 && all.every(({ status }) => status === 'passed') ? 'holds' : 'NOT RUN';
  return `${verdict} (${all.length})`;
}

/** A title as people read it. */
const shown = ({ text }: Title): string => text.slice(text.indexOf(':') + 2).replaceAll(placeholder, '…').replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** Tests as a document in `folder` has them: file by file. */
export const testsCell = (titles: readonly Title[], folder: string): string =>
  [...Map.groupBy(titles, ({ file }) => file)].map(([file, of]) => `[${file.split('/').at(-1) ?? file}](${relative(folder, file)}): ${of.map(shown).join('; ')}`).join('<br>');

export const table = (head: string, rows: readonly string[]): string => [head, head.replaceAll(/[^|]+/g, '-'), ...rows].join('\n');
