import { exp } from '../numbers/exp.js';
import { log2 } from '../numbers/logarithms.js';
import { integerPower, square } from '../numbers/powers.js';
import type { CountMatrix } from '../texture/count-matrix.js';
import { absent, type FeatureTable, type Value } from './measured.js';

/** A symmetric co-occurrence matrix as probabilities p(i, j), with what its features share. */
export interface Cooccurrence {
  readonly i: Float64Array;
  readonly j: Float64Array;
  readonly p: Float64Array;
  /** Ng. */
  readonly levelCount: number;
  /** Marginal probabilities by level, by |i − j| and by i + j. */
  readonly marginal: Float64Array;
  readonly difference: Float64Array;
  readonly sum: Float64Array;
  /** Mean and variance of the marginal. */
  readonly mean: number;
  readonly variance: number;
}

const meanOf = (p: Float64Array): number => p.reduce((total, value, k) => total + k * value, 0);
const varianceOf = (p: Float64Array): number => { const mean = meanOf(p); return p.reduce((total, value, k) => total + value * square(k - mean), 0); };
const entropyOf = (p: Float64Array): number => p.reduce((total, value) => (value > 0 ? total - value * log2(value) : total), 0);

export function cooccurrenceOf({ levels, columns, counts, total }: CountMatrix, levelCount: number): Cooccurrence {
  const p = counts.map((count) => count / total);
  const marginal = new Float64Array(levelCount + 1);
  const difference = new Float64Array(levelCount + 1);
  const sum = new Float64Array(2 * levelCount + 1);
  for (let k = 0; k < p.length; k += 1) {
    marginal[levels[k]] += p[k];
    difference[Math.abs(levels[k] - columns[k])] += p[k];
    sum[levels[k] + columns[k]] += p[k];
  }
  const one = marginal.reduce((used, value) => used + (value > 0 ? 1 : 0), 0) === 1;
  return { i: levels, j: columns, p, levelCount, marginal, difference, sum, mean: meanOf(marginal), variance: one ? 0 : varianceOf(marginal) };
}

/** Σ p(i, j) f(i, j). */
function expected({ i, j, p }: Cooccurrence, f: (i: number, j: number) => number): number {
  let total = 0;
  for (let k = 0; k < p.length; k += 1) total += p[k] * f(i[k], j[k]);
  return total;
}

/** Σ p(k) f(k) over k = |i − j|. */
const overDifference = ({ difference }: Cooccurrence, f: (k: number) => number): number =>
  difference.reduce((total, p, k) => (p > 0 ? total + p * f(k) : total), 0);

/** Σ p (i + j − 2μ)^n. */
const cluster = (c: Cooccurrence, power: number): number => expected(c, (i, j) => integerPower(i + j - 2 * c.mean, power));

/** −Σ p(i, j) log₂(p_i p_j). */
const crossEntropy = (c: Cooccurrence): number => -expected(c, (i, j) => log2(c.marginal[i] * c.marginal[j]));

/** Σ (i − μ)(j − μ) p / σ². NI2N. */
const correlation = (c: Cooccurrence): Value =>
  (c.variance === 0 ? absent('one-grey-level') : expected(c, (i, j) => (i - c.mean) * (j - c.mean)) / c.variance);

/** (HXY − HXY1) / HX. R8DG. */
const informationCorrelation1 = (c: Cooccurrence): Value =>
  (c.variance === 0 ? absent('one-grey-level') : (entropyOf(c.p) - crossEntropy(c)) / entropyOf(c.marginal));

/** √(1 − exp(−2 (HXY2 − HXY))); HXY2 = 2 HX, as the matrix is symmetric. JN9H. */
const informationCorrelation2 = (c: Cooccurrence): Value =>
  (c.variance === 0 ? absent('one-grey-level') : Math.sqrt(1 - exp(-2 * Math.max(0, 2 * entropyOf(c.marginal) - entropyOf(c.p)))));

const ofPairs = (compute: (c: Cooccurrence) => Value) => (c: Cooccurrence): Value => (c.p.length === 0 ? absent('no-neighbours') : compute(c));

const features: FeatureTable<Cooccurrence> = {
  cm_joint_max: ({ p }) => p.reduce((most, value) => Math.max(most, value), 0), // GYBY
  cm_joint_avg: (c) => c.mean, // 60VM
  cm_joint_var: (c) => c.variance, // UR99
  cm_joint_entr: ({ p }) => entropyOf(p), // TU9B
  cm_diff_avg: (c) => meanOf(c.difference), // TF7R
  cm_diff_var: (c) => varianceOf(c.difference), // D3YU
  cm_diff_entr: (c) => entropyOf(c.difference), // NTRS
  cm_sum_avg: (c) => meanOf(c.sum), // ZGXS
  cm_sum_var: (c) => varianceOf(c.sum), // OEEB
  cm_sum_entr: (c) => entropyOf(c.sum), // P6QZ
  cm_energy: ({ p }) => p.reduce((total, value) => total + value * value, 0), // 8ZQL
  cm_contrast: (c) => overDifference(c, (k) => k * k), // ACUI
  cm_dissimilarity: (c) => overDifference(c, (k) => k), // 8S9J
  cm_inv_diff: (c) => overDifference(c, (k) => 1 / (1 + k)), // IB1Z
  cm_inv_diff_norm: (c) => overDifference(c, (k) => 1 / (1 + k / c.levelCount)), // NDRX
  cm_inv_diff_mom: (c) => overDifference(c, (k) => 1 / (1 + k * k)), // WF0Z
  cm_inv_diff_mom_norm: (c) => overDifference(c, (k) => 1 / (1 + square(k / c.levelCount))), // 1QCO
  cm_inv_var: (c) => overDifference(c, (k) => (k === 0 ? 0 : 1 / (k * k))), // E8JP
  cm_corr: correlation,
  cm_auto_corr: (c) => expected(c, (i, j) => i * j), // QWB0
  cm_clust_tend: (c) => cluster(c, 2), // DG8W
  cm_clust_shade: (c) => cluster(c, 3), // 7NFM
  cm_clust_prom: (c) => cluster(c, 4), // AE86
  cm_info_corr1: informationCorrelation1,
  cm_info_corr2: informationCorrelation2,
};

/** Grey level co-occurrence matrix (IBSI LFYI): symmetric, Chebyshev distance 1, no distance weighting. */
export const glcm: FeatureTable<Cooccurrence> = Object.fromEntries(Object.entries(features).map(([tag, compute]) => [tag, ofPairs(compute)]));
