import { square } from '../numbers/powers.js';
import type { ResegmentationSettings } from '../settings.js';

/** The voxels of a mask with intensities in a range; the mask itself when these are all. */
function withinRange(intensities: Float64Array, mask: Uint8Array, low: number, high: number): Uint8Array {
  let at = 0;
  while (at < mask.length && (mask[at] === 0 || (intensities[at] >= low && intensities[at] <= high))) at += 1;
  if (at === mask.length) return mask;
  const kept = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i += 1) kept[i] = mask[i] === 1 && intensities[i] >= low && intensities[i] <= high ? 1 : 0;
  return kept;
}

/** Mean and population standard deviation inside the mask, or null when it is empty. */
function spread(intensities: Float64Array, mask: Uint8Array): { mean: number; deviation: number } | null {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < mask.length; i += 1) if (mask[i] === 1) { count += 1; sum += intensities[i]; }
  if (count === 0) return null;
  const mean = sum / count;
  for (let i = 0; i < mask.length; i += 1) if (mask[i] === 1) squares += square(intensities[i] - mean);
  return { mean, deviation: Math.sqrt(squares / count) };
}

/**
 * The intensity mask: first the range, both ends included, then the outliers beyond mean ± n σ of what the range left
 * (IBSI reference manual 2.5). The morphological mask is another one and stays as it is.
 */
export function resegment(intensities: Float64Array, mask: Uint8Array, settings: ResegmentationSettings | null): Uint8Array {
  const [low, high] = settings?.range ?? [null, null];
  const inRange = withinRange(intensities, mask, low ?? -Infinity, high ?? Infinity);
  const sigma = settings?.outlierSigma ?? null;
  const of = sigma === null ? null : spread(intensities, inRange);
  if (sigma === null || of === null) return inRange;
  return withinRange(intensities, inRange, of.mean - sigma * of.deviation, of.mean + sigma * of.deviation);
}
