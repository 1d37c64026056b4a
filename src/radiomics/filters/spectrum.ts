import type { Triple } from '../preprocessing/box.js';
import { fftOfAnyLength } from '../geometry/fft-any.js';

/** A complex field, x fastest. */
export interface ComplexField {
  readonly size: Triple;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Lines are gathered into a block of so many and come back together: memory is passed in rows, not in columns. */
const linesAtOnce = 16;

function alongAxis({ size, re, im }: ComplexField, axis: number): void {
  const n = size[axis];
  if (n === 1) return;
  const plan = fftOfAnyLength(n);
  const inner = size.slice(0, axis).reduce((product, length) => product * length, 1);
  const outer = size.slice(axis + 1).reduce((product, length) => product * length, 1);
  const lines = Array.from({ length: inner === 1 ? 1 : linesAtOnce }, () => ({ re: new Float64Array(n), im: new Float64Array(n) }));
  for (let o = 0; o < outer; o += 1) {
    for (let first = 0; first < inner; first += lines.length) {
      const base = o * n * inner + first;
      const count = Math.min(lines.length, inner - first);
      for (let k = 0; k < n; k += 1) for (let l = 0; l < count; l += 1) { lines[l].re[k] = re[base + k * inner + l]; lines[l].im[k] = im[base + k * inner + l]; }
      for (let l = 0; l < count; l += 1) plan.transform(lines[l].re, lines[l].im);
      for (let k = 0; k < n; k += 1) for (let l = 0; l < count; l += 1) { re[base + k * inner + l] = lines[l].re[k]; im[base + k * inner + l] = lines[l].im[k]; }
    }
  }
}

/** Forward transform in place along the given axes. */
export function transformForward(field: ComplexField, axes: readonly number[]): void {
  for (const axis of axes) alongAxis(field, axis);
}

/** Inverse transform in place, with its factor. Swapping real and imaginary parts turns one direction into the other. */
export function transformBack(field: ComplexField, axes: readonly number[]): void {
  transformForward({ size: field.size, re: field.im, im: field.re }, axes);
  const scale = 1 / axes.reduce((product, axis) => product * field.size[axis], 1);
  for (let i = 0; i < field.re.length; i += 1) { field.re[i] *= scale; field.im[i] *= scale; }
}
