import { hullOf, type Hull } from '../geometry/hull-measures.js';
import { intensityCentre, positionsOf, type Positions } from '../geometry/positions.js';
import { surfaceOf, type Surface } from '../geometry/surface.js';
import { pairSums, type PairSums } from '../geometry/pair-sums.js';
import { symmetricEigenvalues } from '../geometry/symmetric-eigenvalues.js';
import type { Roi } from '../roi.js';
import { sampleOf, type Sample } from './sample.js';

/** What the morphological features are taken from. Each is computed when the first feature asks for it, and once. */
export interface Shape {
  readonly roi: Roi;
  readonly surface: () => Surface;
  readonly hull: () => Hull;
  readonly positions: () => Positions;
  /** Eigenvalues of the covariance of the voxels' positions in mm², descending; what is only rounding noise is zero. */
  readonly eigenvalues: () => readonly [number, number, number];
  /** Millimetres from the ROI's first voxel; null when the intensities sum to zero or there are none. */
  readonly intensityCentre: () => readonly [number, number, number] | null;
  /** Null when re-segmentation left nothing. */
  readonly sample: () => Sample | null;
  /** Of deviations from the mean intensity. */
  readonly pairs: () => PairSums;
}

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | null = null;
  return () => (kept ??= { value: compute() }).value;
}

export function shapeOf(roi: Roi): Shape {
  const { size, spacingMm } = roi.grid;
  const positions = once(() => positionsOf(roi.morphological, size, spacingMm));
  const sample = once(() => (roi.sorted.length === 0 ? null : sampleOf(roi.sorted)));
  return {
    roi, positions, sample,
    surface: once(() => surfaceOf(roi.morphological, size, spacingMm)),
    hull: once(() => hullOf(roi.morphological, size, spacingMm)),
    eigenvalues: once(() => {
      const [first, second, third] = symmetricEigenvalues(positions().covariance);
      const positive = (value: number): number => (value > 1e-12 * first ? value : 0);
      return [positive(first), positive(second), positive(third)];
    }),
    intensityCentre: once(() => intensityCentre(roi.intensities, roi.intensityMask, size, spacingMm)),
    pairs: once(() => pairSums({ values: roi.intensities, centre: sample()?.mean ?? 0, mask: roi.intensityMask }, size, spacingMm)),
  };
}
