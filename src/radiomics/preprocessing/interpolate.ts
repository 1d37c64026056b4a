import type { InterpolationMethod } from '../settings.js';
import { boxSize, copyBox, perAxis, voxelCount, type Box, type Triple } from './box.js';
import { isIdentity, type AxisPlan } from './resampled-grid.js';
import { resampleAxis, resampleRows, spanNeeded, type Axis, type Samples } from './resample-axis.js';

/** Partial volume above which a voxel of the new grid is inside, a rounding error below one half: ties are inside. */
const insideFrom = 0.5 - 1e-7;
/** Intensities at half an integer go up whichever way their weights were rounded. */
const roundingNoise = 1e-9;

export interface Resampling {
  readonly method: InterpolationMethod;
  readonly plans: readonly AxisPlan[];
}

/** The voxels of a box of the old grid after interpolation along x. */
function alongX(source: Samples, size: Triple, old: Box, axis: Axis | null): Float64Array {
  const [, ny, nz] = boxSize(old);
  if (axis === null) {
    const voxels = new Float64Array(voxelCount(boxSize(old)));
    copyBox(source, size, old, voxels);
    return voxels;
  }
  const starts = Int32Array.from({ length: ny * nz }, (_, row) => old.low[0] + size[0] * (old.low[1] + row % ny + size[1] * (old.low[2] + Math.floor(row / ny))));
  return resampleRows(source, starts, axis);
}

/** Voxels of a box of the new grid, x fastest, from as much of the old grid as they need. */
export function resampleBox(source: Samples, size: Triple, { method, plans }: Resampling, box: Box): Float64Array {
  const axes = [0, 1, 2].map((axis): Axis | null => (isIdentity(plans[axis]) ? null : {
    method, plan: plans[axis], low: box.low[axis], high: box.high[axis], span: spanNeeded(method, plans[axis], box.low[axis], box.high[axis], size[axis]),
  }));
  const old: Box = { low: perAxis((axis) => axes[axis]?.span.first ?? box.low[axis]), high: perAxis((axis) => axes[axis]?.span.last ?? box.high[axis]) };
  const [nx, ny] = boxSize(box);
  let voxels = alongX(source, size, old, axes[0]);
  if (axes[1] !== null) voxels = resampleAxis(voxels, nx, boxSize(old)[2], axes[1]);
  if (axes[2] !== null) voxels = resampleAxis(voxels, nx * ny, 1, axes[2]);
  return voxels;
}

/** The voxels of the new grid that a region of the old one can reach into. */
export const reachOf = (box: Box, plans: readonly AxisPlan[]): Box => ({
  low: perAxis((axis) => (isIdentity(plans[axis])
    ? box.low[axis]
    : Math.max(0, Math.ceil((box.low[axis] - 1 - plans[axis].start) / plans[axis].step)))),
  high: perAxis((axis) => (isIdentity(plans[axis])
    ? box.high[axis]
    : Math.min(plans[axis].size - 1, Math.floor((box.high[axis] + 1 - plans[axis].start) / plans[axis].step)))),
});

/** A mask on a box of the new grid: linear interpolation, inside from one half (IBSI reference manual 2.4). */
export function resampleMask(source: Uint8Array, size: Triple, plans: readonly AxisPlan[], box: Box): Uint8Array {
  const partial = resampleBox(source, size, { method: 'linear', plans }, box);
  const inside = new Uint8Array(voxelCount(boxSize(box)));
  for (let i = 0; i < inside.length; i += 1) inside[i] = partial[i] >= insideFrom ? 1 : 0;
  return inside;
}

/** Rounds intensities to the nearest integer in place, halves up. */
export function roundIntensities(voxels: Float64Array): void {
  for (let i = 0; i < voxels.length; i += 1) voxels[i] = Math.floor(voxels[i] + 0.5 + roundingNoise);
}
