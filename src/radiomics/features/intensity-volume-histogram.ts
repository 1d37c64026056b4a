import { discretise } from '../preprocessing/discretise.js';
import type { Roi } from '../roi.js';
import type { Discretisation, ExtractionSettings } from '../settings.js';
import { absent, type FeatureTable, type Value } from './measured.js';

/** The intensities that the curve is drawn over. */
export interface VolumeHistogram {
  /** Ascending. */
  readonly sorted: Float64Array;
  /** Where the intensity fraction γ is 0 and 1. */
  readonly low: number;
  readonly high: number;
  /** Distance of two intensities on the axis; 0 when only those that occur stand on it. */
  readonly step: number;
}

/** Levels of the histogram, with the intensity that stands for each: its bin's centre (FBS) or its number (FBN). */
function discretised(roi: Roi, ivh: Discretisation): VolumeHistogram | null {
  const [from, to] = roi.range;
  const [min, max] = [roi.sorted[0], roi.sorted[roi.sorted.length - 1]];
  const levels = discretise({ intensities: roi.intensities, mask: roi.intensityMask, min, max }, ivh, from, Infinity);
  if (levels === null) return null;
  const bins = Float64Array.from(levels.voxels.filter((level) => level > 0)).sort();
  if (ivh.method === 'FBN') return { sorted: bins, low: 1, high: ivh.bins, step: 1 };
  const first = from ?? min;
  const centre = (bin: number): number => first + (bin - 0.5) * ivh.binWidth;
  const last = to === null ? bins[bins.length - 1] : Math.ceil((to - first) / ivh.binWidth);
  return { sorted: bins.map(centre), low: centre(1), high: centre(last), step: ivh.binWidth };
}

/** The axis of the curve (IBSI reference manual 3.5): the re-segmentation range where there is one, else the ROI's extremes. */
export function volumeHistogramOf(roi: Roi, { ivh }: Pick<ExtractionSettings, 'ivh'>): VolumeHistogram | null {
  if (ivh !== null) return discretised(roi, ivh);
  const [from, to] = roi.range;
  const { sorted } = roi;
  const step = sorted.every((value) => Number.isInteger(value)) ? 1 : 0;
  return { sorted, low: from ?? sorted[0], high: to ?? sorted[sorted.length - 1], step };
}

/** Index of the first value from a threshold on. */
function firstFrom(sorted: Float64Array, threshold: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fraction of the volume whose intensity is at least so many per cent of the way from low to high. BC2M. */
const volumeFraction = (percent: number) => ({ sorted, low, high }: VolumeHistogram): Value =>
  (high > low ? 1 - firstFrom(sorted, low + percent / 100 * (high - low)) / sorted.length : absent('flat-intensities'));

/** The smallest intensity on the axis that at most so many per cent of the volume reach. GBPN. */
const intensityAt = (percent: number) => ({ sorted, step, low, high }: VolumeHistogram): Value => {
  if (!(high > low)) return absent('flat-intensities');
  const exceeding = sorted[sorted.length - 1 - Math.floor(percent / 100 * sorted.length)];
  if (step > 0) return exceeding + step;
  return sorted.find((value) => value > exceeding) ?? exceeding;
};

const difference = (one: (h: VolumeHistogram) => Value, other: (h: VolumeHistogram) => Value) => (h: VolumeHistogram): Value => {
  const [a, b] = [one(h), other(h)];
  if (typeof a !== 'number') return a;
  return typeof b === 'number' ? a - b : b;
};

/** Intensity-volume histogram (IBSI P88C). */
export const intensityVolumeHistogram: FeatureTable<VolumeHistogram> = {
  ivh_v10: volumeFraction(10), ivh_v90: volumeFraction(90), ivh_i10: intensityAt(10), ivh_i90: intensityAt(90),
  ivh_diff_v10_v90: difference(volumeFraction(10), volumeFraction(90)), // DDTU
  ivh_diff_i10_i90: difference(intensityAt(10), intensityAt(90)), // CNV2
};
