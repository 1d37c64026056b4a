import type { Problem } from '../platform/problem.js';
import type { EhrPatient } from '../studies/ehr.client.js';
import type { StudySurvey } from './study-survey.js';

/**
 * A mistyped accession number finds somebody else's study. Every series must carry a PatientID that the EHR knows the
 * patient by, as identifier or as resource id; the problem otherwise. The identifiers themselves are not repeated.
 */
export function findStranger({ series }: StudySurvey, { id, identifiers }: EhrPatient): Problem | undefined {
  const names = new Set([id, ...identifiers]);
  const foreign = series.filter(({ patientIds }) => !patientIds.every((patientId) => names.has(patientId)));
  if (foreign.length === 0) return undefined;
  return {
    code: 'PATIENT_MISMATCH',
    text: `The study in the PACS is not of the patient of the order: the PatientID of ${foreign.length} of ${series.length} series is none of the identifiers of Patient/${id} in the EHR.`,
  };
}
