import { extractFeatures } from '../extract.js';
import { tagsAskedFor } from '../measure-families.js';
import { square } from '../numbers/powers.js';
import type { ExtractionSettings } from '../settings.js';
import type { Perturbation } from './chain.js';
import { perturb, type Subject } from './perturb.js';
import type { Random } from './random.js';

/** Values of every tag that settings ask for, in the order of `tagsAskedFor`; null where one is absent. */
export type PerturbedValues = readonly (number | null)[];

/** Measures a subject after a perturbation. Where nothing is left to measure, every feature is absent. */
export function measurePerturbed(subject: Subject, perturbation: Perturbation, { settings, random }: { readonly settings: ExtractionSettings; readonly random: Random }): PerturbedValues {
  const { volume, mask } = perturb(subject, perturbation, random);
  const result = extractFeatures(volume, mask, settings);
  const values = new Map(result.kind === 'measured' ? result.features.map(({ tag, value }) => [tag, value]) : []);
  return tagsAskedFor(settings).map((tag) => values.get(tag) ?? null);
}

/** How far a feature moves under perturbations. */
export interface Spread {
  /** Perturbations with a value, and without one. */
  readonly measured: number;
  readonly absent: number;
  readonly mean: number | null;
  /** Of the sample, n − 1; null below two values. */
  readonly standardDeviation: number | null;
  /** From the 2.5th to the 97.5th percentile, linear between ranks. */
  readonly interval95: readonly [number, number] | null;
  /** Standard deviation over |mean|; null when the mean is 0. */
  readonly coefficientOfVariation: number | null;
}

/** The percentile at a fraction of ascending values, linear between ranks (type 7 of Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566). */
function percentile(sorted: readonly number[], fraction: number): number {
  const at = fraction * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

/** Mean, spread and interval of a feature's values; nulls where it has none. */
export function spreadOf(values: PerturbedValues): Spread {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const count = sorted.length;
  const counts = { measured: count, absent: values.length - count };
  if (count === 0) return { ...counts, mean: null, standardDeviation: null, interval95: null, coefficientOfVariation: null };
  // From the smallest value on, so that equal values have exactly their own mean and no spread.
  const mean = sorted[0] + sorted.reduce((sum, value) => sum + (value - sorted[0]), 0) / count;
  const deviation = count < 2 ? null : Math.sqrt(sorted.reduce((sum, value) => sum + square(value - mean), 0) / (count - 1));
  return {
    ...counts, mean, standardDeviation: deviation, interval95: [percentile(sorted, 0.025), percentile(sorted, 0.975)],
    coefficientOfVariation: deviation === null || mean === 0 ? null : deviation / Math.abs(mean),
  };
}
