import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureByFamily, createMeasurePool } from '../analysis/measure.js';
import { codeOfNotMeasurable } from '../analysis/not-measurable.js';
import { settingsHash } from '../analysis/extraction-settings.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { engine } from '../platform/project.js';
import { extractFeatures, type Extraction, type ExtractionSettings, type Mask, type Volume } from '../radiomics/index.js';
import { beginMask, readImage } from '../volumes/read-image.js';
import type { Intensity, LoadedMask, LoadedVolume } from '../volumes/types.js';
import { niftiBytes } from '../volumes/write-nifti.js';
import type { ExtractionAnswer } from './extract-answer.js';
import { messageOf } from './fail.js';
import type { MaskReading } from './mask-reading.js';

/** Where one case lies. */
export interface CasePaths {
  readonly image: string;
  readonly mask: string;
  readonly roi?: string;
  /** What voxels of a DICOM image stand for; see Intensity. */
  readonly intensity?: Intensity;
  /** How the mask is read where it leaves that open. */
  readonly reading?: MaskReading;
  /** Which volume of a series that holds several. */
  readonly volume?: number;
  /** Folder for image.nii.gz and mask.nii.gz as they are measured. */
  readonly nifti?: string;
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

/** Image and mask as they are measured, so that the result can be repeated elsewhere. */
async function writeVolumes(folder: string, { volume }: LoadedVolume, { mask }: LoadedMask): Promise<Outcome<null>> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'image.nii.gz'), niftiBytes(volume, 'image.nii.gz'));
    await writeFile(join(folder, 'mask.nii.gz'), niftiBytes({ grid: volume.grid, voxels: Float32Array.from(mask.voxels) }, 'mask.nii.gz'));
    return done(null);
  } catch (error) {
    return refused('FILE_NOT_FOUND', `${folder} cannot be written: ${messageOf(error)}.`);
  }
}

/** One case from files to answer: what `extract` prints and `batch` writes as a line. */
export async function extractCase(
  paths: CasePaths, settings: ExtractionSettings, threads = 1,
): Promise<Outcome<ExtractionAnswer>> {
  const { intensity, volume, roi, reading } = paths;
  const maskOn = beginMask(paths.mask);
  const image = await readImage(paths.image, { threads, ...(intensity === undefined ? {} : { intensity }), ...(volume === undefined ? {} : { volume }) });
  if (!image.ok) return image;
  const mask = await maskOn(image.value, { roi, ...reading });
  if (!mask.ok) return mask;
  if (paths.nifti !== undefined) {
    const written = await writeVolumes(paths.nifti, image.value, mask.value);
    if (!written.ok) return written;
  }
  return answerOf(image.value, mask.value, await run(image.value.volume, mask.value.mask, settings, threads));
}
