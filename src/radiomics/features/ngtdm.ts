import { square } from '../numbers/powers.js';
import { neighbourhoodOf } from '../texture/neighbourhood.js';
import type { TextureGrid } from '../texture/texture-grid.js';
import { absent, type FeatureTable, type Value } from './measured.js';

/** Per grey level: how many voxels with a neighbour there are, and Σ |level − mean of the neighbours|. Index is the level. */
export interface ToneDifference {
  readonly counts: Float64Array;
  readonly differences: Float64Array;
}

/** Neighbours are the voxels of the ROI at Chebyshev distance 1; a voxel without any is left out. */
export function toneDifference(grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D'): ToneDifference {
  const { found, sums } = neighbourhoodOf(grid, indices, dimensions);
  const [counts, differences] = [new Float64Array(grid.levelCount + 1), new Float64Array(grid.levelCount + 1)];
  for (let k = 0; k < indices.length; k += 1) {
    if (found[k] === 0) continue;
    const level = grid.levels[indices[k]];
    counts[level] += 1;
    differences[level] += Math.abs(level - sums[k] / found[k]);
  }
  return { counts, differences };
}

const added = (lists: readonly Float64Array[]): Float64Array => lists[0].map((_, k) => lists.reduce((sum, list) => sum + list[k], 0));

export const mergeToneDifferences = (parts: readonly ToneDifference[]): ToneDifference =>
  ({ counts: added(parts.map((part) => part.counts)), differences: added(parts.map((part) => part.differences)) });

interface Tones {
  /** Levels that occur, their probabilities and sums of differences. */
  readonly i: readonly number[];
  readonly p: readonly number[];
  readonly s: readonly number[];
  readonly voxels: number;
}

function tonesOf({ counts, differences }: ToneDifference): Tones {
  const voxels = counts.reduce((sum, n) => sum + n, 0);
  const i = [...counts.keys()].filter((level) => counts[level] > 0);
  return { i, p: i.map((level) => counts[level] / voxels), s: i.map((level) => differences[level]), voxels };
}

/** ΣΣ f(a, b) over all pairs of levels that occur. */
function overPairs({ i }: Tones, f: (a: number, b: number) => number): number {
  let sum = 0;
  for (let a = 0; a < i.length; a += 1) for (let b = 0; b < i.length; b += 1) sum += f(a, b);
  return sum;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const weighted = ({ p, s }: Tones): number => total(p.map((value, a) => value * s[a]));

const ofTones = (compute: (t: Tones) => Value) => (matrix: ToneDifference): Value => {
  const tones = tonesOf(matrix);
  if (tones.voxels === 0) return absent('no-neighbours');
  return tones.i.length === 1 ? absent('one-grey-level') : compute(tones);
};

/** 1 / Σ p s. QCDE. */
export const coarseness = ofTones((t) => 1 / weighted(t));

/** ΣΣ p_i p_j (i − j)² / (N (N − 1)) · Σ s / voxels, N the number of levels that occur. 65HE. */
export const contrast = ofTones((t) =>
  overPairs(t, (a, b) => t.p[a] * t.p[b] * square(t.i[a] - t.i[b])) / (t.i.length * (t.i.length - 1)) * total(t.s) / t.voxels);

/** Σ p s / ΣΣ |i p_i − j p_j|. NQ30. */
export const busyness = ofTones((t) => {
  const spread = overPairs(t, (a, b) => Math.abs(t.i[a] * t.p[a] - t.i[b] * t.p[b]));
  return spread === 0 ? absent('mean-is-zero') : weighted(t) / spread;
});

/** ΣΣ |i − j| (p_i s_i + p_j s_j) / (p_i + p_j) / voxels. HDEZ. */
export const complexity = ofTones((t) =>
  overPairs(t, (a, b) => Math.abs(t.i[a] - t.i[b]) * (t.p[a] * t.s[a] + t.p[b] * t.s[b]) / (t.p[a] + t.p[b])) / t.voxels);

/** ΣΣ (p_i + p_j)(i − j)² / Σ s. 1X9X. */
export const strength = ofTones((t) => overPairs(t, (a, b) => (t.p[a] + t.p[b]) * square(t.i[a] - t.i[b])) / total(t.s));

/** Neighbourhood grey tone difference matrix (IBSI IPET), distance 1. */
export const ngtdm: FeatureTable<ToneDifference> = {
  ngt_coarseness: coarseness, ngt_contrast: contrast, ngt_busyness: busyness, ngt_complexity: complexity, ngt_strength: strength,
};
