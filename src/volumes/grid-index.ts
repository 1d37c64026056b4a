import type { LoadedVolume, Vector } from './types.js';
import { cross, dot, minus, times, unit } from './vectors.js';

/** The image's grid as masks need it: from a patient position to continuous voxel indices, by what each slice says of itself. */
export interface GridIndex {
  /** Slice normal, in the direction of rising slice index. */
  readonly normal: Vector;
  readonly slicePositionsMm: readonly number[];
  readonly spacingMm: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  /** Column and row index, in voxels of slice `z`, of a position dropped onto that slice along its normal. */
  inPlane(position: Vector, z: number): readonly [number, number];
  /** Column, row and slice index, in voxels; between slices by linear interpolation, beyond them by the mean distance. */
  index(position: Vector): Vector;
}

type SlicePlaces = Pick<GridIndex, 'slicePositionsMm' | 'spacingMm'>;

/** Continuous slice index of a place along the normal. */
function sliceIndex({ slicePositionsMm: positions, spacingMm: [, , spacing] }: SlicePlaces, at: number): number {
  const last = positions.length - 1;
  if (at <= positions[0]) return (at - positions[0]) / spacing;
  if (at >= positions[last]) return last + (at - positions[last]) / spacing;
  let low = 0;
  for (let high = last; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if (positions[middle] <= at) low = middle;
    else high = middle;
  }
  return low + (at - positions[low]) / (positions[low + 1] - positions[low]);
}

function nearest(places: SlicePlaces, at: number): number {
  return Math.min(Math.max(Math.round(sliceIndex(places, at)), 0), places.slicePositionsMm.length - 1);
}

/**
 * Column and row of an offset from the first voxel: the inverse of PS3.3 C.7.6.2.1-1, by the normal equations because
 * direction cosines are perpendicular to a thousandth only.
 */
function planeSolver(right: Vector, down: Vector): (offset: Vector) => readonly [number, number] {
  const [rr, rd, dd] = [dot(right, right), dot(right, down), dot(down, down)];
  const determinant = rr * dd - rd * rd;
  return (offset) => {
    const [r, d] = [dot(offset, right), dot(offset, down)];
    return [(r * dd - d * rd) / determinant, (d * rr - r * rd) / determinant];
  };
}

/**
 * Builds the index of a volume whose slices are perpendicular to its normal. Works with the affine's own columns, so
 * oblique stacks need nothing special (G8), and with each slice's own ImagePositionPatient: where rounding or jitter
 * moves a slice against the even grid, its voxel centres move with it.
 */
export function gridIndex({ volume: { grid }, sliceOriginsMm }: LoadedVolume): GridIndex {
  const column = (i: number): Vector => [grid.affine[i], grid.affine[4 + i], grid.affine[8 + i]];
  const [right, down, step] = [0, 1, 2].map(column);
  const upright = unit(cross(right, down));
  const normal = dot(step, upright) < 0 ? times(upright, -1) : upright;
  const places = { slicePositionsMm: sliceOriginsMm.map((origin) => dot(origin, normal)), spacingMm: grid.spacingMm };
  const solve = planeSolver(right, down);
  const inPlane = (position: Vector, z: number): readonly [number, number] => solve(minus(position, sliceOriginsMm[z]));
  return {
    normal,
    ...places,
    size: grid.size,
    inPlane,
    index: (position) => {
      const at = dot(position, normal);
      return [...inPlane(position, nearest(places, at)), sliceIndex(places, at)];
    },
  };
}

/** The slice nearest to a position along the normal. */
export const nearestSlice = (grid: GridIndex, position: Vector): number => nearest(grid, dot(position, grid.normal));
