import { fft } from './fft.js';
import type { Steps } from './fft-passes.js';

/** Lines of real numbers: number k of line q at line × q + row × k. */
export interface EvenLines {
  readonly values: Float64Array;
  readonly steps: Steps;
}

/**
 * Transforms of an even number of real, even lines, zero at half the length: from their values at 0 … length / 2 − 1, that at 0
 * halved, to the real values at 0 … length / 2 side by side.
 *
 * Two lines a and b without their mirror images go through one complex transform U of a + ib; that of the whole line a is
 * U(k) + U(−k), the real part, and that of b the imaginary part.
 */
export function evenTransform(length: number, lines: number): (source: EvenLines, target: Float64Array) => void {
  const pairs = lines / 2;
  const plan = fft(length, pairs);
  return ({ values, steps: { line, row } }, target) => {
    const { re, im } = plan.transform({ source: { re: values, im: values.subarray(line) }, lines: pairs, steps: { line: 2 * line, row }, filled: 'half' });
    for (let k = 0; k <= length / 2; k += 1) {
      const there = k * pairs, back = (length - k) % length * pairs;
      for (let pair = 0, to = k * lines; pair < pairs; pair += 1, to += 2) {
        target[to] = re[there + pair] + re[back + pair];
        target[to + 1] = im[there + pair] + im[back + pair];
      }
    }
  };
}
