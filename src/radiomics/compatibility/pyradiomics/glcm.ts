import { cooccurrenceOf, glcm as standard, type Cooccurrence } from '../../features/glcm.js';
import { absent, type FeatureTable, type Value } from '../../features/measured.js';
import { square } from '../../numbers/powers.js';
import { createTally } from '../../texture/count-matrix.js';
import { cooccurrence } from '../../texture/matrices.js';
import { directions, type TextureGrid } from '../../texture/texture-grid.js';
import { secondLargest } from './eigenvalues.js';

/** The symmetric matrix of each of the 13 directions. */
export function cooccurrencesOf(grid: TextureGrid): readonly Cooccurrence[] {
  const tally = createTally(grid.levelCount, grid.levelCount);
  return directions(grid, '3D').map((step) => cooccurrenceOf(cooccurrence(grid, grid.inside, step, tally), grid.levelCount));
}

/**
 * Maximal correlation coefficient: the root of the second largest eigenvalue of Q(i, j) = Σ_k p(i, k) p(j, k) / (p_i p_k).
 * Q is similar to S², S(i, j) = p(i, j) / √(p_i p_j), so that is the second largest absolute eigenvalue of S. IBSI has no
 * such feature. One level in a direction gives 0.
 */
function maximalCorrelation({ i, j, p, marginal }: Cooccurrence): Value {
  const used = [...marginal.keys()].filter((level) => marginal[level] > 0);
  const place = new Map(used.map((level, k) => [level, k]));
  const matrix = new Float64Array(square(used.length));
  for (let k = 0; k < p.length; k += 1) {
    matrix[(place.get(i[k]) ?? 0) * used.length + (place.get(j[k]) ?? 0)] = p[k] / Math.sqrt(marginal[i[k]] * marginal[j[k]]);
  }
  return secondLargest(matrix, used.length);
}

const ofPairs = (compute: (c: Cooccurrence) => Value) => (c: Cooccurrence): Value => (c.p.length === 0 ? absent('no-neighbours') : compute(c));

/** A direction that meets one level only counts with the value that glcm.py gives it, and is not left out of the mean. */
const whenFlat = (tag: string, flat: number) => (c: Cooccurrence): Value => (c.p.length > 0 && c.variance === 0 ? flat : standard[tag](c));

/** The features of one direction as glcm.py computes them. */
export const glcm: FeatureTable<Cooccurrence> = {
  ...standard, cm_corr: whenFlat('cm_corr', 1), cm_info_corr1: whenFlat('cm_info_corr1', 0), cm_info_corr2: whenFlat('cm_info_corr2', 0),
  original_glcm_MCC: ofPairs(maximalCorrelation),
};
