/** Coarse buckets of equal width, which say how crowded each part of the range is. */
const coarse = 4096;
/** A fine bucket with more numbers than this is not worth insertion. */
const crowded = 48;

/**
 * A number's place among the others, roughly: coarse bucket `c` has a fine bucket for each of its numbers, from `starts[c]`
 * on. It grows with the number.
 */
function placesOf(values: Float64Array, min: number, scale: number): Int32Array {
  const starts = new Int32Array(coarse + 1);
  for (let i = 0; i < values.length; i += 1) starts[1 + Math.floor((values[i] - min) * scale)] += 1;
  for (let c = 1; c <= coarse; c += 1) starts[c] += starts[c - 1];
  const places = new Int32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const x = (values[i] - min) * scale;
    const c = Math.floor(x);
    places[i] = starts[c] + Math.floor((x - c) * (starts[c + 1] - starts[c]));
  }
  return places;
}

/** Where each bucket begins when its numbers stand one after another; null where one is crowded. */
function bucketStarts(places: Int32Array): Int32Array | null {
  const starts = new Int32Array(places.length + 2);
  for (let i = 0; i < places.length; i += 1) starts[1 + places[i]] += 1;
  for (let bucket = 1; bucket < starts.length; bucket += 1) {
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
 * Ascending numbers: into buckets that are the narrower the more numbers there are about, one number to a bucket on average,
 * then by insertion. Numbers that crowd nevertheless are sorted by comparing. `min` and `max` are those of the values.
 */
export function sortNumbers(values: Float64Array, min: number, max: number): Float64Array {
  const scale = (coarse - 1) / (max - min);
  const places = Number.isFinite(scale) && Number.isFinite(max - min) ? placesOf(values, min, scale) : null;
  const starts = places === null ? null : bucketStarts(places);
  if (places === null || starts === null) return values.slice().sort();
  const sorted = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) sorted[starts[places[i]]++] = values[i];
  insertionSort(sorted);
  return sorted;
}
