import { groupings } from './grow.js';
import type { Moments, Vectors } from './vectors.js';

/** A number of habitats that was looked at. */
export interface TriedK {
  readonly k: number;
  /** Simplified silhouette, 0 to 1. One cloud without clusters reaches 0.67 with one map and 0.42 with three. */
  readonly silhouette: number;
}

export interface ChosenK {
  /** Where k-means on the voxels starts. */
  readonly centres: Float64Array;
  readonly tried: readonly TriedK[];
}

/** Silhouettes are summed as integers of this many parts: a sum of fractions would depend on the order of the voxels. */
const parts = 2 ** 28;

/**
 * Simplified silhouette: the mean over all voxels of 1 − a / b, with a and b the z-normalised distances to the nearest and
 * the next centre (Vendramin, Campello and Hruschka 2010, doi:10.1002/sam.10080; after Rousseeuw 1987,
 * doi:10.1016/0377-0427(87)90125-7, with centres in place of all other members). It prefers few: a far habitat can hide
 * that the near ones are two. The Caliński-Harabasz index was tried too: of 60 mixtures in one map, five deviations apart,
 * it named the right number in 11, mostly the largest it was offered, and this in 56; with three maps they are equals.
 */
export function simplifiedSilhouette({ dimensions, count, values, weights }: Vectors, centres: Float64Array, { deviation }: Moments): number {
  const scale = deviation.map((sd) => 1 / (sd * sd));
  let [sum, total] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    let [nearest, next] = [Infinity, Infinity];
    for (let c = 0; c < centres.length; c += dimensions) {
      let squared = 0;
      for (let d = 0; d < dimensions; d += 1) {
        const difference = values[d + dimensions * i] - centres[d + c];
        squared += difference * difference * scale[d];
      }
      if (squared < nearest) { next = nearest; nearest = squared; } else if (squared < next) next = squared;
    }
    sum += weights[i] * Math.round(parts * (1 - Math.sqrt(nearest / next)));
    total += weights[i];
  }
  return sum / total / parts;
}

/** The number of habitats with the highest silhouette among from … to, of equal ones the smallest; `from` is 2 or more. */
export function chooseK({ vectors, cells, moments }: { vectors: Vectors; cells: Vectors; moments: Moments }, from: number, to: number): ChosenK {
  const candidates = groupings(cells, to, moments).slice(from - 1);
  const tried = candidates.map(({ sizes, centres }) => ({ k: sizes.length, silhouette: simplifiedSilhouette(vectors, centres, moments) }));
  const best = tried.reduce((most, { silhouette }, i) => (silhouette > tried[most].silhouette ? i : most), 0);
  return { centres: candidates[best].centres, tried };
}
