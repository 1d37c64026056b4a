import { measureByFamily, createMeasurePool } from '../analysis/measure.js';
import { codeOfNotMeasurable } from '../analysis/not-measurable.js';
import { settingsHash } from '../analysis/extraction-settings.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { engine } from '../platform/project.js';
import { extractFeatures, type Extraction, type ExtractionSettings, type Mask, type Volume } from '../radiomics/index.js';
import { readImage, readMask } from '../volumes/read-image.js';
import type { Intensity, LoadedMask, LoadedVolume } from '../volumes/types.js';
import type { ExtractionAnswer } from './extract-answer.js';

/** Where one case lies. */
export interface CasePaths {
  readonly image: string;
  readonly mask: string;
  readonly roi?: string;
  /** What voxels of a DICOM image stand for; see Intensity. */
  readonly intensity?: Intensity;
  /** Which volume of a series that holds several. */
  readonly volume?: number;
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
    return refused(codeOfNotMeasurable[result.reason], `The region cannot be measured: ${result.detail}.`);
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
  paths: CasePaths, settings: ExtractionSettings, threads = 1,
): Promise<Outcome<ExtractionAnswer>> {
  const { intensity, volume } = paths;
  const image = await readImage(paths.image, { ...(intensity === undefined ? {} : { intensity }), ...(volume === undefined ? {} : { volume }) });
  if (!image.ok) return image;
  const mask = await readMask(paths.mask, image.value, paths.roi);
  if (!mask.ok) return mask;
  return answerOf(image.value, mask.value, await run(image.value.volume, mask.value.mask, settings, threads));
}
