import type { Instance, SeriesReference } from '../volumes/index.js';
import { slicePlane } from '../volumes/slice-plane.js';
import type { HashedFile, SurveyedMask, SurveyedSeries } from './study-survey.js';

/** What is kept of an instance once its header was read. */
export interface SurveyedInstance {
  readonly file: HashedFile;
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly patientId: string;
  /** Along the slices' normal; null where the header does not place them. */
  readonly places: readonly (number | null)[];
  readonly first: Pick<SurveyedSeries, 'seriesInstanceUid' | 'modality' | 'frameOfReferenceUid' | 'description' | 'imageType' | 'protocol' | 'plane' | 'pixelSpacingMm'>;
}

type Orientation = NonNullable<Instance['frames'][number]['orientation']>;

const normalOf = ([a, b, c, d, e, f]: Orientation): readonly [number, number, number] => [b * f - c * e, c * d - a * f, a * e - b * d];

const planeOf = (orientation: Orientation | null): SurveyedSeries['plane'] => (orientation === null ? null : slicePlane(normalOf(orientation)).nearest);

/** An image instance, without its pixels. */
export function surveyedInstance(file: HashedFile, modality: string, instance: Instance): SurveyedInstance {
  const { studyInstanceUid, sopInstanceUid, seriesInstanceUid, frameOfReferenceUid, patientId, seriesDescription, imageType, protocol, frames } = instance;
  const [{ orientation, pixelSpacingMm }] = frames;
  return {
    file, studyInstanceUid, sopInstanceUid, patientId,
    places: frames.map((frame) => (frame.orientation === null || frame.positionMm === null ? null : normalOf(frame.orientation).reduce((sum, n, k) => sum + n * (frame.positionMm?.[k] ?? 0), 0))),
    first: { seriesInstanceUid, modality, frameOfReferenceUid, description: seriesDescription, imageType, protocol, plane: planeOf(orientation), pixelSpacingMm: pixelSpacingMm === null ? null : Math.max(...pixelSpacingMm) },
  };
}

/** The smallest distance of two slices that are not in one place. */
function distanceOf(places: readonly number[]): number | null {
  const sorted = places.toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((at, k) => at - sorted[k]).filter((gap) => gap > 0.01);
  return gaps.length === 0 ? null : Math.min(...gaps);
}

/** Instances of one series, in the order of their files. */
export function surveyedSeries(instances: readonly SurveyedInstance[]): SurveyedSeries {
  const places = instances.flatMap((one) => one.places);
  return {
    ...instances[0].first, patientIds: [...new Set(instances.map(({ patientId }) => patientId))], files: instances.map(({ file }) => file),
    slices: places.length, sliceDistanceMm: distanceOf(places.filter((place) => place !== null)),
  };
}

/**
 * How many instances of the study's own series a mask object was drawn on, and how many of them are not there. Where none
 * of a series is there it was drawn on a series of other UIDs, as resampled and pseudonymised ones have, and nothing of it
 * is on its way. `unreadable` files of the study may be among those that lack: they are there.
 */
export function citedBy(references: readonly SeriesReference[], instances: readonly SurveyedInstance[], unreadable: number): Pick<SurveyedMask, 'citedInstances' | 'missingInstances'> {
  const there = new Set(instances.map(({ first, sopInstanceUid }) => `${first.seriesInstanceUid} ${sopInstanceUid}`));
  const cited = references
    .map(({ seriesInstanceUid, sopInstanceUids }) => ({ count: sopInstanceUids.length, missing: sopInstanceUids.filter((uid) => !there.has(`${seriesInstanceUid} ${uid}`)).length }))
    .filter(({ count, missing }) => missing < count);
  const sum = (pick: (one: typeof cited[number]) => number): number => cited.reduce((total, one) => total + pick(one), 0);
  return { citedInstances: sum(({ count }) => count), missingInstances: Math.max(0, sum(({ missing }) => missing) - unreadable) };
}
