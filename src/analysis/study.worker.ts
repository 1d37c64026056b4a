import { readFile } from 'node:fs/promises';
import { done, type Outcome, refused } from '../platform/problem.js';
import { releaseMemory } from '../platform/release-memory.js';
import { extractFeatures, type ExtractionSettings, type FeatureSet } from '../radiomics/index.js';
import type { CacheSettings } from '../studies/kept-entries.js';
import { createVolumeCache, volumeKey } from '../studies/volume-cache.js';
import { isOwnSegmentation } from '../volumes/own-segmentation.js';
import { buildMask, buildVolume, type Intensity, listRegions, type LoadedMask, type LoadedVolume, type MaskOfStudy, sortStudy, type StudyFile } from '../volumes/index.js';
import { codeOfNotMeasurable } from './not-measurable.js';
import type { HashedFile, StudySurvey, SurveyedMask } from './study-survey.js';
import { citedBy, surveyedInstance, surveyedSeries, type SurveyedInstance } from './survey-series.js';

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
  /** Where volumes are kept; undefined where none are. */
  readonly cache: CacheSettings | undefined;
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
  const studies = new Set<string>();
  const instances: SurveyedInstance[] = [];
  const masks: (Omit<SurveyedMask, 'citedInstances' | 'missingInstances'> & Pick<MaskOfStudy, 'references'>)[] = [];
  let unreadable = 0;
  for (const file of files) {
    const sorted = sortStudy([await read(file)]);
    warnings.push(...sorted.problems.map(({ code, text }) => `${code}: ${text}`));
    unreadable += sorted.problems.length;
    for (const { modality, instances: [instance] } of sorted.series) {
      if (!instance) continue;
      instances.push(surveyedInstance(file, modality, instance));
      studies.add(instance.studyInstanceUid);
      moments.push(instance.acquisitionDateTime || instance.studyDate);
    }
    for (const { studyInstanceUid } of sorted.masks) studies.add(studyInstanceUid);
    masks.push(...sorted.masks.filter(({ bytes }) => !isOwnSegmentation(bytes)).flatMap(({ bytes, modality, referencedSeriesUids, references, frameOfReferenceUids }) => {
      const regions = listRegions(bytes);
      if (regions.ok) return [{ file, modality, referencedSeriesUids, references, frameOfReferenceUids, regions: regions.value }];
      warnings.push(`${modality}: ${regions.problem.code}: ${regions.problem.text}`);
      return [];
    }));
  }
  return done({
    startedAt: moments.filter((moment) => moment !== '').toSorted()[0] ?? '', studyInstanceUids: [...studies], warnings,
    masks: masks.map(({ references, ...mask }) => ({ ...mask, ...citedBy(references, instances, unreadable) })),
    series: [...Map.groupBy(instances, ({ first }) => first.seriesInstanceUid).values()].map(surveyedSeries).toSorted((a, b) => (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1)),
  });
}

/** From the cache where it was slow to decode; else from the instances, and kept if it was slow. */
async function volumeOf({ image, intensity, cache: settings }: Pick<RegionTask, 'image' | 'intensity' | 'cache'>): Promise<Outcome<LoadedVolume>> {
  const cache = settings === undefined ? undefined : createVolumeCache(settings);
  const key = volumeKey(image.map(({ sha256 }) => sha256), intensity);
  const kept = await cache?.take(key);
  if (kept) return done(kept);
  const [series] = sortStudy(await Promise.all(image.map(read))).series;
  if (!series) return refused('NOT_A_VOLUME', 'The series holds no image.');
  const built = await buildVolume(series.instances, { intensity });
  if (built.ok) await cache?.keep(key, built.value);
  return built;
}

async function measureRegion({ mask, roi, settings, ...ofImage }: RegionTask): Promise<Outcome<RegionAnswer>> {
  const volume = await volumeOf(ofImage);
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
