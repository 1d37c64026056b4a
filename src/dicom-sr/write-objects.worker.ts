import { readFile } from 'node:fs/promises';
import type { OrderNumbers } from '../orders/service-request.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { releaseMemory } from '../platform/release-memory.js';
import { featureOf, type StoredFeatureSet } from '../results/feature-set.js';
import type { StoredResult } from '../results/result.js';
import { drawnBy } from '../volumes/drawn-by.js';
import { buildMask, buildVolume, type Intensity, sortStudy } from '../volumes/index.js';
import type { DicomObject, ObjectOrigin } from './dicom-object.js';
import { keyImage } from './key-image.js';
import { segmentation } from './segmentation.js';
import { sourceSeries } from './source-series.js';
import { researchNotice, structuredReport } from './structured-report.js';
import { trackingUidOf } from './uids.js';

/** What is to be written for a result, and where the fetched files lie. */
export interface WriteTask {
  readonly origin: ObjectOrigin;
  readonly patientId: string;
  readonly lesionKey: string;
  readonly featureSet: StoredFeatureSet;
  readonly result: Pick<StoredResult, 'outcome' | 'model' | 'inputs'>;
  /** Null where the order is no longer known. */
  readonly order: OrderNumbers | null;
  readonly files: readonly string[];
}

const intensityOf = (unit: string): Intensity => (unit === 'SUVbw' ? 'suv-bw' : unit === 'SUVlbm' ? 'suv-lbm' : unit === 'SUVbsa' ? 'suv-bsa' : 'rescaled');

function figuresOf(set: StoredFeatureSet) {
  const [volume, highest] = [featureOf(set, 'morph_volume'), featureOf(set, 'stat_max')];
  return [
    ...(volume === undefined ? [] : [{ name: 'Volume', value: volume.value / 1000, unit: 'mL' }]),
    ...(highest === undefined ? [] : [{ name: 'Maximum', value: highest.value, unit: set.series.intensityUnit }]),
  ];
}

function scoreToDraw({ outcome, model }: WriteTask['result']) {
  return outcome.kind === 'score' ? { label: model.label, probability: outcome.probability, interval: outcome.interval, model: { name: model.name, version: model.version } } : null;
}

async function write({ origin, patientId, lesionKey, featureSet, result, order, files }: WriteTask): Promise<Outcome<readonly DicomObject[]>> {
  const { series, masks } = sortStudy(await Promise.all(files.map(async (name) => ({ name, bytes: await readFile(name) }))));
  const image = series.find(({ seriesInstanceUid }) => seriesInstanceUid === featureSet.series.seriesInstanceUid);
  const drawn = masks.find(({ sopInstanceUid }) => sopInstanceUid === featureSet.region.instance.sopInstanceUid);
  if (image === undefined || drawn === undefined) return refused('STUDY_INCOMPLETE', 'The PACS no longer has the series or the region that was measured.');
  const volume = await buildVolume(image.instances, { intensity: intensityOf(featureSet.series.intensityUnit) });
  if (!volume.ok) return volume;
  const source = sourceSeries(image.instances);
  if (!source.ok) return source;
  const { roi } = featureSet.region;
  const region = await buildMask(drawn.bytes, volume.value, roi.number);
  if (!region.ok) return region;
  const tracking = { trackingId: roi.label, trackingUid: roi.trackingUid ?? trackingUidOf(patientId, lesionKey) };
  const { voxels } = region.value.mask;
  const seg = segmentation(origin, { source: source.value, segments: [{ label: roi.label, voxels, ...tracking, algorithm: drawnBy(drawn.bytes, roi.number) }] });
  const group = { featureSet, source: source.value, segmentation: seg, segmentNumber: 1, ...tracking, score: result.outcome.kind === 'score' ? result : null };
  const isResearch = /research/i.test(result.model.status);
  const picture = keyImage(origin, {
    source: source.value, intensities: volume.value.volume.voxels, mask: voxels, lesionNumber: Number(/\d+/.exec(roi.label)?.[0] ?? roi.number), figures: figuresOf(featureSet),
    score: scoreToDraw(result), use: isResearch ? 'research' : 'clinical',
  });
  return done([seg, structuredReport(origin, { groups: [group], notice: isResearch ? researchNotice : null, order }), picture]);
}

/** The thread's one duty: a result to the objects that tell of it. */
export default async (task: WriteTask): Promise<Outcome<readonly DicomObject[]>> => {
  try {
    return await write(task);
  } finally {
    releaseMemory();
  }
};
