import { fitLogistic, type LogisticFit, logLoss, logOddsOf, type Random, type Scale, scaleOf, sigmoid, standardise, stratifiedFolds } from '../statistics/index.js';
import type { Validation } from './recipe.js';

/** Predictors by row (NaN where not known) and outcomes of 0 or 1. */
export interface Data {
  readonly rows: readonly (readonly number[])[];
  readonly outcomes: readonly number[];
}

/** A model with all it needs to be applied to new rows. */
export interface Fitted extends LogisticFit {
  readonly scale: Scale;
  readonly penalty: number;
}

/** Unknown values take the mean of the rows they are fitted with, which is 0 once standardised. */
function complete(rows: Data['rows'], means: readonly number[]): number[][] {
  return rows.map((row) => row.map((value, k) => (Number.isNaN(value) ? means[k] : value)));
}

function knownMeans(rows: Data['rows']): number[] {
  return (rows[0] ?? []).map((_, k) => {
    const known = rows.map((row) => row[k]).filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

/** Standardises and fits with one penalty. */
export function fitWith({ rows, outcomes }: Data, penalty: number): Fitted {
  const filled = complete(rows, knownMeans(rows));
  const scale = scaleOf(filled);
  return { ...fitLogistic({ rows: standardise(filled, scale), outcomes, penalty }), scale, penalty };
}

/** Log-odds that a fitted model gives to rows. */
export const predict = (fitted: Fitted, rows: Data['rows']): number[] => standardise(complete(rows, fitted.scale.means), fitted.scale).map((row) => logOddsOf(fitted, row));

const pick = ({ rows, outcomes }: Data, indices: readonly number[]): Data => ({ rows: indices.map((k) => rows[k]), outcomes: indices.map((k) => outcomes[k]) });

/** Chooses the penalty by repeated stratified cross-validation within the data, on the log loss; of equals the larger. */
function choosePenalty(data: Data, { innerFolds, innerRepeats, penalties }: Validation, random: Random): number {
  const losses = penalties.map(() => 0);
  for (let repeat = 0; repeat < innerRepeats; repeat += 1) {
    const folds = stratifiedFolds(data.outcomes, innerFolds, random);
    for (let fold = 0; fold < innerFolds; fold += 1) {
      const [kept, held] = split(folds, fold);
      const [training, testing] = [pick(data, kept), pick(data, held)];
      penalties.forEach((penalty, k) => {
        const logOdds = predict(fitWith(training, penalty), testing.rows);
        losses[k] += logOdds.reduce((sum, value, i) => sum + logLoss(value, testing.outcomes[i]), 0);
      });
    }
  }
  return penalties[losses.lastIndexOf(Math.min(...losses))];
}

function split(folds: readonly number[], fold: number): readonly [number[], number[]] {
  const all = folds.map((_, index) => index);
  return [all.filter((index) => folds[index] !== fold), all.filter((index) => folds[index] === fold)];
}

/** The whole procedure: choose the penalty, then fit. What is validated is this, not only its last step. */
export const fitModel = (data: Data, settings: Validation, random: Random): Fitted => fitWith(data, choosePenalty(data, settings, random));

/** Out-of-fold probabilities of one repeat of the outer cross-validation. */
export function crossValidate(data: Data, settings: Validation, random: Random): number[] {
  const folds = stratifiedFolds(data.outcomes, settings.outerFolds, random);
  const probabilities = new Array<number>(data.rows.length).fill(0);
  for (let fold = 0; fold < settings.outerFolds; fold += 1) {
    const [kept, held] = split(folds, fold);
    const fitted = fitModel(pick(data, kept), settings, random);
    predict(fitted, held.map((index) => data.rows[index])).forEach((logOdds, k) => { probabilities[held[k]] = sigmoid(logOdds); });
  }
  return probabilities;
}

/** Data drawn by index. */
export const drawn = pick;
