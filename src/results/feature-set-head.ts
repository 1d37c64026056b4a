import type { Feature } from '../radiomics/index.js';
import type { FeatureSetEntity } from './feature-set.entity.js';

/**
 * As much of a stored feature set as a course over time needs. The database keeps it beside the content, which is many
 * times larger and is not read for it.
 */
export interface FeatureSetHead extends Pick<FeatureSetEntity, 'id' | 'analysisId' | 'patientId' | 'lesionKey' | 'studyInstanceUid' | 'seriesInstanceUid' | 'modality' | 'acquiredAt' | 'createdAt'> {
  readonly settingsHash: string;
  readonly intensityUnit: string;
  readonly roiLabel: string;
  /** Those of `mainTags` that were measured. */
  readonly mainFeatures: readonly Feature[];
}

/** IBSI tags that nearly every course asks for: volume, longest diameter, mean, maximum and peak. The migration that made the column names them too. */
export const mainTags: readonly string[] = ['morph_volume', 'morph_diam', 'stat_mean', 'stat_max', 'loc_peak_glob'];

/** A unit as it is shown: what is in the unit of the image says which that is. */
export const shownUnit = (unit: string, intensityUnit: string): string => unit.replace('intensity', intensityUnit);
