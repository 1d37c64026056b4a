import { toneDifference, type ToneDifference } from '../../features/ngtdm.js';
import { neighbours, type TextureGrid } from '../../texture/texture-grid.js';

/** As IBSI's, but a voxel without a neighbour counts as one without a difference, where IBSI leaves it out (cmatrices.c). */
export function toneDifferenceOf(grid: TextureGrid): ToneDifference {
  const { counts, differences } = toneDifference(grid, grid.inside, '3D');
  const steps = neighbours(grid, '3D');
  for (const at of grid.inside) if (steps.every((step) => grid.levels[at + step] === 0)) counts[grid.levels[at]] += 1;
  return { counts, differences };
}
