import type { Grid } from './grid.js';

function kernel(sigmaVoxels: number): Float64Array {
  const reach = Math.ceil(3 * sigmaVoxels);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigmaVoxels ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function blurAlong(values: Float64Array, { size }: Grid, [axis, weights]: readonly [0 | 1 | 2, Float64Array]): Float64Array {
  const stride = [1, size[0], size[0] * size[1]][axis];
  const reach = (weights.length - 1) / 2;
  return values.map((_, index) => {
    const at = Math.floor(index / stride) % size[axis];
    let sum = 0;
    for (let k = -reach; k <= reach; k += 1) sum += weights[k + reach] * values[index + (Math.min(Math.max(at + k, 0), size[axis] - 1) - at) * stride];
    return sum;
  });
}

/** Gaussian blur by a full width at half maximum in millimetres; beyond the edge the nearest voxel goes on. */
export function blur(values: Float64Array, grid: Grid, fwhmMm: number): Float64Array {
  const sigmaMm = fwhmMm / Math.sqrt(8 * Math.LN2);
  return ([0, 1, 2] as const).reduce((blurred, axis) => blurAlong(blurred, grid, [axis, kernel(sigmaMm / grid.spacingMm[axis])]), values);
}
