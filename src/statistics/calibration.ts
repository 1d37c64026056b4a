import { normalQuantile } from './normal.js';
import { fitLogistic, logit } from './logistic.js';

/** Mean squared difference of probability and outcome (Brier, Mon Weather Rev 1950;78:1). */
export const brier = (outcomes: readonly number[], probabilities: readonly number[]): number =>
  probabilities.reduce((sum, probability, k) => sum + (probability - outcomes[k]) ** 2, 0) / probabilities.length;

/** An estimate with its confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Logistic recalibration (Cox, Biometrika 1958;45:562): outcome on the log-odds of the prediction. A slope below 1 says
 * that predictions are too extreme, an intercept other than 0 that they are too high or too low on the whole. Intervals
 * are Wald's.
 */
export function calibration(outcomes: readonly number[], probabilities: readonly number[], level = 0.95): { readonly intercept: Estimate; readonly slope: Estimate } {
  const fit = fitLogistic({ rows: probabilities.map((probability) => [logit(probability)]), outcomes, penalty: 0 });
  const z = -normalQuantile((1 - level) / 2);
  const estimate = (value: number, variance: number): Estimate => ({ value, lower: value - z * Math.sqrt(variance), upper: value + z * Math.sqrt(variance) });
  return { intercept: estimate(fit.intercept, fit.covariance[0][0]), slope: estimate(fit.coefficients[0], fit.covariance[1][1]) };
}
