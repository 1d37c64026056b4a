import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { parseCsv } from '../platform/csv.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import type { CasePaths } from './extract-case.js';

/** One row of a manifest. */
export interface BatchCase extends CasePaths {
  readonly id: string;
}

/** A path in a manifest is looked for from the manifest's folder, else from where the command was called. */
const located = (path: string, folder: string): string => (isAbsolute(path) || !existsSync(join(folder, path)) ? path : join(folder, path));

const invalid = (text: string) => refused('INVALID_CONFIG', text);

/** The cases of a manifest: CSV with the columns id, image, mask and perhaps roi; every mistake is named with its row. */
export async function readManifest(path: string): Promise<Outcome<readonly BatchCase[]>> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return refused('FILE_NOT_FOUND', `${path} cannot be read; a manifest in CSV with the columns id, image, mask[, roi] was expected there.`);
  const rows = parseCsv(text.replace(/^\uFEFF/, ''));
  if (rows.length === 0) return invalid(`${path} holds no case; a header id,image,mask[,roi] and at least one row were expected.`);
  const missing = ['id', 'image', 'mask'].filter((column) => !(column in rows[0]));
  if (missing.length > 0) return invalid(`${path} has no column ${missing.join(', ')} (found ${Object.keys(rows[0]).join(', ')}); id, image, mask[, roi] were expected.`);
  const seen = new Map<string, number>();
  const mistakes = rows.flatMap(({ id, image, mask }, k) => {
    const where = `row ${k + 2}`;
    const empty = Object.entries({ id, image, mask }).filter(([, value]) => value === '').map(([column]) => column);
    const first = seen.get(id);
    if (first === undefined) seen.set(id, k + 2);
    return [...(empty.length > 0 ? [`${where} has no ${empty.join(', ')}`] : []), ...(first !== undefined && id !== '' ? [`${where} repeats the id ${id} of row ${first}`] : [])];
  });
  if (mistakes.length > 0) return invalid(`${path}: ${mistakes.join('; ')}.`);
  const folder = dirname(path);
  return done(rows.map(({ id, image, mask, roi = '' }) => ({ id, image: located(image, folder), mask: located(mask, folder), ...(roi === '' ? {} : { roi }) })));
}
