import { perAxis, type Triple } from '../../preprocessing/box.js';
import type { Grid } from '../../volume.js';

/**
 * A grid as ITK places it: point = origin + matrix · index, the matrix row by row. Half-way between two voxels, rounding
 * errors of the way index → millimetres → index decide which one ITK takes for the nearest, so this goes the same way in
 * the same order of operations.
 */
export interface Placement {
  readonly matrix: readonly number[];
  readonly origin: Triple;
}

export const placementOf = ({ affine }: Grid): Placement =>
  ({ matrix: [0, 1, 2, 4, 5, 6, 8, 9, 10].map((at) => affine[at]), origin: [affine[3], affine[7], affine[11]] });

const rows = ({ matrix }: Pick<Placement, 'matrix'>, [x, y, z]: Triple): [number, number, number] =>
  perAxis((r) => matrix[3 * r] * x + matrix[3 * r + 1] * y + matrix[3 * r + 2] * z);

/** Where an index, whole or not, lies in millimetres. */
export function pointOf(placement: Placement, index: Triple): Triple {
  const point = rows(placement, index);
  return perAxis((r) => point[r] + placement.origin[r]);
}

/** The same axes with another spacing and another first voxel. */
export function respaced({ affine, spacingMm }: Grid, newSpacingMm: Triple, origin: Triple): Placement {
  const column = (at: number): number => at % 4;
  return { matrix: [0, 1, 2, 4, 5, 6, 8, 9, 10].map((at) => affine[at] / spacingMm[column(at)] * newSpacingMm[column(at)]), origin };
}

/** A grid along the axes is inverted exactly, as ITK does it; another one by its cofactors. */
function inverse(matrix: readonly number[]): readonly number[] {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  if ([b, c, d, f, g, h].every((value) => value === 0)) return [1 / a, 0, 0, 0, 1 / e, 0, 0, 0, 1 / i];
  const cofactors = [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d];
  const determinant = a * cofactors[0] + b * cofactors[3] + c * cofactors[6];
  return cofactors.map((value) => value / determinant);
}

/** From an index of one grid to the index, not whole, of another. */
export function betweenGrids(from: Placement, to: Placement): (index: Triple) => Triple {
  const matrix = inverse(to.matrix);
  return (index) => {
    const point = pointOf(from, index);
    return rows({ matrix }, perAxis((r) => point[r] - to.origin[r]));
  };
}
