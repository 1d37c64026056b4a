import { voxelCount } from '../preprocessing/box.js';
import type { Grid, Mask } from '../volume.js';

export type RefusalReason =
  | 'mask-empty' | 'grid-mismatch' | 'distances-invalid'
  | 'no-maps' | 'map-not-finite' | 'k-invalid' | 'too-few-distinct-vectors';

/** A region that cannot be made from what was given; `detail` says in one sentence what was found and what is expected. */
export interface RegionRefusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly detail: string;
}

export const refuse = (reason: RefusalReason, detail: string): RegionRefusal => ({ kind: 'refused', reason, detail });

/** Tells a refusal from the mask, masks or habitats that were asked for. */
export const isRefused = (result: object): result is RegionRefusal => 'kind' in result && result.kind === 'refused';

/** Headers round their numbers: voxels this part of the smallest spacing apart are one, as no mask is drawn finer. */
const tolerance = 0.1;

function sameGrid(one: Grid, other: Grid): boolean {
  const toleranceMm = tolerance * Math.min(...one.spacingMm);
  const apart = (i: number): number => Math.abs(one.affine[i] - other.affine[i]);
  return one.size.every((n, axis) => n === other.size[axis] && Math.abs(one.spacingMm[axis] - other.spacingMm[axis]) * n <= toleranceMm)
    && [0, 4, 8].every((row) => one.size.reduce((sum, n, axis) => sum + apart(row + axis) * (n - 1), apart(row + 3)) <= toleranceMm);
}

/** What lies on a grid: a mask, an image, a map of a feature. */
interface OnGrid {
  readonly grid: Grid;
  readonly voxels: { readonly length: number };
}

/** Null when something lies on the mask's grid voxel by voxel; `what` names it in the sentence. */
export function gridRefusal(mask: Mask, other: OnGrid, what: string): RegionRefusal | null {
  const count = voxelCount(mask.grid.size);
  if (mask.voxels.length !== count || other.voxels.length !== voxelCount(other.grid.size)) {
    return refuse('grid-mismatch', `the mask or ${what} holds more or fewer voxels than its grid`);
  }
  if (sameGrid(mask.grid, other.grid)) return null;
  const shape = ({ size, spacingMm }: Grid): string => `${size.join(' × ')} voxels of ${spacingMm.join(' × ')} mm`;
  return refuse('grid-mismatch', `${what} (${shape(other.grid)}) does not lie on the mask's grid (${shape(mask.grid)}), voxel by voxel`);
}
