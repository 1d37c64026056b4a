import type { ClinicalReading } from '../clinical/facts.js';
import { canonicalJson, sha256Hex } from '../platform/canonical-json.js';
import type { Abstention, GivenInput, Score } from '../scoring/score.js';
import type { SubjectKind } from '../studies/subject-kind.js';
import type { Engine } from './feature-set.js';

/** Exactly which model answered. */
export interface ModelIdentity {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** What it predicts, in a few words and in a sentence: a result keeps the words it was made with. */
  readonly label: string;
  readonly definition: string;
  /** SHA-256 of model.onnx. */
  readonly onnxSha256: string;
  /** SHA-256 of manifest.json. */
  readonly manifestSha256: string;
  readonly status: string;
}

/** The clinical resources that were read, with the version they had. */
export interface ReadResource {
  readonly reference: string;
  readonly versionId: string | null;
}

/** A score or an abstention with everything that led to it. */
export interface StoredResult {
  readonly outcome: Score | Abstention;
  readonly model: ModelIdentity;
  readonly engine: Engine;
  readonly inputs: readonly GivenInput[];
  readonly order: { readonly id: string; readonly revision: number };
  /** What the EHR marks the patient as. */
  readonly subject: SubjectKind;
  readonly resources: readonly ReadResource[];
  /** What was known of the patient beside images at the time, whether or not the model takes it; not known of early results. */
  readonly clinical?: ClinicalReading;
  /** Address of the DICOMweb server that the study came from; not known of early results. */
  readonly pacs?: string;
  /** Feature sets of the analysis; the first is the one the model took. */
  readonly featureSetIds: readonly string[];
  readonly warnings: readonly string[];
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** The part of a result that the same inputs must give again, bit for bit. */
export const reproducible = ({ outcome, model, inputs }: StoredResult) => ({ outcome, model, inputs });

/** SHA-256 of the reproducible part. */
export const resultHash = (result: StoredResult): string => sha256Hex(canonicalJson(reproducible(result)));
