import { square } from '../numbers/powers.js';
import { absent, type FeatureTable, type Value } from './measured.js';
import { meanBetween, meanDistance, percentile, type Sample } from './sample.js';

const min = (s: Sample): number => s.sorted[0];
const max = (s: Sample): number => s.sorted[s.sorted.length - 1];

/** Σ x / n. Q4LE, X6K6. */
export const mean = (s: Sample): number => s.mean;

/** Σ (x − μ)² / n, the population's. ECT3, CH89. */
export const variance = (s: Sample): number => s.moments[0];

/** m₃ / m₂^1.5. KE2A, 88K1. */
export const skewness = (s: Sample): Value => (s.moments[0] === 0 ? absent('flat-intensities') : s.moments[1] / (s.moments[0] * Math.sqrt(s.moments[0])));

/** m₄ / m₂² − 3, the excess over the normal distribution. IPH6, C3I7. */
export const kurtosis = (s: Sample): Value => (s.moments[0] === 0 ? absent('flat-intensities') : s.moments[2] / square(s.moments[0]) - 3);

/** 50th percentile. Y12H, WIFQ. */
export const median = (s: Sample): number => percentile(s.sorted, 50);

/** 75th − 25th percentile. SALO, WR0O. */
export const interquartileRange = (s: Sample): number => percentile(s.sorted, 75) - percentile(s.sorted, 25);

/** max − min. 2OJQ, 5Z3W. */
export const range = (s: Sample): number => max(s) - min(s);

/** Mean of |x − μ|. 4FUA, D2ZX. */
export const meanAbsoluteDeviation = (s: Sample): number => meanDistance(s.sorted, s.mean, -Infinity, Infinity);

/** Mean absolute deviation of the values from the 10th to the 90th percentile, from their own mean. 1128, WRZB. */
export function robustMeanAbsoluteDeviation(s: Sample): number {
  const [low, high] = [percentile(s.sorted, 10), percentile(s.sorted, 90)];
  return meanDistance(s.sorted, meanBetween(s.sorted, low, high), low, high);
}

/** Mean of |x − median|. N72L, 4RNL. */
export const medianAbsoluteDeviation = (s: Sample): number => meanDistance(s.sorted, median(s), -Infinity, Infinity);

/** σ / μ, with the sign of the mean. 7TET, CWYJ. */
export const coefficientOfVariation = (s: Sample): Value => (s.mean === 0 ? absent('mean-is-zero') : Math.sqrt(s.moments[0]) / s.mean);

/** (P75 − P25) / (P75 + P25). 9S40, SLWD. */
export function quartileCoefficientOfDispersion(s: Sample): Value {
  const [low, high] = [percentile(s.sorted, 25), percentile(s.sorted, 75)];
  return low + high === 0 ? absent('mean-is-zero') : (high - low) / (high + low);
}

/** Σ x². N8CA. */
export function energy(s: Sample): number {
  let sum = 0;
  for (let i = 0; i < s.sorted.length; i += 1) sum += s.sorted[i] * s.sorted[i];
  return sum;
}

/** √(Σ x² / n). 5ZWQ. */
export const rootMeanSquare = (s: Sample): number => Math.sqrt(energy(s) / s.sorted.length);

/** The statistics that intensities (`stat_`) and grey levels (`ih_`) share. */
export const sharedStatistics = {
  mean, var: variance, skew: skewness, kurt: kurtosis, median, min, p10: (s: Sample): number => percentile(s.sorted, 10),
  p90: (s: Sample): number => percentile(s.sorted, 90), max, iqr: interquartileRange, range, mad: meanAbsoluteDeviation,
  rmad: robustMeanAbsoluteDeviation, medad: medianAbsoluteDeviation, cov: coefficientOfVariation, qcod: quartileCoefficientOfDispersion,
};

/** The shared statistics under the tags of a family. */
export const withPrefix = (prefix: string): FeatureTable<Sample> =>
  Object.fromEntries(Object.entries(sharedStatistics).map(([name, compute]) => [`${prefix}_${name}`, compute]));

/** Intensity-based statistics (IBSI UHIW): intensities inside the intensity mask, not discretised. */
export const intensityStatistics: FeatureTable<Sample> = { ...withPrefix('stat'), stat_energy: energy, stat_rms: rootMeanSquare };
