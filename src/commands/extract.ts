import { readFile, writeFile } from 'node:fs/promises';
import { createMeasurePool, measureByFamily } from '../analysis/measure.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { engine } from '../platform/project.js';
import { extractFeatures, type Extraction, type ExtractionSettings, type Mask, type Volume } from '../radiomics/index.js';
import { readImage, readMask } from '../volumes/read-image.js';
import type { LoadedMask, LoadedVolume } from '../volumes/types.js';
import { failWith } from './fail.js';
import { extractionCsv, type ExtractionAnswer } from './extract-answer.js';
import { parseExtractionSettings, settingsHash } from '../analysis/extraction-settings.js';

/** The options of `sarcolens extract` as the command line hands them over. */
export interface ExtractOptions {
  readonly image: string;
  readonly mask: string;
  readonly roi?: string;
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

async function run(volume: Volume, mask: Mask, settings: ExtractionSettings, threads: number): Promise<Extraction> {
  if (threads === 1) return extractFeatures(volume, mask, settings);
  const pool = createMeasurePool(threads);
  try {
    return await measureByFamily(pool, volume, mask, settings);
  } finally {
    await pool.close();
  }
}

function answerOf(image: LoadedVolume, mask: LoadedMask, result: Extraction): Outcome<ExtractionAnswer> {
  if (result.kind === 'not-measurable') {
    return refused(result.reason === 'mask-empty' ? 'ROI_EMPTY' : 'MASK_GRID_MISMATCH', `The region cannot be measured: ${result.detail}.`);
  }
  const { settings, diagnostics, features, absent } = result;
  return done({
    engine, settings, settingsHash: settingsHash(settings),
    image: { ...result.image, intensityUnit: image.intensityUnit, ...image.source },
    mask: { ...result.mask, roi: mask.roi, ...mask.source },
    diagnostics, features, absent, warnings: [...image.warnings, ...mask.warnings, ...result.warnings],
  });
}

/** One case from files to answer: what `extract` prints and `batch` writes as a line. */
export async function extractCase(
  paths: Pick<ExtractOptions, 'image' | 'mask' | 'roi'>, settings: ExtractionSettings, threads = 1,
): Promise<Outcome<ExtractionAnswer>> {
  const image = await readImage(paths.image);
  if (!image.ok) return image;
  const mask = await readMask(paths.mask, image.value, paths.roi);
  if (!mask.ok) return mask;
  return answerOf(image.value, mask.value, await run(image.value.volume, mask.value.mask, settings, threads));
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
  const answer = await extractCase(options, settings.value, threads);
  if (!answer.ok) return failWith('extract', answer.problem);
  const text = options.format === 'csv' ? extractionCsv(answer.value) : `${JSON.stringify(answer.value, null, 2)}\n`;
  if (options.out === undefined) { process.stdout.write(text); return 0; }
  const problem = await writeFile(options.out, text).then(() => null, (error: unknown) => (error instanceof Error ? error.message : 'for an unknown reason'));
  return problem === null ? 0 : failWith('extract', { code: 'FILE_NOT_FOUND', text: `${options.out} cannot be written: ${problem}.` });
}
