import { powerOfTwo } from '../numbers/bits.js';
import { log2 } from '../numbers/logarithms.js';
import type { Grid } from '../volume.js';
import { momentsOf, type Moments, type Vectors } from './vectors.js';

/** A feature of every voxel: an intensity, a filter's response. A Volume is one. Index order as in Grid. */
export interface FeatureMap {
  readonly grid: Grid;
  readonly voxels: Float32Array | Float64Array;
}

/** Smallest and largest value. */
export type Range = readonly [number, number];

/** A map inside the mask, as integers: value = zero + step × integer. */
export interface Column {
  /** Which of the given maps it is. */
  readonly map: number;
  readonly integers: Int32Array;
  readonly zero: number;
  readonly step: number;
}

export interface Standardised {
  readonly vectors: Vectors;
  readonly moments: Moments;
  /** By dimension of the vectors. */
  readonly columns: readonly Column[];
}

/** A map whose values differ by rounding only is constant, and tells nothing. */
const varies = ([low, high]: Range): boolean => high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high), 1e-200);

/**
 * Steps of a power of two, 2²³ of them or more from the smallest value to the largest: what is an integer by nature, as HU,
 * stays exact. Counted from the mean, for the sake of the products.
 */
function columnOf(map: number, { voxels }: FeatureMap, { inside, range: [low, high] }: { inside: Int32Array; range: Range }): Column {
  const step = powerOfTwo(Math.ceil(log2(high - low)) - 24);
  const integers = new Int32Array(inside.length);
  let sum = 0;
  for (let i = 0; i < inside.length; i += 1) {
    integers[i] = Math.round((voxels[inside[i]] - low) / step);
    sum += integers[i];
  }
  const middle = Math.round(sum / inside.length);
  for (let i = 0; i < inside.length; i += 1) integers[i] -= middle;
  return { map, integers, zero: low + step * middle, step };
}

/** Larger mean first, then larger step; maps alike in both by the first voxel in which they differ. */
function byContent(one: Column, other: Column): number {
  if (one.zero !== other.zero) return other.zero - one.zero;
  if (one.step !== other.step) return other.step - one.step;
  const differs = one.integers.findIndex((value, i) => value !== other.integers[i]);
  return differs < 0 ? 0 : other.integers[differs] - one.integers[differs];
}

function interleaved(columns: readonly Column[], count: number): Vectors {
  const dimensions = columns.length;
  const values = new Int32Array(dimensions * count);
  columns.forEach(({ integers }, d) => { for (let i = 0; i < count; i += 1) values[d + dimensions * i] = integers[i]; });
  return { dimensions, count, values, weights: new Int32Array(count).fill(1) };
}

/**
 * The voxels inside the mask as vectors of all maps that are not constant, in an order of the maps that their values
 * decide. `ranges` are those inside the mask, map by map.
 */
export function standardise(maps: readonly FeatureMap[], inside: Int32Array, ranges: readonly Range[]): Standardised {
  const columns = maps.flatMap((map, m) => (varies(ranges[m]) ? [columnOf(m, map, { inside, range: ranges[m] })] : [])).sort(byContent);
  const vectors = interleaved(columns, inside.length);
  return { vectors, moments: momentsOf(vectors), columns };
}
