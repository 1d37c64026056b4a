import { exp } from '../numbers/exp.js';
import { square } from '../numbers/powers.js';
import type { Triple } from '../preprocessing/box.js';
import type { Chain } from './chains.js';

export interface LaplacianOfGaussian {
  readonly sigmaMm: number;
  readonly cutoffSigma: number;
}

/** A Gaussian and its second derivative, cut off at 1 + 2 ⌊d σ + 0.5⌋ voxels; σ in voxels. */
function gaussians(sigma: number, cutoff: number): { readonly smooth: Float64Array; readonly curvature: Float64Array } {
  const reach = Math.floor(cutoff * sigma + 0.5);
  const smooth = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => exp(-square(i - reach) / (2 * sigma * sigma)) / (Math.sqrt(2 * Math.PI) * sigma));
  return { smooth, curvature: smooth.map((g, i) => g * (square(i - reach) / square(square(sigma)) - 1 / square(sigma))) };
}

/**
 * The Laplacian of Gaussian (IBSI L6PA) as the sum of one chain per axis: a second derivative along it, Gaussians along the
 * others. The product is exactly the manual's kernel on its cubic support. Where voxels are not cubes, derivatives are
 * per voxel of x along every axis, so that the response is that of the same Gaussian in millimetres.
 */
export function laplacianChains({ sigmaMm, cutoffSigma }: LaplacianOfGaussian, spacingMm: Triple, axes: readonly number[]): readonly Chain[] {
  const along = axes.map((axis) => gaussians(sigmaMm / spacingMm[axis], cutoffSigma));
  return axes.map((curved, k) => axes.map((axis, i) => ({
    axis, taps: i === k ? along[i].curvature.map((tap) => tap * square(spacingMm[axes[0]] / spacingMm[curved])) : along[i].smooth,
  })));
}
