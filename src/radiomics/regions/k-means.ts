import type { Moments, Vectors } from './vectors.js';

/** Far more rounds than it takes until no vector changes its group. */
const maxRounds = 1000;

/** Vectors in groups, each around its centre. */
export interface Grouping {
  /** The group of every vector, from 0. */
  readonly labels: Uint8Array;
  /** Value d of centre g stands at d + dimensions × g. */
  readonly centres: Float64Array;
  /** Voxels per group. */
  readonly sizes: Float64Array;
}

interface Work extends Grouping {
  readonly vectors: Vectors;
  /** Exact: sums of integers. */
  readonly sums: Float64Array;
  /** 1 / variance of each dimension: what makes distances those of z-normalised vectors. */
  readonly scale: Float64Array;
  /** A quarter of the squared distance to the nearest other centre: a vector nearer to its own has none nearer. */
  readonly safe: Float64Array;
}

/** Everything in the first group, until the first round. */
function workOf(vectors: Vectors, start: Float64Array, scale: Float64Array): Work {
  const { dimensions, count, values, weights } = vectors;
  const groups = start.length / dimensions;
  const [sums, sizes] = [new Float64Array(start.length), new Float64Array(groups)];
  for (let i = 0; i < count; i += 1) {
    sizes[0] += weights[i];
    for (let d = 0; d < dimensions; d += 1) sums[d] += weights[i] * values[d + dimensions * i];
  }
  return { vectors, labels: new Uint8Array(count), centres: start.slice(), sizes, sums, scale, safe: new Float64Array(groups) };
}

function updateSafe({ vectors: { dimensions }, centres, scale, safe }: Work): void {
  safe.fill(Infinity);
  for (let g = 0; g < safe.length; g += 1) {
    for (let h = 0; h < g; h += 1) {
      let squared = 0;
      for (let d = 0; d < dimensions; d += 1) squared += (centres[d + dimensions * g] - centres[d + dimensions * h]) ** 2 * scale[d];
      safe[g] = Math.min(safe[g], squared / 4);
      safe[h] = Math.min(safe[h], squared / 4);
    }
  }
}

function move({ vectors: { dimensions, values, weights }, labels, sums, sizes }: Work, i: number, to: number): void {
  const from = labels[i];
  labels[i] = to;
  sizes[from] -= weights[i];
  sizes[to] += weights[i];
  for (let d = 0; d < dimensions; d += 1) {
    const value = weights[i] * values[d + dimensions * i];
    sums[d + dimensions * from] -= value;
    sums[d + dimensions * to] += value;
  }
}

/** Squared distance of vector i to centre g, z-normalised. */
function squaredTo({ vectors: { dimensions, values }, centres, scale }: Work, i: number, g: number): number {
  let squared = 0;
  for (let d = 0; d < dimensions; d += 1) {
    const difference = values[d + dimensions * i] - centres[d + dimensions * g];
    squared += difference * difference * scale[d];
  }
  return squared;
}

/** Gives every vector to the nearest centre, a tie to the group it is in, and answers how many changed. */
function reassign(work: Work): number {
  const { vectors: { count }, labels, safe } = work;
  const groups = safe.length;
  let moved = 0;
  updateSafe(work);
  for (let i = 0; i < count; i += 1) {
    const own = labels[i];
    let nearest = own;
    let least = squaredTo(work, i, own);
    if (least <= safe[own]) continue;
    for (let g = 0; g < groups; g += 1) {
      const squared = g === own ? least : squaredTo(work, i, g);
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

/** An empty group takes the vector furthest from its centre; of equally far ones the first by value, not by place. */
function refill(work: Work, group: number): void {
  let [furthest, most] = [0, -1];
  for (let i = 0; i < work.vectors.count; i += 1) {
    const squared = squaredTo(work, i, work.labels[i]);
    if (squared > most || (squared === most && precedes(work.vectors, i, furthest))) { furthest = i; most = squared; }
  }
  move(work, furthest, group);
}

function updateCentres({ vectors: { dimensions }, centres, sums, sizes }: Work): void {
  for (let k = 0; k < centres.length; k += 1) centres[k] = sums[k] / sizes[Math.floor(k / dimensions)];
}

/**
 * k-means from given centres (Lloyd 1982, doi:10.1109/TIT.1982.1056489) on z-normalised vectors: groups and means in turn,
 * until no vector changes its group. The answer does not depend on the order of the vectors. At least as many distinct
 * vectors as centres are expected; then no group is empty.
 */
export function kMeans(vectors: Vectors, start: Float64Array, { deviation }: Moments): Grouping {
  const work = workOf(vectors, start, deviation.map((sd) => 1 / (sd * sd)));
  for (let round = 0; round < maxRounds; round += 1) {
    let moved = reassign(work);
    for (let g = 0; g < work.sizes.length; g += 1) {
      if (work.sizes[g] > 0) continue;
      refill(work, g);
      moved += 1;
    }
    updateCentres(work);
    if (moved === 0) break;
  }
  return { labels: work.labels, centres: work.centres, sizes: work.sizes };
}
