import { readFile } from 'node:fs/promises';
import { done, type Outcome, refused } from '../platform/problem.js';
import { releaseMemory } from '../platform/release-memory.js';
import { extractFeatures, type ExtractionSettings, type FeatureSet } from '../radiomics/index.js';
import { buildMask, buildVolume, type Intensity, listRegions, type LoadedMask, type LoadedVolume, sortStudy, type StudyFile } from '../volumes/index.js';
import type { HashedFile, StudySurvey } from './study-survey.js';

/** Reads the headers of a fetched study. */
export interface SurveyTask {
  readonly kind: 'survey';
  readonly files: readonly HashedFile[];
}

/** Measures one region on one series. */
export interface RegionTask {
  readonly kind: 'measure-region';
  readonly image: readonly HashedFile[];
  readonly mask: HashedFile;
  readonly roi: string;
  readonly intensity: Intensity;
  readonly settings: ExtractionSettings;
}

/** What is left of a measured region once its voxels are no longer needed. */
export interface RegionAnswer {
  readonly features: FeatureSet;
  readonly intensityUnit: string;
  readonly image: LoadedVolume['source'];
  readonly mask: Pick<LoadedMask, 'voxels' | 'roi' | 'source'>;
  readonly warnings: readonly string[];
}

export interface StudyAnswers {
  readonly survey: Outcome<StudySurvey>;
  readonly 'measure-region': Outcome<RegionAnswer>;
}

const readAll = (files: readonly HashedFile[]): Promise<readonly StudyFile[]> =>
  Promise.all(files.map(async ({ path, sha256 }) => ({ name: path, bytes: await readFile(path), sha256 })));

async function survey({ files }: SurveyTask): Promise<Outcome<StudySurvey>> {
  const sorted = sortStudy(await readAll(files));
  const pathOf = new Map(files.map((file) => [file.sha256, file.path]));
  const warnings = sorted.problems.map(({ code, text }) => `${code}: ${text}`);
  const series = sorted.series.map(({ seriesInstanceUid, modality, instances }) => ({
    seriesInstanceUid, modality, frameOfReferenceUid: instances[0]?.frameOfReferenceUid ?? '', patientIds: [...new Set(instances.map((one) => one.patientId))],
    files: instances.map(({ sha256 = '' }) => ({ path: pathOf.get(sha256) ?? '', sha256 })),
  }));
  const masks = sorted.masks.flatMap((mask) => {
    const regions = listRegions(mask.bytes);
    if (!regions.ok) { warnings.push(`${mask.modality}: ${regions.problem.code}: ${regions.problem.text}`); return []; }
    const { modality, referencedSeriesUids, frameOfReferenceUids, name, sha256 = '' } = mask;
    return [{ file: { path: name, sha256 }, modality, referencedSeriesUids, frameOfReferenceUids, regions: regions.value }];
  });
  const moments = sorted.series.flatMap(({ instances }) => instances.map((one) => one.acquisitionDateTime || one.studyDate)).filter((moment) => moment !== '');
  return done({ startedAt: moments.toSorted()[0] ?? '', series, masks, warnings });
}

async function measureRegion({ image, mask, roi, intensity, settings }: RegionTask): Promise<Outcome<RegionAnswer>> {
  const [series] = sortStudy(await readAll(image)).series;
  if (!series) return refused('NOT_A_VOLUME', 'The series holds no image.');
  const volume = await buildVolume(series.instances, { intensity });
  if (!volume.ok) return volume;
  const region = await buildMask(await readFile(mask.path), volume.value, roi);
  if (!region.ok) return region;
  const features = extractFeatures(volume.value.volume, region.value.mask, settings);
  if (features.kind !== 'measured') return refused(features.reason === 'mask-empty' ? 'ROI_EMPTY' : 'MASK_GRID_MISMATCH', `The region cannot be measured: ${features.detail}.`);
  const { voxels, roi: found, source } = region.value;
  return done({
    features, intensityUnit: volume.value.intensityUnit, image: volume.value.source, mask: { voxels, roi: found, source: { ...source, sha256: mask.sha256 } },
    warnings: [...volume.value.warnings, ...region.value.warnings, ...features.warnings],
  });
}

/** The thread's duties: whatever reads pixels or computes stays away from the event loop. */
export default async (task: SurveyTask | RegionTask): Promise<StudyAnswers[keyof StudyAnswers]> => {
  try {
    return await (task.kind === 'survey' ? survey(task) : measureRegion(task));
  } finally {
    releaseMemory();
  }
};
