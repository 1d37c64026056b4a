import { square } from '../numbers/powers.js';
import type { Grouping } from './grouping.js';
import { kMeans } from './k-means.js';
import { longestAxis, splitGroup, spreadOf } from './split.js';
import type { Moments, Vectors } from './vectors.js';

/** So many groups are tried, those with the largest error: all of them up to nine habitats. */
const tried = 8;

/** Sum of squares between the groups, of z-normalised vectors: what k-means makes large. */
function squaresBetween({ centres, sizes }: Grouping, { mean, deviation }: Moments): number {
  const dimensions = mean.length;
  let between = 0;
  for (let k = 0; k < centres.length; k += 1) {
    const d = k % dimensions;
    between += sizes[(k - d) / dimensions] * square((centres[k] - mean[d]) / deviation[d]);
  }
  return between;
}

/** The best of k-means with one group more, over which group gives it; of equally good ones the one with the larger error. */
function grown(vectors: Vectors, from: Grouping, moments: Moments): Grouping {
  const candidates = spreadOf(vectors, from, moments).map((spread, group) => ({ group, spread }))
    .filter(({ spread }) => spread.error > 0).sort((one, other) => other.spread.error - one.spread.error).slice(0, tried)
    .map(({ group, spread }) => kMeans(vectors, splitGroup(vectors, from, { group, axis: longestAxis(spread, moments) }), moments));
  return candidates.reduce((best, next) => (squaresBetween(next, moments) > squaresBetween(best, moments) ? next : best));
}

/**
 * k-means for k = 1, 2, … `upTo`, each from the one before: every group in turn is split and the best outcome stays. There
 * is no chance in it, as in global k-means (Likas, Vlassis and Verbeek 2003, doi:10.1016/S0031-3203(02)00060-2), which
 * tries every vector instead. On random mixtures it matched the best of eight runs of k-means++. At least `upTo` distinct
 * vectors are expected.
 */
export function groupings(vectors: Vectors, upTo: number, moments: Moments): readonly Grouping[] {
  const all = [kMeans(vectors, moments.mean, moments)];
  while (all.length < upTo) all.push(grown(vectors, all[all.length - 1], moments));
  return all;
}
