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

/** What the validator finds in resources, by their names. */
export async function validate(resources: Readonly<Record<string, object>>): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcolens-fhir-'));
  try {
    const files = Object.entries(resources).map(([name, resource]) => { const file = join(folder, `${name}.json`); writeFileSync(file, JSON.stringify(resource)); return file; });
    const { stdout } = await promisify(execFile)('java', ['-cp', `${library}/*`, join(projectRoot, 'test/support/validator/Validate.java'), ...files], { maxBuffer: 50_000_000 });
    const lines = stdout.split('\n').map((line) => line.split('\t'));
    if (!lines.some(([first, count]) => first === 'DONE' && Number(count) === files.length)) throw new Error(`the validator did not come to its end: ${stdout.slice(-500)}`);
    return lines.flatMap(([severity = '', name = '', place = '', text]) => (text === undefined ? [] : [{ severity, name: name.replace(/\.json$/, ''), place, text }]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
