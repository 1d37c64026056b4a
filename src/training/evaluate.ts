import { auc, bootstrapSample, brier, calibration, compareAuc, type Estimate, seededRandom } from '../statistics/index.js';
import { crossValidate, type Data, drawn, type Fitted, fitModel, predict } from './fit.js';
import type { CohortRow, Predictor, Validation } from './recipe.js';

/** How well a model does, honestly: on patients it was not fitted with. */
export interface Performance {
  readonly name: string;
  readonly predictors: readonly string[];
  readonly penalty: number;
  /** On the patients it was fitted with; says little. */
  readonly apparentAuc: number;
  /** Of each patient's mean out-of-fold probability over all repeats, with DeLong's interval. */
  readonly auc: Estimate;
  /** Mean and extremes of the AUC of single repeats. */
  readonly aucOverRepeats: { readonly mean: number; readonly min: number; readonly max: number };
  readonly optimism: number;
  /** Apparent AUC less its optimism by bootstrap of the whole procedure (Harrell, Stat Med 1996;15:361). */
  readonly aucOptimismCorrected: number;
  readonly brier: number;
  readonly calibrationSlope: Estimate;
  readonly calibrationIntercept: Estimate;
}

/** A model as fitted to all patients, how it does, and its out-of-fold probabilities. */
export interface Evaluated {
  readonly fitted: Fitted;
  readonly performance: Performance;
  readonly outOfFold: readonly number[];
}

export const dataOf = (rows: readonly CohortRow[], predictors: readonly Predictor[]): Data => ({ rows: rows.map((row) => predictors.map((predictor) => predictor.of(row))), outcomes: rows.map((row) => row.lungMetastasis) });

/** Called after each piece of work, with the share that is done. */
export type Progress = (share: number) => void;

/** Fits and validates one model: nested, repeated, stratified cross-validation, and bootstrap optimism. */
export function evaluate(candidate: { readonly name: string; readonly predictors: readonly Predictor[] }, rows: readonly CohortRow[], settings: Validation, progress: Progress): Evaluated {
  const data = dataOf(rows, candidate.predictors);
  // Every model sees the same folds and the same bootstrap samples: differences between models are not of the draw.
  const random = seededRandom(settings.seed);
  const fitted = fitModel(data, settings, seededRandom(settings.seed));
  const work = settings.repeats * settings.outerFolds + settings.bootstraps;
  const repeats = Array.from({ length: settings.repeats }, (_, k) => {
    const probabilities = crossValidate(data, settings, seededRandom(settings.seed + 1 + k));
    progress(((k + 1) * settings.outerFolds) / work);
    return probabilities;
  });
  const outOfFold = data.outcomes.map((_, i) => repeats.reduce((sum, probabilities) => sum + probabilities[i], 0) / repeats.length);
  const single = repeats.map((probabilities) => auc(data.outcomes, probabilities).auc);
  let optimism = 0;
  for (let k = 0; k < settings.bootstraps; k += 1) {
    const sample = drawn(data, bootstrapSample(data.outcomes, random));
    const again = fitModel(sample, settings, seededRandom(settings.seed + 1_000_000 + k));
    optimism += (auc(sample.outcomes, predict(again, sample.rows)).auc - auc(data.outcomes, predict(again, data.rows)).auc) / settings.bootstraps;
    progress((settings.repeats * settings.outerFolds + k + 1) / work);
  }
  const apparentAuc = auc(data.outcomes, predict(fitted, data.rows)).auc;
  const validated = auc(data.outcomes, outOfFold);
  const { intercept, slope } = calibration(data.outcomes, outOfFold);
  return {
    fitted, outOfFold,
    performance: {
      name: candidate.name, predictors: candidate.predictors.map((predictor) => predictor.name), penalty: fitted.penalty, apparentAuc,
      auc: { value: validated.auc, lower: validated.lower, upper: validated.upper },
      aucOverRepeats: { mean: single.reduce((sum, value) => sum + value, 0) / single.length, min: Math.min(...single), max: Math.max(...single) },
      optimism, aucOptimismCorrected: apparentAuc - optimism, brier: brier(data.outcomes, outOfFold), calibrationSlope: slope, calibrationIntercept: intercept,
    },
  };
}

/** A model against a simpler one on the same patients, in words that the numbers carry. */
export interface Comparison {
  readonly model: string;
  readonly against: string;
  readonly difference: Estimate;
  readonly p: number;
  readonly brierDifference: number;
  readonly verdict: string;
}

/** A difference in AUC below this is none, whatever its interval. */
const smallestToMention = 0.01;

export function compare(outcomes: readonly number[], model: Evaluated, against: Evaluated, added: string): Comparison {
  const { difference, lower, upper, p } = compareAuc(outcomes, model.outOfFold, against.outOfFold);
  const brierDifference = model.performance.brier - against.performance.brier;
  const interval = `${difference.toFixed(3)} (95 % CI ${lower.toFixed(3)} to ${upper.toFixed(3)})`;
  const verdict = lower > 0
    ? `${added} adds discrimination in these patients: difference in AUC ${interval}.`
    : `${added} ${difference < smallestToMention ? 'adds nothing' : 'seems to add something, but that is not proven'} in these patients: difference in AUC ${interval}; Brier score ${Math.abs(brierDifference).toFixed(3)} ${brierDifference < 0 ? 'lower' : 'higher'}.`;
  return { model: model.performance.name, against: against.performance.name, difference: { value: difference, lower, upper }, p, brierDifference, verdict };
}
