import type { FilterSettings } from './filter-settings.js';

/** The eleven families of IBSI-1, by the names people write in a configuration. */
export const families = [
  'morphology', 'local-intensity', 'intensity-statistics', 'intensity-histogram', 'intensity-volume-histogram',
  'glcm', 'glrlm', 'glszm', 'gldzm', 'ngtdm', 'ngldm',
] as const;
export type Family = (typeof families)[number];

/** How texture matrices are put together (IBSI reference manual, 3.6 to 3.11), as they end the tags. */
export const aggregations = ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb', '3D_avg', '3D_comb', '2D', '2_5D', '3D'] as const;
export type Aggregation = (typeof aggregations)[number];

export const interpolationMethods = ['nearest', 'linear', 'cubic-spline'] as const;
export type InterpolationMethod = (typeof interpolationMethods)[number];

export interface InterpolationSettings {
  /** Spacing of the new grid along x, y, z; null keeps the image's. The 2D approach keeps z as it is, whatever stands here. */
  readonly spacingMm: readonly [number, number, number] | null;
  readonly method: InterpolationMethod;
  /** To the nearest integer, for intensities that are integers by nature (HU). */
  readonly roundIntensities: boolean;
}

export interface ResegmentationSettings {
  /** Intensities outside leave the intensity mask; both ends belong to the range, null is an open end. */
  readonly range: readonly [number | null, number | null] | null;
  /** Intensities further than so many population standard deviations from the mean leave it, after the range. */
  readonly outlierSigma: number | null;
}

/** Fixed bin size (FBS) or fixed bin number (FBN); null takes the intensities as they are. */
export type Discretisation = { readonly method: 'FBS'; readonly binWidth: number } | { readonly method: 'FBN'; readonly bins: number };

/** A step that makes the intensities of an image comparable, see `normalised`. */
export type Normalisation =
  | { readonly method: 'z-score' }
  | { readonly method: 'percentile-clip'; readonly low: number; readonly high: number }
  | { readonly method: 'reference-tissue'; readonly intensity: number };

/** Everything that decides a feature's value besides image and mask: the object of a configuration file. */
export interface ExtractionSettings {
  readonly interpolation: InterpolationSettings | null;
  readonly approach: '2D' | '3D';
  readonly resegmentation: ResegmentationSettings | null;
  readonly discretisation: Discretisation | null;
  readonly ivh: Discretisation | null;
  readonly aggregation: readonly Aggregation[];
  readonly families: readonly Family[];
  /** Tags that are not computed; they stand in `absent`. */
  readonly omit: readonly string[];
  readonly filter: FilterSettings | null;
  /** Steps before interpolation; absent is none. */
  readonly normalisation?: readonly Normalisation[];
  /** Measure as PyRadiomics 3.0.1 does, see compatibility/pyradiomics; absent is IBSI. */
  readonly compatibility?: 'pyradiomics';
}

/** What a configuration that says nothing means: the image as it is, 32 bins for texture, merged 3D matrices, every family. */
export const defaultSettings: ExtractionSettings = {
  interpolation: null, approach: '3D', resegmentation: null, discretisation: { method: 'FBN', bins: 32 }, ivh: null,
  aggregation: ['3D_comb', '3D'], families, omit: [], filter: null,
};

/** As above for the slice-by-slice approach. */
export const defaultAggregation = (approach: '2D' | '3D'): readonly Aggregation[] => (approach === '3D' ? ['3D_comb', '3D'] : ['2_5D_comb', '2_5D']);
