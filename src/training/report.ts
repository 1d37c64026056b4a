import { type Comparison, compare, type Evaluated, evaluate, type Performance } from './evaluate.js';
import { candidates, type CohortRow, type Validation } from './recipe.js';

/** `report.json` of a model package: how each candidate did, side by side, and what that says. */
export interface Report {
  readonly cohort: { readonly patients: number; readonly events: number };
  readonly validation: Validation;
  readonly method: readonly string[];
  readonly models: readonly Performance[];
  readonly comparisons: readonly Comparison[];
  readonly conclusions: readonly string[];
}

const method: readonly string[] = [
  'Ridge logistic regression on standardised predictors; the penalty is chosen by repeated stratified cross-validation within the training patients.',
  'Nested, repeated, stratified cross-validation: the whole procedure, choice of penalty included, is run on the training folds of each repeat. AUC, Brier score and calibration are of each patient\'s mean out-of-fold probability over all repeats.',
  'Intervals: DeLong for AUC, paired DeLong for differences, Wald for calibration; 95 %.',
  'Optimism: bootstrap of the whole procedure (Harrell).',
  'Calibration: logistic recalibration; slope 1 and intercept 0 are perfect. Averaging over repeats draws probabilities together, which raises the slope.',
  'Grade is not known for some patients and then takes the mean of the training patients.',
];

/** Validates every candidate on the same folds; the last candidate is the model that ships. */
export function makeReport(rows: readonly CohortRow[], settings: Validation, progress: (share: number) => void): { readonly report: Report; readonly shipped: Evaluated } {
  const evaluated = candidates.map((candidate, k) => evaluate(candidate, rows, settings, (share) => { progress((k + share) / candidates.length); }));
  const [volume, clinical, radiomics, combination] = evaluated;
  const outcomes = rows.map((row) => row.lungMetastasis);
  const comparisons = [
    compare(outcomes, combination, radiomics, 'Age'),
    compare(outcomes, combination, clinical, 'Radiomics'),
    compare(outcomes, radiomics, volume, 'SUVmax'),
  ];
  const [age] = comparisons;
  const gain = combination.performance.auc.value - radiomics.performance.auc.value;
  const conclusions = [
    ...comparisons.map((comparison) => comparison.verdict),
    ...(age.difference.lower <= 0 && gain < 0 ? ['The combination discriminates no better with age than without it; age stays in because it was fixed beforehand, not because it earned its place.'] : []),
    `${rows.length} patients with ${outcomes.filter((outcome) => outcome === 1).length} events are few: every interval above is wide, and none of this is external validation.`,
  ];
  return { report: { cohort: { patients: rows.length, events: outcomes.filter((outcome) => outcome === 1).length }, validation: settings, method, models: evaluated.map((one) => one.performance), comparisons, conclusions }, shipped: combination };
}
