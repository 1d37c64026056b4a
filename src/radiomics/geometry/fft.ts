import { rootsOfUnity } from '../numbers/roots-of-unity.js';
import { pass5 } from './fft-pass-5.js';
import { pass1, pass2, pass3, pass4, pass4OfHalf, type Lines, type Steps } from './fft-passes.js';

/** Lines to transform. Of those filled to half, the first half of their rows is given and the other is zero. */
export interface Batch {
  readonly source: Lines;
  readonly lines: number;
  /** Where number k of line q stands in the source: at line × q + row × k. Without it, the lines are side by side. */
  readonly steps?: Steps;
  readonly filled: 'whole' | 'half';
}

/** A discrete Fourier transform of one length, of many lines at once. */
export interface Fft {
  readonly length: number;
  /** The transforms side by side: number k of line q at q + lines × k. To be used before the next ones, which take their place. The source stays as it is. */
  readonly transform: (batch: Batch) => Lines;
}

interface Stage {
  readonly radix: number;
  readonly m: number;
  /** Product of the radices before this one. */
  readonly before: number;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** The smallest length from `n` on that has no prime factor but 2, 3 and 5. */
export function fftLength(n: number): number {
  for (let length = Math.max(1, n); ; length += 1) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}

function radices(length: number): number[] {
  const found: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5]) while (rest % radix === 0) { found.push(radix); rest /= radix; }
  if (rest !== 1) throw new Error(`fft: length ${length} has a prime factor above 5.`);
  return length === 1 ? [1] : found;
}

function stagesOf(length: number): Stage[] {
  const roots = rootsOfUnity(length);
  let before = 1;
  return radices(length).map((radix): Stage => {
    const left = length / before;
    const root = (i: number): number => before * (Math.floor(i / radix) * (i % radix) % left);
    const cos = Float64Array.from({ length: left }, (_, i) => roots.cos[root(i)]);
    const sin = Float64Array.from({ length: left }, (_, i) => -roots.sin[root(i)]);
    const stage = { radix, m: left / radix, before, cos, sin };
    before *= radix;
    return stage;
  });
}

const passes = new Map([[1, pass1], [2, pass2], [3, pass3], [4, pass4], [5, pass5]]);

function passOf({ radix, before }: Stage, filled: Batch['filled']): typeof pass1 {
  if (filled === 'half' && before === 1) return pass4OfHalf;
  return passes.get(radix) ?? pass1;
}

/** `count` complex numbers, all zero. */
export const zeros = (count: number): Lines => ({ re: new Float64Array(count), im: new Float64Array(count) });

/**
 * Forward transform Σ x_j e^(−2πi jk/n) of up to `mostLines` lines side by side: Stockham's self-sorting algorithm with
 * radices 4, 2, 3 and 5. Lines side by side share each twiddle factor, and memory is passed in rows. Lines may be filled to
 * half when the length is a multiple of 4.
 */
export function fft(length: number, mostLines: number): Fft {
  const stages = stagesOf(length);
  const [one, other] = [zeros(length * mostLines), zeros(length * mostLines)];
  const transform = ({ source, lines, steps, filled }: Batch): Lines => {
    if (filled === 'half' && length % 4 !== 0) throw new Error(`fft: length ${length} is no multiple of 4.`);
    let from = source;
    for (const stage of stages) {
      const to = from === one ? other : one;
      const stride = stage.before * lines;
      const apart = stage.before === 1 && steps !== undefined ? steps : { line: 1, row: stride };
      passOf(stage, filled)({ m: stage.m, stride, from: apart, cos: stage.cos, sin: stage.sin }, from, to);
      from = to;
    }
    return from;
  };
  return { length, transform };
}
