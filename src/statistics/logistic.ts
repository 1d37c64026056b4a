import { cholesky, inverseCholesky, type Matrix, solveCholesky } from './cholesky.js';

/** A fitted logistic model: log-odds = intercept + Σ coefficient · predictor. */
export interface LogisticFit {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  /** Inverse of the penalised information, intercept first. */
  readonly covariance: Matrix;
}

/** What to fit: a row of predictors for each case, its outcome (0 or 1), and the ridge penalty. */
export interface LogisticProblem {
  readonly rows: readonly (readonly number[])[];
  readonly outcomes: readonly number[];
  /** λ in −log L + λ/2 · Σ coefficient²; the intercept is not penalised. 0 is maximum likelihood. */
  readonly penalty: number;
}

export const sigmoid = (logOdds: number): number => (logOdds >= 0 ? 1 / (1 + Math.exp(-logOdds)) : Math.exp(logOdds) / (1 + Math.exp(logOdds)));

export const logit = (probability: number): number => Math.log(probability / (1 - probability));

const highestIterations = 60;

/**
 * Ridge logistic regression by Newton's method with halved steps (le Cessie and van Houwelingen, Appl Stat 1992;41:191).
 * Throws where the information is singular: separated data without a penalty.
 */
export function fitLogistic({ rows, outcomes, penalty }: LogisticProblem): LogisticFit {
  const size = (rows[0]?.length ?? 0) + 1;
  const design = rows.map((row) => [1, ...row]);
  let beta = new Array<number>(size).fill(0);
  let loss = penalisedLoss(design, outcomes, penalty, beta);
  for (let iteration = 0; iteration < highestIterations; iteration += 1) {
    const { gradient, information } = derivatives(design, outcomes, penalty, beta);
    const lower = cholesky(information);
    if (!lower) throw new Error('fitLogistic: the information is singular; the outcomes are separated or a predictor is constant');
    const step = solveCholesky(lower, gradient);
    let [length, next] = [1, beta.map((value, k) => value - step[k])];
    let nextLoss = penalisedLoss(design, outcomes, penalty, next);
    while (!(nextLoss <= loss + 1e-12) && length > 1e-6) {
      length /= 2;
      next = beta.map((value, k) => value - length * step[k]);
      nextLoss = penalisedLoss(design, outcomes, penalty, next);
    }
    beta = next;
    loss = nextLoss;
    if (Math.max(...step.map(Math.abs)) * length < 1e-11) break;
  }
  const lower = cholesky(derivatives(design, outcomes, penalty, beta).information);
  if (!lower) throw new Error('fitLogistic: the information is singular at the solution');
  const [intercept = 0, ...coefficients] = beta;
  return { intercept, coefficients, covariance: inverseCholesky(lower) };
}

/** Log-odds of a row of predictors. */
export const logOddsOf = ({ intercept, coefficients }: Pick<LogisticFit, 'intercept' | 'coefficients'>, row: readonly number[]): number =>
  coefficients.reduce((sum, coefficient, k) => sum + coefficient * row[k], intercept);

/** −log likelihood of one outcome, in nats, without overflow. */
export const logLoss = (logOdds: number, outcome: number): number => Math.max(logOdds, 0) - logOdds * outcome + Math.log1p(Math.exp(-Math.abs(logOdds)));

function penalisedLoss(design: Matrix, outcomes: readonly number[], penalty: number, beta: readonly number[]): number {
  let loss = 0;
  design.forEach((row, i) => { loss += logLoss(row.reduce((sum, value, k) => sum + value * beta[k], 0), outcomes[i]); });
  for (let k = 1; k < beta.length; k += 1) loss += 0.5 * penalty * beta[k] * beta[k];
  return loss;
}

function derivatives(design: Matrix, outcomes: readonly number[], penalty: number, beta: readonly number[]) {
  const size = beta.length;
  const gradient = beta.map((value, k) => (k === 0 ? 0 : penalty * value));
  const information = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => (i === j && i > 0 ? penalty : 0)));
  design.forEach((row, i) => {
    const probability = sigmoid(row.reduce((sum, value, k) => sum + value * beta[k], 0));
    const weight = probability * (1 - probability);
    for (let a = 0; a < size; a += 1) {
      gradient[a] += (probability - outcomes[i]) * row[a];
      for (let b = 0; b < size; b += 1) information[a][b] += weight * row[a] * row[b];
    }
  });
  return { gradient, information };
}
