import type { InterpolationMethod } from '../settings.js';
import { boxSize, copyBox, perAxis, voxelCount, type Box, type Triple } from './box.js';
import { isIdentity, type AxisPlan } from './resampled-grid.js';
import { resampleAxis, spanNeeded } from './resample-axis.js';

/** Partial volume above which a voxel of the new grid is inside, a rounding error below one half: ties are inside. */
const insideFrom = 0.5 - 1e-7;
/** Intensities at half an integer go up whichever way their weights were rounded. */
const roundingNoise = 1e-9;

export interface Resampling {
  readonly method: InterpolationMethod;
  readonly plans: readonly AxisPlan[];
}

/** Voxels of a box of the new grid, x fastest, from as much of the old grid as they need. */
export function resampleBox(source: Uint8Array | Float32Array | Float64Array, size: Triple, how: Resampling, box: Box): Float64Array {
  const spans = [0, 1, 2].map((axis) => (isIdentity(how.plans[axis])
    ? { first: box.low[axis], last: box.high[axis] }
    : spanNeeded(how.method, how.plans[axis], box.low[axis], box.high[axis], size[axis])));
  const old: Box = { low: perAxis((axis) => spans[axis].first), high: perAxis((axis) => spans[axis].last) };
  const extent = [...boxSize(old)];
  let voxels: Float64Array = new Float64Array(extent[0] * extent[1] * extent[2]);
  copyBox(source, size, old, voxels);
  for (const axis of [0, 1, 2]) {
    const plan = how.plans[axis];
    if (isIdentity(plan)) continue;
    const inner = extent.slice(0, axis).reduce((product, n) => product * n, 1);
    const outer = extent.slice(axis + 1).reduce((product, n) => product * n, 1);
    voxels = resampleAxis(voxels, inner, outer, { method: how.method, plan, span: spans[axis], low: box.low[axis], high: box.high[axis] });
    extent[axis] = box.high[axis] - box.low[axis] + 1;
  }
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
