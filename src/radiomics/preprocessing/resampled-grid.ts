import type { Grid } from '../volume.js';
import { perAxis, type Triple } from './box.js';

/** Grid sizes are decided a hundred-thousandth of a voxel below the quotient, so that 10 × 0.3 / 0.1 is 30 voxels and not 31. */
const sizeTolerance = 1e-5;

/** How one axis is resampled: voxel `i` of the new grid lies at `start + i × step` voxels of the old one. */
export interface AxisPlan {
  readonly size: number;
  readonly start: number;
  readonly step: number;
}

/**
 * The plan of one axis with the centres of old and new grid in one place: n′ = ⌈n s / s′⌉
 * (IBSI reference manual 2.4, "align by centre").
 */
export function planAxis(size: number, oldMm: number, newMm: number): AxisPlan {
  const step = newMm / oldMm;
  const newSize = Math.max(1, Math.ceil(size / step - sizeTolerance));
  return { size: newSize, start: ((size - 1) - (newSize - 1) * step) / 2, step };
}

/** Whether resampling along this axis would give back the voxels it was given. */
export const isIdentity = (plan: AxisPlan): boolean => plan.step === 1 && plan.start === 0;

/** The grid that the plans of x, y and z make of an old one. */
export function resampledGrid(grid: Grid, plans: readonly AxisPlan[], spacingMm: Triple): Grid {
  const affine = [...grid.affine];
  for (const row of [0, 4, 8]) {
    affine[row + 3] = [0, 1, 2].reduce((sum, axis) => sum + grid.affine[row + axis] * plans[axis].start, grid.affine[row + 3]);
    for (const axis of [0, 1, 2]) affine[row + axis] = grid.affine[row + axis] * plans[axis].step;
  }
  return { size: perAxis((axis) => plans[axis].size), spacingMm, affine };
}
