import type { ClinicalVariable } from './variables.js';

/** A value with its code as the source gives it, and what that means here; or a number with its UCUM unit. */
export type ClinicalValue =
  | { readonly kind: 'coded'; readonly meaning: string; readonly system: string; readonly code: string; readonly display: string }
  | { readonly kind: 'number'; readonly number: number; readonly unit: string };

/** Who says it: a resource of the EHR in a version, or somebody who entered it on the patient's page. */
export type FactSource =
  | { readonly kind: 'ehr'; readonly resource: string; readonly versionId: string | null }
  | { readonly kind: 'entered'; readonly entry: string; readonly by: string; readonly at: string };

/** One thing that is said about a patient or the tumour. */
export interface ClinicalFact {
  readonly variable: ClinicalVariable;
  readonly value: ClinicalValue;
  /** FHIR date, perhaps of a month or a year only. */
  readonly date: string | null;
  /** DICOM Tracking UIDs and labels of the lesion it is about; null where it is about the tumour without saying which lesion. */
  readonly lesions: readonly string[] | null;
  readonly source: FactSource;
}

/** A resource that says something about a variable and is not taken. */
export interface LeftOut {
  readonly resource: string;
  readonly variable: ClinicalVariable | null;
  /** A sentence without the resource. */
  readonly reason: string;
}

/** What is known about a patient at one moment: kept with every result of an analysis. */
export interface ClinicalReading {
  readonly facts: readonly ClinicalFact[];
  readonly leftOut: readonly LeftOut[];
  /** Types of resources that were not read, and why. */
  readonly notRead: readonly { readonly type: string; readonly code: string; readonly reason: string }[];
}

export const nothingRead: ClinicalReading = { facts: [], leftOut: [], notRead: [] };

/** The value in words. */
export const inWords = (value: ClinicalValue): string => (value.kind === 'coded' ? value.display : `${value.number} ${value.unit}`);

/** Where it comes from, in words. */
export const sourceInWords = ({ source }: ClinicalFact): string => (source.kind === 'ehr'
  ? `${source.resource}${source.versionId === null ? '' : `, version ${source.versionId}`}`
  : `entered on ${source.at.slice(0, 10)}`);
