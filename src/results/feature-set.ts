import type { AbsentFeature, ExtractionSettings, Feature } from '../radiomics/index.js';

/** The software that measured. */
export interface Engine {
  readonly name: string;
  readonly version: string;
}

/** One stored file and its SHA-256. */
export interface HashedInstance {
  readonly sopInstanceUid: string;
  readonly sha256: string;
}

/** The region that was measured, and where it came from. */
export interface MeasuredRegion {
  readonly modality: 'SEG' | 'RTSTRUCT';
  readonly instance: HashedInstance;
  readonly seriesInstanceUid: string;
  readonly roi: { readonly number: number; readonly label: string; readonly trackingUid?: string };
  readonly voxels: number;
}

/** The image that was measured. */
export interface MeasuredSeries {
  readonly modality: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly seriesDescription: string;
  readonly instances: readonly HashedInstance[];
  readonly intensityUnit: string;
}

/** Features of one region on one series, with all that is needed to measure them again. */
export interface StoredFeatureSet {
  readonly engine: Engine;
  readonly settings: ExtractionSettings;
  readonly settingsHash: string;
  readonly series: MeasuredSeries;
  readonly region: MeasuredRegion;
  readonly features: readonly Feature[];
  readonly absent: readonly AbsentFeature[];
  readonly warnings: readonly string[];
}

/** Value of a feature by its IBSI tag; undefined where it is absent. */
export const featureOf = (set: Pick<StoredFeatureSet, 'features'>, tag: string): Feature | undefined => set.features.find((feature) => feature.tag === tag);
