import type { Vectors } from './vectors.js';

/** Vectors in groups, each around its centre. */
export interface Grouping {
  /** The group of every vector, from 0. */
  readonly labels: Uint8Array;
  /** Value d of centre g stands at d + dimensions × g. */
  readonly centres: Float64Array;
  /** Voxels per group. */
  readonly sizes: Float64Array;
}

/** A grouping while it is made. */
export interface Work extends Grouping {
  readonly vectors: Vectors;
  /** Of the vectors of each group; exact, as these are integers. */
  readonly sums: Float64Array;
  /** 1 / variance of each dimension: what makes distances those of z-normalised vectors. */
  readonly scale: Float64Array;
}

/** All vectors in the first group, whatever the centres. */
export function workOf(vectors: Vectors, centres: Float64Array, deviation: Float64Array): Work {
  const { dimensions, count, values, weights } = vectors;
  const sums = new Float64Array(centres.length);
  const sizes = new Float64Array(centres.length / dimensions);
  for (let i = 0; i < count; i += 1) {
    sizes[0] += weights[i];
    for (let d = 0; d < dimensions; d += 1) sums[d] += weights[i] * values[d + dimensions * i];
  }
  return { vectors, labels: new Uint8Array(count), centres: centres.slice(), sizes, sums, scale: deviation.map((sd) => 1 / (sd * sd)) };
}

export function move({ vectors: { dimensions, values, weights }, labels, sums, sizes }: Work, i: number, to: number): void {
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

/** Squared z-normalised distance of vector i to centre g. */
export function squaredTo({ vectors: { dimensions, values }, centres, scale }: Work, i: number, g: number): number {
  let squared = 0;
  for (let d = 0; d < dimensions; d += 1) {
    const difference = values[d + dimensions * i] - centres[d + dimensions * g];
    squared += difference * difference * scale[d];
  }
  return squared;
}

/** Puts every centre where the mean of its group is. */
export function updateCentres({ vectors: { dimensions }, centres, sums, sizes }: Work): void {
  for (let k = 0; k < centres.length; k += 1) centres[k] = sums[k] / sizes[Math.floor(k / dimensions)];
}
