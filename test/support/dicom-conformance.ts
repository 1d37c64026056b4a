import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engine, projectRoot } from '../../src/platform/project.js';
import { transferSyntaxes } from '../../src/volumes/transfer-syntax.js';
import { objects } from './dicom-kinds.js';
import { pitfalls, type Pitfall } from './pitfalls.js';
import { table, testsCell, type TestResult, type Title, titlesOf, verdictOf } from './titled-tests.js';

/** docs/dicom-conformance.md: each pitfall, the tests that hold it, and whether they do. `npm run conformance:dicom` writes it. */
export const dicomConformanceFile: string = join(projectRoot, 'docs/dicom-conformance.md');

const idPattern = '[GVSRP]\\d+';

/** Every title of a pitfall in the sources. */
export const titlesInSources = (): readonly Title[] => titlesOf(idPattern);

const testsOf = ({ id }: Pitfall, titles: readonly Title[]): readonly Title[] => titles.filter((title) => title.ids.includes(id));
export const transferSyntaxTable = (): string => table('|UID|transfer syntax|answer|', transferSyntaxes.map(({ uid, name, encoding, code }) => `|${uid}|${name}|${encoding === undefined ? `\`${code ?? ''}\`` : 'read'}|`));

export async function objectTable(): Promise<string> {
  return table('|object|answer|', (await objects()).map(({ name, answer }) => `|${name}|${/^[A-Z_]+$/.test(answer) ? `\`${answer}\`` : answer}|`));
}

/** The document's parts but for the verdicts of the pitfalls. */
export const pitfallHead = '|pitfall|what is required|tests|verdict|';
export const pitfallStart = (pitfall: Pitfall, titles: readonly Title[]): string => `|${pitfall.id} ${pitfall.name}|${pitfall.required}|${testsCell(testsOf(pitfall, titles), 'docs')}|`;

/** The whole document. */
export async function dicomDocument(results: readonly TestResult[], node: string): Promise<string> {
  const titles = titlesInSources();
  const rows = pitfalls.map((pitfall) => `${pitfallStart(pitfall, titles)}${verdictOf(testsOf(pitfall, titles), results)}|`);
  return `${[
    '# Conformance to DICOM',
    'Written by `npm run conformance:dicom`, which runs the tests and takes their verdict; the number beside it is how many were run. Each pitfall of reading and writing DICOM has what is required of software that measures, and the tests that hold this one to it: on synthetic objects beside the sources, on real and broken files in `test/conformance`. Mutated files and bodies are in `test/conformance/fuzz-dicom.test.ts` and `fuzz-multipart.test.ts`.',
    table('|software|version|', [`|${engine.name}|${engine.version}|`, `|Node|${node}|`]),
    '## Pitfalls', table(pitfallHead, rows),
    '## Transfer syntaxes', 'What is not in this table is `UNSUPPORTED_TRANSFER_SYNTAX`.', transferSyntaxTable(),
    '## Objects', 'Three slices of each, or one mask, read by the code itself. Other images are refused by their modality.', await objectTable(),
  ].join('\n\n')}\n`;
}

/** The committed document; empty where there is none. */
export const committedDicomDocument = (): string => (existsSync(dicomConformanceFile) ? readFileSync(dicomConformanceFile, 'utf8') : '');
