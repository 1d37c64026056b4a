import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

function findRoot(from: string): string {
  if (existsSync(join(from, 'nest-cli.json')) || existsSync(join(from, 'package-lock.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('the folder of the project was not found above this file');
  return findRoot(above);
}

/** The project's folder, from the sources and from the build alike. */
export const projectRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Name and version of this software, as results record them. */
export const engine: { readonly name: string; readonly version: string } = z
  .object({ name: z.string(), version: z.string() })
  .parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')));

/** The compiled twin of a source file, such as `src/analysis/measure.worker.ts`: worker threads run the build. */
export const compiled = (source: string): string => join(projectRoot, 'dist', source.replace(/\.ts$/, '.js'));
