import { normalQuantile, normalUpperTail } from './normal.js';

/** Area under the ROC curve with its DeLong variance and confidence interval. */
export interface Auc {
  readonly auc: number;
  readonly variance: number;
  readonly lower: number;
  readonly upper: number;
}

/** How two scores of the same cases differ in AUC. */
export interface AucDifference {
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

interface Placements {
  readonly auc: number;
  readonly ofEvents: readonly number[];
  readonly ofOthers: readonly number[];
}

/** Share of the other group that a case outranks; ties count half. */
function placements(outcomes: readonly number[], scores: readonly number[]): Placements {
  const events = scores.filter((_, i) => outcomes[i] === 1);
  const others = scores.filter((_, i) => outcomes[i] === 0);
  if (events.length === 0 || others.length === 0) throw new Error('auc: both outcomes must occur');
  const wins = (a: number, b: number): number => (a > b ? 1 : a === b ? 0.5 : 0);
  const ofEvents = events.map((event) => others.reduce((sum, other) => sum + wins(event, other), 0) / others.length);
  const ofOthers = others.map((other) => events.reduce((sum, event) => sum + wins(event, other), 0) / events.length);
  return { auc: mean(ofEvents), ofEvents, ofOthers };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return a.reduce((sum, value, k) => sum + (value - meanA) * (b[k] - meanB), 0) / (a.length - 1);
}

const varianceOf = (a: Placements, b: Placements): number => covariance(a.ofEvents, b.ofEvents) / a.ofEvents.length + covariance(a.ofOthers, b.ofOthers) / a.ofOthers.length;

/**
 * AUC of scores for outcomes of 0 and 1, with the interval of DeLong et al. (Biometrics 1988;44:837), cut at 0 and 1.
 * Ties count half. Throws where only one outcome occurs.
 */
export function auc(outcomes: readonly number[], scores: readonly number[], level = 0.95): Auc {
  const placed = placements(outcomes, scores);
  const variance = varianceOf(placed, placed);
  const half = -normalQuantile((1 - level) / 2) * Math.sqrt(variance);
  return { auc: placed.auc, variance, lower: Math.max(0, placed.auc - half), upper: Math.min(1, placed.auc + half) };
}

/** AUC of the first score minus that of the second on the same cases, with DeLong's paired test. */
export function compareAuc(outcomes: readonly number[], first: readonly number[], second: readonly number[], level = 0.95): AucDifference {
  const [a, b] = [placements(outcomes, first), placements(outcomes, second)];
  const variance = varianceOf(a, a) + varianceOf(b, b) - 2 * varianceOf(a, b);
  const difference = a.auc - b.auc;
  if (!(variance > 0)) return { difference, lower: difference, upper: difference, z: 0, p: difference === 0 ? 1 : 0 };
  const error = Math.sqrt(variance);
  const half = -normalQuantile((1 - level) / 2) * error;
  const z = difference / error;
  return { difference, lower: difference - half, upper: difference + half, z, p: 2 * normalUpperTail(Math.abs(z)) };
}
