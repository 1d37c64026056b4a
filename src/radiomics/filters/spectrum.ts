import type { Triple } from '../preprocessing/box.js';
import { fftOfAnyLength } from '../geometry/fft-any.js';
import type { Steps } from '../geometry/fft-passes.js';

/** A complex field, x fastest. */
export interface ComplexField {
  readonly size: Triple;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** So many lines are transformed at once: few enough for the processor's cache. */
const mostLines = 32;

/** Puts lines that are side by side back where they come from. */
function putBack(line: Float64Array, lines: number, n: number, steps: Steps, target: Float64Array, first: number): void {
  for (let k = 0, from = 0; k < n; k += 1) {
    for (let q = 0, to = first + steps.row * k; q < lines; q += 1, from += 1, to += steps.line) target[to] = line[from];
  }
}

function alongAxis({ size, re, im }: ComplexField, axis: number): void {
  const n = size[axis];
  if (n === 1) return;
  const inner = size.slice(0, axis).reduce((product, length) => product * length, 1);
  // Along x a line's neighbours are the rows; along y and z they lie beside it.
  const [count, steps] = axis === 0 ? [size[1] * size[2], { line: n, row: 1 }] : [inner, { line: 1, row: inner }];
  const plan = fftOfAnyLength(n, Math.min(mostLines, count));
  for (let slab = 0; slab < re.length; slab += axis === 0 ? re.length : inner * n) {
    for (let line = 0; line < count; line += mostLines) {
      const [first, lines] = [slab + line * steps.line, Math.min(mostLines, count - line)];
      const result = plan.transform({ source: { re: re.subarray(first), im: im.subarray(first) }, lines, steps, filled: 'whole' });
      putBack(result.re, lines, n, steps, re, first);
      putBack(result.im, lines, n, steps, im, first);
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
