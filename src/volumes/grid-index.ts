import type { LoadedVolume, Vector } from './types.js';
import { cross, dot, minus, norm, unit } from './vectors.js';

/** The image's grid as masks need it: from a patient position to continuous voxel indices, by each slice's true position. */
export interface GridIndex {
  readonly normal: Vector;
  readonly slicePositionsMm: readonly number[];
  readonly spacingMm: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  /** Column and row index, in voxels, of a position (its slice left aside). */
  inPlane(position: Vector): readonly [number, number];
  /** Column, row and slice index, in voxels; between slices by linear interpolation, beyond them by the mean distance. */
  index(position: Vector): Vector;
}

function sliceIndex(positions: readonly number[], spacing: number, at: number): number {
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

/**
 * Builds the index of a volume whose slices are perpendicular to its normal. Works with the affine's own columns, so
 * oblique stacks need nothing special (G8).
 */
export function gridIndex({ volume: { grid }, slicePositionsMm }: LoadedVolume): GridIndex {
  const [dx, dy, dz] = grid.spacingMm;
  const column = (i: number): Vector => [grid.affine[i], grid.affine[4 + i], grid.affine[8 + i]];
  const [rowAxis, columnAxis, step, origin] = [0, 1, 2, 3].map(column);
  const normal = unit(cross(rowAxis, columnAxis));
  const stepAlong = dot(step, normal);
  const inPlane = (position: Vector): readonly [number, number] => {
    const offset = minus(position, origin);
    const along = dot(offset, normal) / stepAlong;
    const flat = minus(offset, [step[0] * along, step[1] * along, step[2] * along]);
    return [dot(flat, rowAxis) / norm(rowAxis) ** 2, dot(flat, columnAxis) / norm(columnAxis) ** 2];
  };
  return {
    normal,
    slicePositionsMm,
    spacingMm: [dx, dy, dz],
    size: grid.size,
    inPlane,
    index: (position) => [...inPlane(position), sliceIndex(slicePositionsMm, dz, dot(position, normal))],
  };
}

/** The slice nearest to a position along the normal, and how far it is. */
export function nearestSlice({ slicePositionsMm, spacingMm }: GridIndex, at: number): { readonly z: number; readonly distanceMm: number } {
  const guess = Math.round(sliceIndex(slicePositionsMm, spacingMm[2], at));
  const z = Math.min(Math.max(guess, 0), slicePositionsMm.length - 1);
  return { z, distanceMm: Math.abs(slicePositionsMm[z] - at) };
}
