import { readFile } from 'node:fs/promises';
import { done, type Outcome, refused } from '../platform/problem.js';
import { releaseMemory } from '../platform/release-memory.js';
import { extractFeatures, type ExtractionSettings, type FeatureSet } from '../radiomics/index.js';
import { isOwnSegmentation } from '../volumes/own-segmentation.js';
import { buildMask, buildVolume, type Intensity, listRegions, type LoadedMask, type LoadedVolume, sortStudy, type StudyFile } from '../volumes/index.js';
import { codeOfNotMeasurable } from './not-measurable.js';
import type { HashedFile, StudySurvey, SurveyedMask } from './study-survey.js';
import { surveyedInstance, surveyedSeries, type SurveyedInstance } from './survey-series.js';

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
  /** The region's number in the mask object. */
  readonly roi: number;
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

const read = async ({ path, sha256 }: HashedFile): Promise<StudyFile> => ({ name: path, bytes: await readFile(path), sha256 });

/** One file after another, for only what its header says is kept. */
async function survey({ files }: SurveyTask): Promise<Outcome<StudySurvey>> {
  const warnings: string[] = [];
  const moments: string[] = [];
  const instances: SurveyedInstance[] = [];
  const masks: SurveyedMask[] = [];
  for (const file of files) {
    const sorted = sortStudy([await read(file)]);
    warnings.push(...sorted.problems.map(({ code, text }) => `${code}: ${text}`));
    for (const { modality, instances: [instance] } of sorted.series) {
      if (!instance) continue;
      instances.push(surveyedInstance(file, modality, instance));
      moments.push(instance.acquisitionDateTime || instance.studyDate);
    }
    masks.push(...sorted.masks.filter(({ bytes }) => !isOwnSegmentation(bytes)).flatMap(({ bytes, modality, referencedSeriesUids, frameOfReferenceUids }) => {
      const regions = listRegions(bytes);
      if (regions.ok) return [{ file, modality, referencedSeriesUids, frameOfReferenceUids, regions: regions.value }];
      warnings.push(`${modality}: ${regions.problem.code}: ${regions.problem.text}`);
      return [];
    }));
  }
  return done({
    startedAt: moments.filter((moment) => moment !== '').toSorted()[0] ?? '', masks, warnings,
    series: [...Map.groupBy(instances, ({ first }) => first.seriesInstanceUid).values()].map(surveyedSeries).toSorted((a, b) => (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1)),
  });
}

async function measureRegion({ image, mask, roi, intensity, settings }: RegionTask): Promise<Outcome<RegionAnswer>> {
  const [series] = sortStudy(await Promise.all(image.map(read))).series;
  if (!series) return refused('NOT_A_VOLUME', 'The series holds no image.');
  const volume = await buildVolume(series.instances, { intensity });
  if (!volume.ok) return volume;
  const region = await buildMask(await readFile(mask.path), volume.value, roi);
  if (!region.ok) return region;
  const features = extractFeatures(volume.value.volume, region.value.mask, settings);
  if (features.kind !== 'measured') return refused(codeOfNotMeasurable[features.reason], `The region cannot be measured: ${features.detail}.`);
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
