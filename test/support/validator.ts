import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/platform/project.js';
import { program, type Real } from './real.js';

const library = join(projectRoot, 'bench/.env/fhir-validator');

/** HAPI's validator, as test/support/validator/fetch.sh fetches it, and what it runs on. Where neither can be had, nothing of the product is missing. */
export const fhirValidator: readonly Real[] = [{ ...program('java'), isOptional: true }, { name: 'HAPI\'s FHIR validator', isThere: existsSync(library), isOptional: true }];

/** Something that the validator says of a resource. */
export interface Finding {
  readonly severity: string;
  readonly name: string;
  readonly place: string;
  readonly text: string;
}

/** What a program of test/support/validator says of JSON documents, by their names: lines of words. It ends with how many it has read. */
async function saidOf(documents: Readonly<Record<string, object>>, program: 'Validate' | 'ReadCards'): Promise<readonly (readonly string[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcolens-fhir-'));
  try {
    const files = Object.entries(documents).map(([name, document]) => { const file = join(folder, `${name}.json`); writeFileSync(file, JSON.stringify(document)); return file; });
    const { stdout } = await promisify(execFile)('java', ['-cp', `${library}/*`, join(projectRoot, `test/support/validator/${program}.java`), ...files], { maxBuffer: 50_000_000 });
    const lines = stdout.split('\n').map((line) => line.split('\t'));
    if (!lines.some(([first, count]) => first === 'DONE' && Number(count) === files.length)) throw new Error(`${program} did not come to its end: ${stdout.slice(-500)}`);
    return lines.filter(([first]) => first !== '' && first !== 'DONE');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the validator finds in resources, by their names. */
export async function validate(resources: Readonly<Record<string, object>>): Promise<readonly Finding[]> {
  return (await saidOf(resources, 'Validate')).flatMap(([severity = '', name = '', place = '', text]) => (text === undefined ? [] : [{ severity, name: name.replace(/\.json$/, ''), place, text }]));
}

/** What HAPI's classes of CDS Hooks read in a discovery and in answers of services, a line for each service, card, link and action, and for each property that they do not know. */
export const readByHapi = (discovery: object, ...answers: readonly object[]): Promise<readonly (readonly string[])[]> =>
  saidOf({ discovery, ...Object.fromEntries(answers.map((answer, k) => [`answer-${k}`, answer])) }, 'ReadCards');
