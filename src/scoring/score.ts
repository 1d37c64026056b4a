import type { ProblemCode } from '../platform/problem.js';

/** Where an input's value comes from, so that an auditor can go and look. */
export type InputSource =
  | { readonly kind: 'feature'; readonly tag: string; readonly featureValue: number; readonly featureUnit: string; readonly seriesInstanceUid: string }
  | {
    readonly kind: 'clinical'; readonly resource: string; readonly versionId: string | null; readonly imagedOn: string;
    /** What the source says, in words, and the date it bears; not of an age, which is computed. */
    readonly said?: string;
    readonly date?: string | null;
    /** Of what was entered on the patient's page: by whom, and when. */
    readonly entered?: { readonly by: string; readonly at: string };
  };

/** An input as it is given to a model: the number the model takes, after the transformation its manifest declares. */
export interface GivenInput {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly source: InputSource;
}

/** How far one input moves the prediction from that of the average training patient, in log-odds. */
export interface Contribution {
  readonly input: string;
  readonly logOdds: number;
}

/** A model's output for one lesion at one time point. `probability` and the interval's ends are between 0 and 1. */
export interface Score {
  readonly kind: 'score';
  readonly probability: number;
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number };
  readonly contributions: readonly Contribution[];
}

/** No probability, and why. */
export interface Abstention {
  readonly kind: 'abstention';
  readonly code: ProblemCode;
  readonly text: string;
}

export type ScoreOrAbstention = Score | Abstention;
