/** Numbers in ascending order with their mean: what the statistics of intensities and of grey levels are taken of. */
export interface Sample {
  readonly sorted: Float64Array;
  readonly mean: number;
  /** Central moments of order 2, 3 and 4, divided by the number of values. */
  readonly moments: readonly [number, number, number];
}

/** Sums run over ascending values, so a mirrored or shifted image gives the same bits. At least one value is expected. */
export function sampleOf(sorted: Float64Array): Sample {
  const n = sorted.length;
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += sorted[i];
  const mean = sum / n;
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const d = sorted[i] - mean;
    const square = d * d;
    m2 += square;
    m3 += square * d;
    m4 += square * square;
  }
  const flat = sorted[0] === sorted[n - 1];
  return { sorted, mean: flat ? sorted[0] : mean, moments: flat ? [0, 0, 0] : [m2 / n, m3 / n, m4 / n] };
}

/** Percentile by linear interpolation between the ranks p/100 × (n − 1). */
export function percentile(sorted: Float64Array, percent: number): number {
  const rank = percent / 100 * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
}

/** Number of values below a bound, or up to it. */
function rankOf(sorted: Float64Array, bound: number, included: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < bound || (included && sorted[middle] === bound)) low = middle + 1; else high = middle;
  }
  return low;
}

/** The values between `low` and `high`, both included. */
const between = (sorted: Float64Array, low: number, high: number): Float64Array => sorted.subarray(rankOf(sorted, low, false), rankOf(sorted, high, true));

/** Mean absolute distance of some values from a centre: those between `low` and `high`, both included. */
export function meanDistance(sorted: Float64Array, centre: number, low: number, high: number): number {
  const some = between(sorted, low, high);
  let sum = 0;
  for (let i = 0; i < some.length; i += 1) sum += Math.abs(some[i] - centre);
  return sum / some.length;
}

/** Mean of the values between `low` and `high`, both included. */
export function meanBetween(sorted: Float64Array, low: number, high: number): number {
  const some = between(sorted, low, high);
  let sum = 0;
  for (let i = 0; i < some.length; i += 1) sum += some[i];
  return sum / some.length;
}
