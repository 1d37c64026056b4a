import { basename, dirname } from 'node:path';
import type { Problem } from '../platform/problem.js';
import { buildVolume, volumesIn } from './build-volume.js';
import { seriesDrawnOn } from './drawn-on.js';
import { inspectedMask, regionsOn, type InspectedMask, type InspectedRegion } from './inspect-mask.js';
import { inspectedSeries, type InspectedVolume } from './inspect-volume.js';
import { sortStudy, type SortedStudy, type StudyFile } from './sort-study.js';
import type { MaskOfStudy, SeriesOfStudy } from './types.js';

/** What is there, and what stands in the way. */
export interface StudyReport {
  readonly volumes: readonly InspectedVolume[];
  readonly masks: readonly InspectedMask[];
  /** Files that belong to no volume and are no mask. */
  readonly problems: readonly (Problem & { readonly path: string })[];
}

/**
 * A file of DICOM that cannot be read and lies in a folder with this series alone: it may be a missing slice, so a folder
 * like that is refused when it is measured, and here.
 */
function brokenBeside({ names }: SeriesOfStudy, sorted: SortedStudy): Problem | undefined {
  const folders = new Set(names.map((name) => dirname(name)));
  const neighbours = sorted.series.filter((other) => other.names.some((name) => folders.has(dirname(name))));
  const broken = sorted.problems.find(({ code, name }) => code !== 'NOT_DICOM' && folders.has(dirname(name)));
  return broken === undefined || neighbours.length > 1 ? undefined : { code: broken.code, text: `${basename(broken.name)}: ${broken.text}` };
}

/** Which masks were drawn on which series, by series UID. */
function masksBySeries({ series, masks }: SortedStudy): ReadonlyMap<string, readonly MaskOfStudy[]> {
  const images = series.map(({ seriesInstanceUid, instances }) => ({ seriesInstanceUid, frameOfReferenceUid: instances[0].frameOfReferenceUid }));
  const pairs = masks.flatMap((mask) => seriesDrawnOn(mask, images).map(({ seriesInstanceUid }) => ({ seriesInstanceUid, mask })));
  return new Map([...Map.groupBy(pairs, (pair) => pair.seriesInstanceUid)].map(([uid, of]) => [uid, of.map(({ mask }) => mask)]));
}

/** Regions of a mask where they were placed so far, and on one more volume: of a series' volumes the first that takes them all counts. */
function betterPlaced(before: readonly InspectedRegion[], here: readonly InspectedRegion[]): readonly InspectedRegion[] {
  const isHere = ({ imageSeriesInstanceUid }: InspectedRegion): boolean => here.some((region) => region.imageSeriesInstanceUid === imageSeriesInstanceUid);
  const ofSeries = before.filter(isHere);
  const isBetter = ofSeries.length === 0 || (ofSeries.some(({ voxels }) => voxels === null) && here.every(({ voxels }) => voxels !== null));
  return isBetter ? [...before.filter((region) => !isHere(region)), ...here] : before;
}

/**
 * Reads everything that the DICOM files of a study or folder hold, one volume at a time: each series to its last pixel,
 * each region onto the series it was drawn on. `report` takes the share of series that are done.
 */
export async function inspectStudy(files: readonly StudyFile[], report: (share: number) => void = () => undefined): Promise<StudyReport> {
  const sorted = sortStudy(files);
  const drawn = masksBySeries(sorted);
  const volumes: InspectedVolume[] = [];
  const regions = new Map<MaskOfStudy, readonly InspectedRegion[]>();
  for (const series of sorted.series) {
    for (const volume of volumesIn(series.instances)) {
      const built = await buildVolume(series.instances, { intensity: 'rescaled', volume: volume.number });
      volumes.push(inspectedSeries(series, { volume, built }, brokenBeside(series, sorted)));
      for (const mask of drawn.get(series.seriesInstanceUid) ?? []) {
        if (built.ok) regions.set(mask, betterPlaced(regions.get(mask) ?? [], await regionsOn(mask, built.value)));
      }
    }
    report((sorted.series.indexOf(series) + 1) / sorted.series.length);
  }
  const isAlone = sorted.series.length === 0;
  const masks: InspectedMask[] = [];
  for (const mask of sorted.masks) masks.push(await inspectedMask(mask, regions.get(mask) ?? (isAlone ? [] : null)));
  return { volumes, masks, problems: sorted.problems.map(({ name: path, code, text }) => ({ path, code, text })) };
}
