/** A bucket with more numbers than this is not worth insertion. */
const crowded = 48;

/** How many numbers fall in each of the buckets between min and max, as the place where each bucket begins; null where one is crowded. */
function bucketStarts(values: Float64Array, buckets: number, min: number, scale: number): Int32Array | null {
  const starts = new Int32Array(buckets + 1);
  for (let i = 0; i < values.length; i += 1) starts[1 + Math.floor((values[i] - min) * scale)] += 1;
  for (let bucket = 1; bucket <= buckets; bucket += 1) {
    if (starts[bucket] > crowded) return null;
    starts[bucket] += starts[bucket - 1];
  }
  return starts;
}

function insertionSort(values: Float64Array): void {
  for (let i = 1; i < values.length; i += 1) {
    const value = values[i];
    let at = i - 1;
    for (; at >= 0 && values[at] > value; at -= 1) values[at + 1] = values[at];
    values[at + 1] = value;
  }
}

/**
 * Ascending numbers: first into buckets of equal width, two numbers to a bucket on average, then by insertion. Numbers that
 * crowd in few buckets are sorted by comparing. `min` and `max` are those of the values.
 */
export function sortNumbers(values: Float64Array, min: number, max: number): Float64Array {
  const buckets = Math.max(1, values.length >> 1);
  const scale = (buckets - 1) / (max - min);
  const starts = Number.isFinite(scale) ? bucketStarts(values, buckets, min, scale) : null;
  if (starts === null) return values.slice().sort();
  const sorted = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) sorted[starts[Math.floor((values[i] - min) * scale)]++] = values[i];
  insertionSort(sorted);
  return sorted;
}
