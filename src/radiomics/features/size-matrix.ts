import { log2 } from '../numbers/logarithms.js';
import { square } from '../numbers/powers.js';
import type { CountMatrix } from '../texture/count-matrix.js';
import type { FeatureTable } from './measured.js';

/** A count matrix with its sums: grey level i against size j (run length, zone size, zone distance, dependence count). */
export interface SizeMatrix {
  readonly matrix: CountMatrix;
  /** Σ over sizes, per level; Σ over levels, per size. Only those that occur, ascending. */
  readonly perLevel: readonly number[];
  readonly perSize: readonly number[];
}

function sumsBy(keys: Float64Array, counts: Float64Array): number[] {
  const sums = new Map<number, number>();
  keys.forEach((key, k) => sums.set(key, (sums.get(key) ?? 0) + counts[k]));
  return [...sums.entries()].sort(([a], [b]) => a - b).map(([, sum]) => sum);
}

export const sizeMatrixOf = (matrix: CountMatrix): SizeMatrix =>
  ({ matrix, perLevel: sumsBy(matrix.levels, matrix.counts), perSize: sumsBy(matrix.columns, matrix.counts) });

/** Σ p(i, j) f(i, j), p = counts / total. */
function expected({ matrix }: SizeMatrix, f: (level: number, size: number) => number): number {
  const { levels, columns, counts, total } = matrix;
  let sum = 0;
  for (let k = 0; k < counts.length; k += 1) sum += counts[k] * f(levels[k], columns[k]);
  return sum / total;
}

const squares = (sums: readonly number[]): number => sums.reduce((sum, n) => sum + n * n, 0);

function spread(m: SizeMatrix, of: (level: number, size: number) => number): number {
  const mean = expected(m, of);
  return expected(m, (i, j) => square(of(i, j) - mean));
}

const entropy = ({ matrix }: SizeMatrix): number =>
  matrix.counts.reduce((sum, count) => sum - count / matrix.total * log2(count / matrix.total), 0);

/**
 * The sixteen measures that GLRLM, GLSZM, GLDZM and NGLDM share (IBSI reference manual 3.7 to 3.9 and 3.11), in the
 * order of the manual. p is the matrix over its sum N.
 */
const measures: readonly ((m: SizeMatrix) => number)[] = [
  (m) => expected(m, (_, j) => 1 / (j * j)), // small size emphasis, Σ p / j²
  (m) => expected(m, (_, j) => j * j), // large size emphasis, Σ p j²
  (m) => expected(m, (i) => 1 / (i * i)), // low grey level emphasis, Σ p / i²
  (m) => expected(m, (i) => i * i), // high grey level emphasis, Σ p i²
  (m) => expected(m, (i, j) => 1 / (i * i * j * j)), // small size low grey level
  (m) => expected(m, (i, j) => i * i / (j * j)), // small size high grey level
  (m) => expected(m, (i, j) => j * j / (i * i)), // large size low grey level
  (m) => expected(m, (i, j) => i * i * j * j), // large size high grey level
  (m) => squares(m.perLevel) / m.matrix.total, // grey level non-uniformity, Σ_i (Σ_j s)² / N
  (m) => squares(m.perLevel) / square(m.matrix.total), // normalised
  (m) => squares(m.perSize) / m.matrix.total, // size non-uniformity, Σ_j (Σ_i s)² / N
  (m) => squares(m.perSize) / square(m.matrix.total), // normalised
  (m) => m.matrix.total / m.matrix.voxels, // percentage, N / voxels
  (m) => spread(m, (i) => i), // grey level variance, Σ p (i − μ)²
  (m) => spread(m, (_, j) => j), // size variance, Σ p (j − μ)²
  entropy, // −Σ p log₂ p
];

const table = (...tags: readonly string[]): FeatureTable<SizeMatrix> => Object.fromEntries(measures.map((measure, k) => [tags[k], measure]));

/** Grey level run length matrix (IBSI TP0I). */
export const glrlm = table(
  'rlm_sre', 'rlm_lre', 'rlm_lgre', 'rlm_hgre', 'rlm_srlge', 'rlm_srhge', 'rlm_lrlge', 'rlm_lrhge', 'rlm_glnu', 'rlm_glnu_norm',
  'rlm_rlnu', 'rlm_rlnu_norm', 'rlm_r_perc', 'rlm_gl_var', 'rlm_rl_var', 'rlm_rl_entr',
);

/** Grey level size zone matrix (IBSI 9SAK). */
export const glszm = table(
  'szm_sze', 'szm_lze', 'szm_lgze', 'szm_hgze', 'szm_szlge', 'szm_szhge', 'szm_lzlge', 'szm_lzhge', 'szm_glnu', 'szm_glnu_norm',
  'szm_zsnu', 'szm_zsnu_norm', 'szm_z_perc', 'szm_gl_var', 'szm_zs_var', 'szm_zs_entr',
);

/** Grey level distance zone matrix (IBSI VMDZ). */
export const gldzm = table(
  'dzm_sde', 'dzm_lde', 'dzm_lgze', 'dzm_hgze', 'dzm_sdlge', 'dzm_sdhge', 'dzm_ldlge', 'dzm_ldhge', 'dzm_glnu', 'dzm_glnu_norm',
  'dzm_zdnu', 'dzm_zdnu_norm', 'dzm_z_perc', 'dzm_gl_var', 'dzm_zd_var', 'dzm_zd_entr',
);

/** Neighbouring grey level dependence matrix (IBSI REK0); the energy Σ p² is its own. */
export const ngldm: FeatureTable<SizeMatrix> = {
  ...table(
    'ngl_lde', 'ngl_hde', 'ngl_lgce', 'ngl_hgce', 'ngl_ldlge', 'ngl_ldhge', 'ngl_hdlge', 'ngl_hdhge', 'ngl_glnu', 'ngl_glnu_norm',
    'ngl_dcnu', 'ngl_dcnu_norm', 'ngl_dc_perc', 'ngl_gl_var', 'ngl_dc_var', 'ngl_dc_entr',
  ),
  ngl_dc_energy: ({ matrix }) => matrix.counts.reduce((sum, count) => sum + square(count / matrix.total), 0),
};
