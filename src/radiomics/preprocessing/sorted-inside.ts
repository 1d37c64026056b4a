import { sortNumbers } from './sort-numbers.js';

/** Integers over a range up to this are sorted by counting, several times faster than by comparing. */
const countedRange = 2 ** 20;

/** Ascending integers between min and max, by counting; null when a value is no integer. */
function sortByCounting(values: Float64Array, min: number, max: number): Float64Array | null {
  const counts = new Uint32Array(max - min + 1);
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isInteger(values[i])) return null;
    counts[values[i] - min] += 1;
  }
  const sorted = new Float64Array(values.length);
  let at = 0;
  counts.forEach((count, k) => { sorted.fill(k + min, at, at + count); at += count; });
  return sorted;
}

/** The intensities inside a mask, ascending. */
export function sortedInside(intensities: Float64Array, mask: Uint8Array): Float64Array {
  const values = new Float64Array(mask.length);
  let count = 0;
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < mask.length; i += 1) {
    if (mask[i] === 0) continue;
    const value = intensities[i];
    values[count++] = value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const inside = values.subarray(0, count);
  const counted = Number.isInteger(min) && Number.isInteger(max) && max - min < countedRange ? sortByCounting(inside, min, max) : null;
  return counted ?? sortNumbers(inside, min, max);
}
