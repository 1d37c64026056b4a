import { log } from '../numbers/logarithms.js';
import { cos, sin } from '../numbers/sin-cos.js';

/** A stream of numbers in [0, 1), the same for the same words on every machine. */
export type Random = () => number;

/** One step of splitmix32: spreads a word over all 32 bits. */
function spread(word: number): number {
  let z = (word + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) | 0;
}

/**
 * Generator sfc32 (Chris Doty-Humphrey, PractRand) whose state is made of several words, such as a seed and the number of
 * a perturbation: every combination has a stream of its own, so the order in which they are computed decides nothing.
 */
export function randomFrom(words: readonly number[]): Random {
  const state = words.reduce((mix, word) => spread(mix ^ spread(word)), 0);
  let [a, b, c, counter] = [spread(state), spread(state ^ 0x55555555), spread(state ^ 0x33333333), 1];
  const draw = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let k = 0; k < 12; k += 1) draw();
  return draw;
}

/** Standard normal numbers from a stream, two from every two draws (Box and Muller 1958, doi:10.1214/aoms/1177706645). */
export function normalFrom(random: Random): Random {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    // 1 − [0, 1) is never 0, whose logarithm is no number.
    const radius = Math.sqrt(-2 * log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * sin(angle);
    return radius * cos(angle);
  };
}
