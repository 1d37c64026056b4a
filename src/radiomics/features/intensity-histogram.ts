import { log2 } from '../numbers/logarithms.js';
import { square } from '../numbers/powers.js';
import type { Levels } from '../preprocessing/discretise.js';
import { withPrefix } from './intensity-statistics.js';
import { absent, type FeatureTable, type Value } from './measured.js';
import { sampleOf, type Sample } from './sample.js';

/** How often each grey level occurs: `counts[i]` is that of level i + 1. */
export interface Histogram {
  readonly counts: Float64Array;
  readonly sample: Sample;
}

export function histogramOf(levels: Levels): Histogram {
  const counts = new Float64Array(levels.count);
  let total = 0;
  for (let i = 0; i < levels.voxels.length; i += 1) if (levels.voxels[i] > 0) { counts[levels.voxels[i] - 1] += 1; total += 1; }
  const sorted = new Float64Array(total);
  let at = 0;
  counts.forEach((count, i) => { sorted.fill(i + 1, at, at + count); at += count; });
  return { counts, sample: sampleOf(sorted) };
}

/** The most frequent level; among equals the one nearest the mean, then the lower one. AMMC. */
export function mode({ counts, sample }: Histogram): number {
  let best = 0;
  for (let i = 1; i < counts.length; i += 1) {
    const nearer = Math.abs(i + 1 - sample.mean) < Math.abs(best + 1 - sample.mean);
    if (counts[i] > counts[best] || (counts[i] === counts[best] && nearer)) best = i;
  }
  return best + 1;
}

/** −Σ p log₂ p. TLU2. */
export const entropy = ({ counts, sample }: Histogram): number =>
  counts.reduce((sum, count) => (count === 0 ? sum : sum - count / sample.sorted.length * log2(count / sample.sorted.length)), 0);

/** Σ p². BJ5W. */
export const uniformity = ({ counts, sample }: Histogram): number => counts.reduce((sum, count) => sum + square(count / sample.sorted.length), 0);

/** Central differences of the counts, one-sided at both ends; one level has none. */
function gradient({ counts }: Histogram): Float64Array | null {
  const n = counts.length;
  if (n < 2) return null;
  return counts.map((_, i) => {
    if (i === 0) return counts[1] - counts[0];
    return i === n - 1 ? counts[n - 1] - counts[n - 2] : (counts[i + 1] - counts[i - 1]) / 2;
  });
}

const ofGradient = (pick: (g: Float64Array) => number) => (histogram: Histogram): Value => {
  const slopes = gradient(histogram);
  return slopes === null ? absent('one-grey-level') : pick(slopes);
};

/** 12CE. */
export const maximumGradient = ofGradient((g) => Math.max(...g));
/** The first level with that gradient. 8E6O. */
export const maximumGradientLevel = ofGradient((g) => g.indexOf(Math.max(...g)) + 1);
/** VQB3. */
export const minimumGradient = ofGradient((g) => Math.min(...g));
/** The first level with that gradient. RHQZ. */
export const minimumGradientLevel = ofGradient((g) => g.indexOf(Math.min(...g)) + 1);

const shared: FeatureTable<Histogram> = Object.fromEntries(
  Object.entries(withPrefix('ih')).map(([tag, compute]) => [tag, (histogram: Histogram): Value => compute(histogram.sample)]),
);

/** Intensity histogram (IBSI ZVCW): grey levels inside the intensity mask. */
export const intensityHistogram: FeatureTable<Histogram> = {
  ...shared, ih_mode: mode, ih_entropy: entropy, ih_uniformity: uniformity, ih_max_grad: maximumGradient,
  ih_max_grad_g: maximumGradientLevel, ih_min_grad: minimumGradient, ih_min_grad_g: minimumGradientLevel,
};
