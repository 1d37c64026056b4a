import type { Discretisation } from '../settings.js';

/** Grey levels on the grid of the ROI: 1 to `count`, 0 outside the intensity mask. */
export interface Levels {
  readonly voxels: Int32Array;
  /** Ng: the highest level there is. */
  readonly count: number;
}

export interface Inside {
  readonly intensities: Float64Array;
  readonly mask: Uint8Array;
  /** Smallest and largest intensity inside the mask. */
  readonly min: number;
  readonly max: number;
}

/** More levels than this are not texture but intensities taken for levels; their matrices would not fit in memory. */
export const maxLevels = 4096;

function levelOf(settings: Discretisation | null, { min, max }: Inside, lowerBound: number | null): (x: number) => number {
  if (settings === null) return (x) => x;
  if (settings.method === 'FBS') {
    const from = lowerBound ?? min;
    return (x) => Math.floor((x - from) / settings.binWidth) + 1;
  }
  return (x) => (max > min ? Math.min(settings.bins, Math.floor(settings.bins * (x - min) / (max - min)) + 1) : 1);
}

/**
 * Discretises the intensities inside the mask (IBSI reference manual 2.7).
 * FBS: ⌊(x − x_min) / w⌋ + 1, where x_min is the lower bound of the re-segmentation range, or the ROI's minimum without one.
 * FBN: ⌊N (x − min) / (max − min)⌋ + 1, the maximum in bin N; a flat ROI is all in bin 1.
 * None: the intensities are levels already. Null when they are not positive integers, or above `most`.
 */
export function discretise(inside: Inside, settings: Discretisation | null, lowerBound: number | null, most = maxLevels): Levels | null {
  const level = levelOf(settings, inside, lowerBound);
  const voxels = new Int32Array(inside.mask.length);
  let highest = 0;
  for (let i = 0; i < voxels.length; i += 1) {
    if (inside.mask[i] === 0) continue;
    const value = level(inside.intensities[i]);
    if (!Number.isInteger(value) || value < 1 || value > most) return null;
    voxels[i] = value;
    if (value > highest) highest = value;
  }
  return { voxels, count: highest };
}
