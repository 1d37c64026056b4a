import { fft } from './fft.js';
import type { Lines } from './fft-passes.js';
import { fieldsAlongX, type Deviations } from './pair-fields.js';
import { fieldCount, layoutOf, type Layout, type Triple } from './pair-layout.js';
import { weightsAcross, weightSpectrum } from './pair-weights.js';

/** Sums over all ordered pairs of different voxels in a mask, weighted by w = 1 / distance in millimetres, of deviations d. */
export interface PairSums {
  /** Σ w. */
  readonly weights: number;
  /** Σ w d_i d_j. */
  readonly products: number;
  /** Σ w d_i². */
  readonly squares: number;
}

/** So many columns ky are transformed at once: few enough for the processor's cache. */
const mostColumns = 20;

function largestDivisor(n: number, most: number): number {
  let divisor = Math.min(n, most);
  while (n % divisor !== 0) divisor -= 1;
  return divisor;
}

/**
 * Adds what columns from ky = `first` on give, by Parseval's theorem; index field + 3 (column + columns kz). Frequencies
 * beyond the middle have the weight of their negatives.
 */
function addColumns(sums: Float64Array, { re, im }: Lines, [first, columns]: readonly [number, number], weights: Float64Array, layout: Layout): void {
  const { lengths: [, my, mz] } = layout;
  const across = weightsAcross(layout);
  let all = 0, products = 0, squares = 0;
  for (let kz = 0, at = 0; kz < mz; kz += 1) {
    const row = across * Math.min(kz, mz - kz);
    for (let ky = first; ky < first + columns; ky += 1, at += fieldCount) {
      const mr = re[at], mi = im[at], dr = re[at + 1], di = im[at + 1];
      const weight = weights[row + Math.min(ky, my - ky)];
      all += weight * (mr * mr + mi * mi);
      products += weight * (dr * dr + di * di);
      squares += weight * (mr * re[at + 2] + mi * im[at + 2]);
    }
  }
  sums[0] += all;
  sums[1] += products;
  sums[2] += squares;
}

const part = ({ re, im }: Lines, from: number, length: number): Lines => ({ re: re.subarray(from, from + length), im: im.subarray(from, from + length) });

/** The sums of plane kx from fields that are transformed along x. */
function planeSummer(fields: Lines, layout: Layout): (kx: number, weights: Float64Array) => Float64Array {
  const { lengths: [, my, mz], rows: [, ry, rz] } = layout;
  const columns = largestDivisor(my, mostColumns);
  const width = fieldCount * rz;
  const [alongY, alongZ] = [fft(my, width), fft(mz, fieldCount * columns)];
  return (kx, weights) => {
    const plane = alongY.transform({ source: part(fields, kx * ry * width, ry * width), lines: width, filled: 'half' });
    const sums = new Float64Array(3);
    for (let first = 0; first < my; first += columns) {
      const source = part(plane, first * width, columns * width);
      const spectra = alongZ.transform({ source, lines: fieldCount * columns, steps: { line: rz, row: 1 }, filled: 'half' });
      addColumns(sums, spectra, [first, columns], weights, layout);
    }
    return sums;
  };
}

/**
 * The sums over pairs by Parseval's theorem: a weight that depends on the displacement alone is a product of spectra, so
 * n² pairs become a few Fourier transforms. Exact to rounding; direct summation of 2 million voxels would take hours.
 */
export function pairSums(deviations: Deviations, size: Triple, spacingMm: Triple): PairSums {
  const layout = layoutOf(size);
  const sumsOf = planeSummer(fieldsAlongX(deviations, layout), layout);
  const weightsAt = weightSpectrum(layout, spacingMm);
  const [mx, my, mz] = layout.lengths;
  const total = new Float64Array(3);
  for (let kx = 0; kx <= mx / 2; kx += 1) {
    const sums = sumsOf(kx, weightsAt(kx));
    const mirrored = kx === 0 || 2 * kx === mx ? 1 : 2;
    for (let k = 0; k < 3; k += 1) total[k] += mirrored * sums[k];
  }
  const [weights, products, squares] = total.map((sum) => sum / (mx * my * mz));
  return { weights, products, squares };
}
