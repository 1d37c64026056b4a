import type { Levels } from './preprocessing/discretise.js';
import type { Grid } from './volume.js';

/** What the features look at: the ROI's bounding box after interpolation, everything in one index order (see Grid). */
export interface Roi {
  readonly grid: Grid;
  readonly intensities: Float64Array;
  /** The ROI as drawn: shape, and the distance to its edge. */
  readonly morphological: Uint8Array;
  /** The ROI after re-segmentation: intensities and texture. */
  readonly intensityMask: Uint8Array;
  /** Intensities inside the intensity mask, ascending. */
  readonly sorted: Float64Array;
  /** Grey levels for texture; null when the intensities cannot be levels. */
  readonly levels: Levels | null;
  /** Range that the intensities are known to lie in, from re-segmentation; null ends are open. A filter's response has none. */
  readonly range: readonly [number | null, number | null];
  readonly surroundings: Surroundings;
}

/** The ROI and a margin of image around it, for features that look past its edge. */
export interface Surroundings {
  readonly size: readonly [number, number, number];
  readonly intensities: Float64Array;
  /** Where the ROI's first voxel stands in here. */
  readonly offset: readonly [number, number, number];
}
