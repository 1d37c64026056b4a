import { seededRandom } from '../../src/statistics/index.js';

/** Repeatable chance. */
export interface Chance {
  /** A whole number from 0 up to, not including, `end`. */
  readonly below: (end: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

export function chanceOf(seed: number): Chance {
  const next = seededRandom(seed);
  const below = (end: number): number => Math.floor(next() * end);
  return { below, pick: (from) => from[below(from.length)] };
}
