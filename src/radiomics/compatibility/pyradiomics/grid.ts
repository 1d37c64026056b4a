import { boxSize, perAxis, type Box, type Triple } from '../../preprocessing/box.js';
import { resampledGrid, type AxisPlan } from '../../preprocessing/resampled-grid.js';
import type { Grid } from '../../volume.js';
import { betweenGrids, placementOf, pointOf, respaced } from './placement.js';

/** PyRadiomics resamples so many new voxels around the region's bounding box (`padDistance`). */
const padVoxels = 5;

/** The grid after resampling: the corners of first old and first new voxel coincide. */
export interface Target {
  /** Voxel i of the new grid lies at start + i × step old voxels. */
  readonly plans: readonly AxisPlan[];
  /** All of it. */
  readonly grid: Grid;
  /** The part that is resampled. */
  readonly part: Box;
  /** From an index in that part to an index, not whole, of the old grid. */
  readonly toOld: (index: Triple) => Triple;
}

/** numpy.allclose. */
const isClose = (one: Triple, other: Triple): boolean => one.every((value, axis) => Math.abs(value - other[axis]) <= 1e-8 + 1e-5 * Math.abs(other[axis]));

/**
 * The grid that `resampleImage` makes (imageoperations.py): n′ = ⌈n s / s′⌉ voxels from the image's corner, of which those
 * around the region are computed. An axis along which the region is one voxel thin keeps its spacing. Null when there is
 * nothing to resample.
 */
export function targetOf(grid: Grid, region: Box, asked: Triple | null): Target | null {
  const thickness = boxSize(region);
  const spacingMm = perAxis((axis) => (asked === null || thickness[axis] === 1 ? grid.spacingMm[axis] : asked[axis]));
  if (asked === null || isClose(grid.spacingMm, spacingMm)) return null;
  const ratio = perAxis((axis) => grid.spacingMm[axis] / spacingMm[axis]);
  const last = perAxis((axis) => Math.ceil(grid.size[axis] * ratio[axis]) - 1);
  const part: Box = {
    low: perAxis((axis) => Math.max(0, Math.floor((region.low[axis] - 0.5) * ratio[axis] - padVoxels))),
    high: perAxis((axis) => Math.min(last[axis], Math.ceil((region.high[axis] + 0.5) * ratio[axis] + padVoxels))),
  };
  const start = perAxis((axis) => 0.5 * (spacingMm[axis] - grid.spacingMm[axis]) / grid.spacingMm[axis]);
  const plans = [0, 1, 2].map((axis): AxisPlan => ({ size: last[axis] + 1, start: start[axis], step: spacingMm[axis] / grid.spacingMm[axis] }));
  const old = placementOf(grid);
  const origin = pointOf(old, perAxis((axis) => start[axis] + part.low[axis] / ratio[axis]));
  return { plans, grid: resampledGrid(grid, plans, spacingMm), part, toOld: betweenGrids(respaced(grid, spacingMm, origin), old) };
}
