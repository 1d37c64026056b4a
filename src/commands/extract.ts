import { readFile, writeFile } from 'node:fs/promises';
import { parseExtractionSettings } from '../analysis/extraction-settings.js';
import { refused, type Outcome } from '../platform/problem.js';
import type { ExtractionSettings } from '../radiomics/index.js';
import { extractionCsv } from './extract-answer.js';
import { type CasePaths, extractCase } from './extract-case.js';
import { failWith } from './fail.js';
import { maskReadingOf, type MaskReadingOptions } from './mask-reading.js';

/** The options of `sarcolens extract` as the command line hands them over. */
export interface ExtractOptions extends CasePaths, MaskReadingOptions {
  readonly config?: string;
  readonly format: 'json' | 'csv';
  readonly out?: string;
  readonly threads: string;
}

/** Reads a configuration file; without one the defaults hold. */
export async function readExtractionSettings(path: string | undefined): Promise<Outcome<ExtractionSettings>> {
  if (path === undefined) return parseExtractionSettings({});
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return refused('FILE_NOT_FOUND', `${path} cannot be read; a configuration in JSON was expected there.`);
  try {
    return parseExtractionSettings(JSON.parse(text));
  } catch (error) {
    return refused('INVALID_CONFIG', `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** `sarcolens extract`. Answers the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function extract(options: ExtractOptions): Promise<0 | 1 | 2> {
  const threads = Number(options.threads);
  if (!Number.isInteger(threads) || threads < 1) {
    process.stderr.write(`sarcolens extract: --threads is ${options.threads}; a whole number from 1 on was expected.\n`);
    return 2;
  }
  const settings = await readExtractionSettings(options.config);
  if (!settings.ok) return failWith('extract', settings.problem);
  const reading = maskReadingOf(options);
  if (!reading.ok) return failWith('extract', reading.problem);
  const answer = await extractCase({ ...options, reading: reading.value }, settings.value, threads);
  if (!answer.ok) return failWith('extract', answer.problem);
  const text = options.format === 'csv' ? extractionCsv(answer.value) : `${JSON.stringify(answer.value, null, 2)}\n`;
  if (options.out === undefined) { process.stdout.write(text); return 0; }
  const problem = await writeFile(options.out, text).then(() => null, (error: unknown) => (error instanceof Error ? error.message : 'for an unknown reason'));
  return problem === null ? 0 : failWith('extract', { code: 'FILE_NOT_FOUND', text: `${options.out} cannot be written: ${problem}.` });
}
