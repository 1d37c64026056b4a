/** Statistics of prediction: pure, for Node and browsers. */
export { auc, compareAuc } from './auc.js';
export type { Auc, AucDifference } from './auc.js';
export { brier, calibration } from './calibration.js';
export type { Estimate } from './calibration.js';
export { iccAgreement, iccConsistency, iccOneWay, reliabilityOf } from './icc.js';
export type { Icc, Reliability } from './icc.js';
export { fitLogistic, logLoss, logOddsOf, sigmoid } from './logistic.js';
export type { LogisticFit } from './logistic.js';
export { normalQuantile } from './normal.js';
export { seededRandom } from './random.js';
export type { Random } from './random.js';
export { bootstrapSample, stratifiedFolds } from './resample.js';
export { scaleOf, standardise } from './standardise.js';
export type { Scale } from './standardise.js';
