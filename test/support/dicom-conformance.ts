import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { engine, projectRoot } from '../../src/platform/project.js';
import { transferSyntaxes } from '../../src/volumes/transfer-syntax.js';
import { objects } from './dicom-kinds.js';
import { pitfalls, type Pitfall } from './pitfalls.js';

/** docs/dicom-conformance.md: each pitfall, the tests that hold it, and whether they do. `npm run conformance:dicom` writes it. */
export const dicomConformanceFile: string = join(projectRoot, 'docs/dicom-conformance.md');

/** A title in the sources that begins with the ids of pitfalls; a test that takes a table has one for all its rows. */
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

const ids = '(?:[GVSRP]\\d+)(?:, [GVSRP]\\d+)*';
const literal = new RegExp(`(?<!describe\\()(?<!describeReal\\()(?:'(${ids}: (?:[^'\\\\]|\\\\.)*)'|\`(${ids}: [^\`]*)\`)`, 'g');

function testFiles(folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name)).toSorted();
}

/** Every title of a pitfall in the sources. */
export function titlesInSources(): readonly Title[] {
  return [...testFiles('src'), ...testFiles('test')].flatMap((file) => [...readFileSync(join(projectRoot, file), 'utf8').matchAll(literal)].map(([, plain, template]) => {
    const text = plain === undefined ? template : plain.replaceAll(/\\(.)/g, '$1');
    return { ids: text.slice(0, text.indexOf(':')).split(', '), text, file };
  }));
}

const placeholder = /%[sidjfp]|\$\{[^}]*\}|\$\w+/g;

/** What jest made of a title: its placeholders filled in, and more behind it where the title stood in a table. */
const pattern = ({ text }: Title): RegExp => new RegExp(`^${text.split(placeholder).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%%', '%')).join('.*')}`);

const verdictOf = (results: readonly TestResult[]): string => {
  if (results.some(({ status }) => status === 'failed')) return 'FAILS';
  return results.length > 0 && results.every(({ status }) => status === 'passed') ? 'holds' : 'NOT RUN';
};

/** A title as people read it. */
const shown = ({ text }: Title): string => text.slice(text.indexOf(':') + 2).replaceAll(placeholder, '…').replaceAll('|', '\\|').replaceAll('<', '&lt;');

const testsOf = ({ id }: Pitfall, titles: readonly Title[]): readonly Title[] => titles.filter((title) => title.ids.includes(id));
const link = (file: string): string => `[${file.split('/').at(-1) ?? file}](${relative('docs', file)})`;

/** The tests of a pitfall, as the document has them: file by file. */
export function testsCell(pitfall: Pitfall, titles: readonly Title[]): string {
  return [...Map.groupBy(testsOf(pitfall, titles), ({ file }) => file)].map(([file, of]) => `${link(file)}: ${of.map(shown).join('; ')}`).join('<br>');
}

export const table = (head: string, rows: readonly string[]): string => [head, head.replaceAll(/[^|]+/g, '-'), ...rows].join('\n');

export const transferSyntaxTable = (): string => table('|UID|transfer syntax|answer|', transferSyntaxes.map(({ uid, name, encoding, code }) => `|${uid}|${name}|${encoding === undefined ? `\`${code ?? ''}\`` : 'read'}|`));

export async function objectTable(): Promise<string> {
  return table('|object|answer|', (await objects()).map(({ name, answer }) => `|${name}|${/^[A-Z_]+$/.test(answer) ? `\`${answer}\`` : answer}|`));
}

/** The document's parts but for the verdicts of the pitfalls. */
export const pitfallHead = '|pitfall|what is required|tests|verdict|';
export const pitfallStart = (pitfall: Pitfall, titles: readonly Title[]): string => `|${pitfall.id} ${pitfall.name}|${pitfall.required}|${testsCell(pitfall, titles)}|`;

/** The whole document. */
export async function dicomDocument(results: readonly TestResult[], node: string): Promise<string> {
  const titles = titlesInSources();
  const rows = pitfalls.map((pitfall) => {
    const own = testsOf(pitfall, titles).map((title) => results.filter(({ file, title: said }) => file === title.file && pattern(title).test(said)));
    const verdict = own.some((of) => of.length === 0) ? 'NOT RUN' : verdictOf(own.flat());
    return `${pitfallStart(pitfall, titles)}${verdict} (${own.flat().length})|`;
  });
  return `${[
    '# Conformance to DICOM',
    'Written by `npm run conformance:dicom`, which runs the tests and takes their verdict; the number beside it is how many were run. Each pitfall of reading DICOM has what is required of software that measures, and the tests that hold this one to it: on synthetic objects beside the sources, on real and broken files in `test/conformance`. What is written is held to the standard by `test/conformance/dicom-objects.test.ts`, mutated files and bodies by `test/conformance/fuzz-dicom.test.ts` and `fuzz-multipart.test.ts`.',
    table('|software|version|', [`|${engine.name}|${engine.version}|`, `|Node|${node}|`]),
    '## Pitfalls', table(pitfallHead, rows),
    '## Transfer syntaxes', 'What is not in this table is `UNSUPPORTED_TRANSFER_SYNTAX`.', transferSyntaxTable(),
    '## Objects', 'Three slices of each, or one mask, read by the code itself. Other images are refused by their modality.', await objectTable(),
  ].join('\n\n')}\n`;
}

/** The committed document; empty where there is none. */
export const committedDicomDocument = (): string => (existsSync(dicomConformanceFile) ? readFileSync(dicomConformanceFile, 'utf8') : '');
