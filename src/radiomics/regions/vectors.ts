/**
 * Feature vectors of voxels, or of groups of voxels, as integers. Sums of integers are exact, hence the same bits in
 * whatever order the voxels come: that is what makes habitats independent of it.
 */
export interface Vectors {
  readonly dimensions: number;
  readonly count: number;
  /** Value d of vector i stands at d + dimensions × i; at most 2²⁴ in size. */
  readonly values: Int32Array;
  /** How many voxels have the vector. */
  readonly weights: Int32Array;
}

/** Mean and population standard deviation of every dimension, and the correlations, row by row. */
export interface Moments {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly correlation: Float64Array;
}

const half = 2 ** 24;

/** Mean product of two dimensions. Products reach 2⁴⁸, so their upper and lower halves are summed apart, both exactly. */
function meanProduct({ dimensions, count, values }: Vectors, a: number, b: number): number {
  let [upper, lower] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const product = values[a + dimensions * i] * values[b + dimensions * i];
    const high = Math.floor(product / half);
    upper += high;
    lower += product - high * half;
  }
  return (upper / count) * half + lower / count;
}

function meanOf({ dimensions, count, values }: Vectors, d: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += values[d + dimensions * i];
  return sum / count;
}

/** Of vectors with weight 1; every dimension must vary. */
export function momentsOf(vectors: Vectors): Moments {
  const { dimensions } = vectors;
  const mean = new Float64Array(dimensions).map((_, d) => meanOf(vectors, d));
  const covariance = (a: number, b: number): number => meanProduct(vectors, a, b) - mean[a] * mean[b];
  const deviation = mean.map((_, d) => Math.sqrt(covariance(d, d)));
  const correlation = new Float64Array(dimensions * dimensions);
  for (let a = 0; a < dimensions; a += 1) {
    correlation[a + dimensions * a] = 1;
    for (let b = 0; b < a; b += 1) {
      correlation[b + dimensions * a] = correlation[a + dimensions * b] = covariance(a, b) / (deviation[a] * deviation[b]);
    }
  }
  return { mean, deviation, correlation };
}
