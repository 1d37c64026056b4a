import { square } from '../numbers/powers.js';
import { move, squaredTo, updateCentres, workOf, type Grouping, type Work } from './grouping.js';
import type { Moments, Vectors } from './vectors.js';

/** More rounds than are needed but by clouds without clusters, which have no one answer. */
const maxRounds = 300;

/** One vector in so many may still be on its way: in a cloud without clusters a handful of a million drift on for hundreds of rounds. */
const settled = 10_000;

/** A quarter of the squared distance from each centre to the nearest other: a vector nearer to its own has none nearer. */
function safeDistances({ vectors: { dimensions }, centres, scale, sizes }: Work): Float64Array {
  const safe = new Float64Array(sizes.length).fill(Infinity);
  for (let g = 0; g < safe.length; g += 1) {
    for (let h = 0; h < g; h += 1) {
      let squared = 0;
      for (let d = 0; d < dimensions; d += 1) squared += square(centres[d + dimensions * g] - centres[d + dimensions * h]) * scale[d];
      safe[g] = Math.min(safe[g], squared / 4);
      safe[h] = Math.min(safe[h], squared / 4);
    }
  }
  return safe;
}

/** Gives every vector to the nearest centre, and stays where it is at a tie; answers how many changed. */
function reassign(work: Work): number {
  const { vectors: { count }, labels } = work;
  const safe = safeDistances(work);
  let moved = 0;
  for (let i = 0; i < count; i += 1) {
    const own = labels[i];
    let nearest = own;
    let least = squaredTo(work, i, own);
    if (least <= safe[own]) continue;
    for (let g = 0; g < safe.length; g += 1) {
      if (g === own) continue;
      const squared = squaredTo(work, i, g);
      if (squared < least) { least = squared; nearest = g; }
    }
    if (nearest === own) continue;
    move(work, i, nearest);
    moved += 1;
  }
  return moved;
}

/** Whether vector i comes before vector j: smaller in the first dimension in which they differ. */
function precedes({ dimensions, values }: Vectors, i: number, j: number): boolean {
  for (let d = 0; d < dimensions; d += 1) {
    const difference = values[d + dimensions * i] - values[d + dimensions * j];
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The vector furthest from its centre; of equally far ones the first by value, not by place. */
function furthest(work: Work): number {
  let [at, most] = [0, -1];
  for (let i = 0; i < work.vectors.count; i += 1) {
    const squared = squaredTo(work, i, work.labels[i]);
    if (squared > most || (squared === most && precedes(work.vectors, i, at))) { at = i; most = squared; }
  }
  return at;
}

/** Gives each empty group the furthest vector, and answers how many were empty. */
function refill(work: Work): number {
  let empty = 0;
  for (let g = 0; g < work.sizes.length; g += 1) {
    if (work.sizes[g] > 0) continue;
    move(work, furthest(work), g);
    updateCentres(work);
    empty += 1;
  }
  return empty;
}

/**
 * k-means from given centres (Lloyd 1982, doi:10.1109/TIT.1982.1056489) on z-normalised vectors: groups and means in turn,
 * until no vector changes its group, or fewer than one in ten thousand. The same vectors get the same groups, to the bit,
 * in whatever order they come. At least as many distinct vectors as centres are expected; then no group is empty.
 */
export function kMeans(vectors: Vectors, start: Float64Array, { deviation }: Moments): Grouping {
  const work = workOf(vectors, start, deviation);
  for (let round = 0; round < maxRounds; round += 1) {
    const moved = reassign(work);
    updateCentres(work);
    const refilled = refill(work);
    if (refilled === 0 && moved < vectors.count / settled) break;
  }
  return { labels: work.labels, centres: work.centres, sizes: work.sizes };
}
