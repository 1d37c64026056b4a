import { energy, intensityStatistics } from '../../features/intensity-statistics.js';
import { absent, type FeatureTable, type Value } from '../../features/measured.js';
import type { Sample } from '../../features/sample.js';
import { square } from '../../numbers/powers.js';

/** m₄ / m₂², 3 for a normal distribution; IBSI's kurtosis is 3 less. Flat intensities have none. */
export const rawKurtosis = (s: Sample): Value => (s.moments[0] === 0 ? absent('flat-intensities') : s.moments[2] / square(s.moments[0]));

/** The statistics of intensities as firstorder.py computes them; TotalEnergy is Σ x² times the volume of a voxel. */
export const firstOrder = (voxelMm3: number): FeatureTable<Sample> => ({
  ...intensityStatistics, original_firstorder_Kurtosis: rawKurtosis, original_firstorder_TotalEnergy: (s) => energy(s) * voxelMm3,
});
