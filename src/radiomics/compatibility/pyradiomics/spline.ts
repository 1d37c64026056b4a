import { log } from '../../numbers/logarithms.js';
import { integerPower } from '../../numbers/powers.js';
import type { Triple } from '../../preprocessing/box.js';

const pole = Math.sqrt(3) - 2;
/** After so many voxels ITK takes the filter's start for known: ⌈log 1e-10 / log |pole|⌉. */
const horizon = Math.ceil(log(1e-10) / log(-pole));

/** What each voxel of a line weighs in the filter's first value when the line is mirrored about its ends for ever. */
function startWeights(length: number): readonly number[] {
  if (horizon < length) return Array.from({ length: horizon }, (_, k) => integerPower(pole, k));
  const closed = 1 - integerPower(pole, 2 * length - 2);
  return Array.from({ length }, (_, k) => (k === 0 || k === length - 1 ? integerPower(pole, k) : integerPower(pole, k) + integerPower(pole, 2 * length - 2 - k)) / closed);
}

/** Adds to each row of `inner` voxels a multiple of another one. */
function addRow(voxels: Float64Array, inner: number, to: number, { from, times }: { readonly from: number; readonly times: number }): void {
  for (let i = 0; i < inner; i += 1) voxels[to + i] += times * voxels[from + i];
}

function filterLines(voxels: Float64Array, base: number, inner: number, length: number): void {
  const at = (k: number): number => base + inner * k;
  const gain = (1 - pole) * (1 - 1 / pole);
  for (let i = base; i < at(length); i += 1) voxels[i] *= gain;
  const weights = startWeights(length);
  for (let i = 0; i < inner; i += 1) voxels[base + i] *= weights[0];
  for (let k = 1; k < weights.length; k += 1) addRow(voxels, inner, base, { from: at(k), times: weights[k] });
  for (let k = 1; k < length; k += 1) addRow(voxels, inner, at(k), { from: at(k - 1), times: pole });
  const end = pole / (pole * pole - 1);
  for (let i = at(length - 1); i < at(length); i += 1) voxels[i] = end * (pole * voxels[i - inner] + voxels[i]);
  for (let k = length - 2; k >= 0; k -= 1) {
    for (let i = at(k); i < at(k + 1); i += 1) voxels[i] = pole * (voxels[i + inner] - voxels[i]);
  }
}

/**
 * Coefficients of the cubic B-spline through the lines of one axis, in place, as itk::BSplineDecompositionImageFilter
 * computes them in double precision: the recursive filter of Unser (1999), the lines mirrored about their end voxels.
 * `voxels` is inner × length × outer, inner fastest; a line of one voxel stays what it is.
 */
export function toMirroredCoefficients(voxels: Float64Array, [inner, length, outer]: Triple): void {
  if (length === 1) return;
  for (let o = 0; o < outer; o += 1) filterLines(voxels, inner * length * o, inner, length);
}
