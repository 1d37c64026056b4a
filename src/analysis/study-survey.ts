import type { ModelManifest } from '../models/manifest.js';
import { type Protocol, seriesDrawnOn, type Region } from '../volumes/index.js';

/** A stored file with its hash. */
export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
}

/** An image series of a fetched study. */
export interface SurveyedSeries {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly frameOfReferenceUid: string;
  /** PatientID of its instances: one, where all is well. */
  readonly patientIds: readonly string[];
  readonly description: string;
  readonly imageType: readonly string[];
  readonly protocol: Protocol;
  /** Plane of the slices by the axis their normal is nearest to; null where the first instance does not say. */
  readonly plane: 'axial' | 'coronal' | 'sagittal' | null;
  /** Frames of all instances; the distance of the two nearest, and the larger of the two pixel spacings; null where unknown. */
  readonly slices: number;
  readonly sliceDistanceMm: number | null;
  readonly pixelSpacingMm: number | null;
  readonly files: readonly HashedFile[];
}

/** A mask object of a fetched study, with the regions it holds. */
export interface SurveyedMask {
  readonly file: HashedFile;
  readonly modality: 'SEG' | 'RTSTRUCT';
  readonly referencedSeriesUids: readonly string[];
  readonly frameOfReferenceUids: readonly string[];
  readonly regions: readonly Region[];
  /** Instances that the object says it was drawn on, of series that are in the study, and how many of them are not. */
  readonly citedInstances: number;
  readonly missingInstances: number;
}

/** What a fetched study holds. */
export interface StudySurvey {
  /** When the first series was acquired, as DICOM DT; empty where no series says. */
  readonly startedAt: string;
  /** Of all instances, each once. */
  readonly studyInstanceUids: readonly string[];
  readonly series: readonly SurveyedSeries[];
  readonly masks: readonly SurveyedMask[];
  readonly warnings: readonly string[];
}

/** One region to be measured on one series. */
export interface Measurement {
  readonly series: SurveyedSeries;
  readonly mask: SurveyedMask;
  readonly region: Region;
  /** The same for the same lesion at every time point: its DICOM Tracking UID, or its label. */
  readonly lesionKey: string;
}

/** Which lesion a region is of, by the labels the model knows; undefined where it is none. */
export function lesionKeyOf(region: Region, roiLabels: readonly string[]): string | undefined {
  for (const pattern of roiLabels) {
    const match = new RegExp(pattern).exec(region.label);
    if (match) return region.trackingUid ?? match[1] ?? region.label;
  }
  return undefined;
}

/** What is to be measured, and what is drawn on one series more than once: nobody can say which is meant. */
export interface MeasurementPlan {
  readonly plan: readonly Measurement[];
  /** One of each. */
  readonly doublyDrawn: readonly Measurement[];
}

/**
 * Pairs series with the regions drawn on them: a mask belongs to the series it references; where it references none of
 * the study, to those in its frame of reference.
 */
export function planMeasurements(survey: StudySurvey, { roiLabels }: Pick<ModelManifest['measurement'], 'roiLabels'>): MeasurementPlan {
  const found = survey.masks.flatMap((mask) => seriesDrawnOn(mask, survey.series).flatMap((series) => mask.regions.flatMap((region) => {
    const lesionKey = lesionKeyOf(region, roiLabels);
    return lesionKey === undefined ? [] : [{ series, mask, region, lesionKey }];
  })));
  const once = Map.groupBy(found, ({ series, lesionKey }) => `${series.seriesInstanceUid} ${lesionKey}`);
  const [plan, doublyDrawn] = [[...once.values()].filter((all) => all.length === 1), [...once.values()].filter((all) => all.length > 1)];
  return { plan: plan.flat(), doublyDrawn: doublyDrawn.flatMap(([first]) => first ?? []) };
}
