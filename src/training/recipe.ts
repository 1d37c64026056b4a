import type { ExtractionSettings } from '../radiomics/index.js';
import { defaultSettings } from '../radiomics/index.js';

/** One patient of the cohort: features by our own engine, clinical variables, and the outcome. */
export interface CohortRow {
  readonly id: string;
  /** Largest SUV in the lesion. */
  readonly suvMax: number;
  /** Mesh volume, mm³. */
  readonly volumeMm3: number;
  /** Completed years at imaging. */
  readonly age: number;
  readonly sex: 'male' | 'female';
  /** High histological grade; null where not known. */
  readonly highGrade: boolean | null;
  /** 1 where lung metastases were found during follow-up. */
  readonly lungMetastasis: 0 | 1;
}

/** Mesh volume and intensity need neither interpolation nor discretisation: the fewer choices, the fewer ways to differ. */
export const measurementSettings: ExtractionSettings = {
  ...defaultSettings, interpolation: null, discretisation: null, ivh: null, families: ['morphology', 'intensity-statistics'],
  omit: ['morph_moran_i', 'morph_geary_c'],
};

/** A predictor as a model takes it. */
export interface Predictor {
  readonly name: string;
  /** NaN where it is not known. */
  readonly of: (row: CohortRow) => number;
}

const log2SuvMax: Predictor = { name: 'log2_suv_max', of: (row) => Math.log2(row.suvMax) };
const log2Volume: Predictor = { name: 'log2_volume', of: (row) => Math.log2(row.volumeMm3 * 0.001) };
const age: Predictor = { name: 'age', of: (row) => row.age };
const male: Predictor = { name: 'male', of: (row) => (row.sex === 'male' ? 1 : 0) };
const highGrade: Predictor = { name: 'high_grade', of: (row) => (row.highGrade === null ? Number.NaN : Number(row.highGrade)) };

/** The models that are compared, their predictors fixed before any of them was fitted; the last one ships. */
export const candidates: readonly { readonly name: string; readonly predictors: readonly Predictor[] }[] = [
  { name: 'volume alone', predictors: [log2Volume] },
  { name: 'clinical alone (age, sex, grade)', predictors: [age, male, highGrade] },
  { name: 'radiomics alone (SUVmax, volume)', predictors: [log2SuvMax, log2Volume] },
  { name: 'combination (SUVmax, volume, age)', predictors: [log2SuvMax, log2Volume, age] },
];

/** How the models are validated. */
export interface Validation {
  readonly seed: number;
  readonly outerFolds: number;
  readonly repeats: number;
  readonly innerFolds: number;
  readonly innerRepeats: number;
  readonly bootstraps: number;
  /** Ridge penalties that the inner loop chooses from, on standardised predictors. */
  readonly penalties: readonly number[];
}

export const validation: Validation = {
  seed: 20_150_644, outerFolds: 5, repeats: 100, innerFolds: 5, innerRepeats: 5, bootstraps: 1000, penalties: [0.1, 0.3, 1, 3, 10, 30, 100],
};
