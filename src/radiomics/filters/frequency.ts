import type { Triple } from '../preprocessing/box.js';
import type { ComplexField } from './spectrum.js';

/**
 * Frequency of each place of a transform of n, in its order: 0 first, then upwards, then the negative ones. From −1 to 1 over
 * the n samples, ends included, as the IBSI 2 reference maps have it; of an even number none is 0.
 */
export function frequencies(n: number): Float64Array {
  if (n === 1) return Float64Array.of(0);
  const half = Math.floor(n / 2);
  return Float64Array.from({ length: n }, (_, k) => (((k + half) % n) - (n - 1) / 2) / ((n - 1) / 2));
}

/** Multiplies a spectrum by a factor of the frequency along the given axes; the factor is a complex number of which `re` or `im` may be zero. */
export function multiplyByFrequency({ size, re, im }: ComplexField, axes: readonly number[], factor: (frequency: Triple) => { readonly re: number; readonly im: number }): void {
  const [fx, fy, fz] = [0, 1, 2].map((axis) => (axes.includes(axis) ? frequencies(size[axis]) : new Float64Array(size[axis])));
  let at = 0;
  for (let z = 0; z < size[2]; z += 1) {
    for (let y = 0; y < size[1]; y += 1) {
      for (let x = 0; x < size[0]; x += 1, at += 1) {
        const f = factor([fx[x], fy[y], fz[z]]);
        const r = re[at] * f.re - im[at] * f.im;
        im[at] = re[at] * f.im + im[at] * f.re;
        re[at] = r;
      }
    }
  }
}
