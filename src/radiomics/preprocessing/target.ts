import type { ExtractionSettings } from '../settings.js';
import type { Grid } from '../volume.js';
import { perAxis } from './box.js';
import { isIdentity, planAxis, resampledGrid, type AxisPlan } from './resampled-grid.js';

/** The grid after interpolation, and how each axis comes to it. */
export interface Target {
  readonly plans: readonly AxisPlan[];
  readonly grid: Grid;
}

/** The grid that the settings ask for; the one that is there when they ask for none. */
export function targetOf(grid: Grid, settings: Pick<ExtractionSettings, 'interpolation' | 'approach'>): Target {
  const asked = settings.interpolation?.spacingMm ?? grid.spacingMm;
  const spacing = perAxis((axis) => (axis === 2 && settings.approach === '2D' ? grid.spacingMm[2] : asked[axis]));
  const plans = [0, 1, 2].map((axis) => planAxis(grid.size[axis], grid.spacingMm[axis], spacing[axis]));
  return { plans, grid: plans.every(isIdentity) ? grid : resampledGrid(grid, plans, spacing) };
}
