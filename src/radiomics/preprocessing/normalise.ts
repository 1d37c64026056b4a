import { square } from '../numbers/powers.js';
import type { Normalisation } from '../settings.js';
import type { Volume } from '../volume.js';
import { percentile } from '../features/sample.js';

function moments(voxels: Float32Array): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (let i = 0; i < voxels.length; i += 1) sum += voxels[i];
  const mean = sum / voxels.length;
  let squares = 0;
  for (let i = 0; i < voxels.length; i += 1) squares += square(voxels[i] - mean);
  return { mean, deviation: Math.sqrt(squares / voxels.length) };
}

function one(voxels: Float32Array, step: Normalisation): Float32Array {
  switch (step.method) {
    case 'z-score': {
      const { mean, deviation } = moments(voxels);
      // A flat image has no deviation to be divided by; it is flat at 0.
      return voxels.map((value) => (deviation === 0 ? 0 : (value - mean) / deviation));
    }
    case 'percentile-clip': {
      const sorted = Float64Array.from(voxels).sort();
      const [low, high] = [percentile(sorted, step.low), percentile(sorted, step.high)];
      return voxels.map((value) => Math.min(high, Math.max(low, value)));
    }
    case 'reference-tissue': return voxels.map((value) => value / step.intensity);
  }
}

/**
 * Normalises the intensities of a whole image before interpolation, step after step. MR intensities have no unit of their
 * own and compare only after it. `z-score`: (x − mean) / population deviation over all voxels; `percentile-clip`: values
 * beyond two percentiles of all voxels become these; `reference-tissue`: divided by the mean intensity of a tissue, such
 * as fat or muscle. No steps give the same volume.
 */
export const normalised = (volume: Volume, steps: readonly Normalisation[]): Volume =>
  (steps.length === 0 ? volume : { grid: volume.grid, voxels: steps.reduce(one, volume.voxels) });
