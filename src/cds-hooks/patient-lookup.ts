import type { Settings } from '../config/index.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { EhrClient } from '../studies/ehr.client.js';
import type { SubjectKind } from '../studies/subject-kind.js';
import { patientFrom } from './patient-source.js';
import type { HookRequest } from './request.js';

const trimmed = (url: string): string => url.replace(/\/+$/, '');

/** True where the FHIR server a request names is one that may be spoken to. */
export function isAllowedServer(url: string, { ehr, security }: Settings): boolean {
  return [ehr?.fhirUrl, ...security.fhirServers].some((allowed) => allowed !== undefined && trimmed(allowed) === trimmed(url));
}

/**
 * Whom the request is about, from prefetch or else from its FHIR server with the token it brought, which is used for
 * this one read and kept nowhere.
 */
export async function lookUpPatient(request: HookRequest): Promise<Outcome<SubjectKind>> {
  const { fhirServer, patientId } = request;
  const source = patientFrom(request.prefetch, patientId, fhirServer === undefined ? 'cannot-fetch' : 'can-fetch');
  if (source.kind === 'prefetched') return done(source.subject);
  if (source.kind === 'none' || fhirServer === undefined) {
    return refused('PATIENT_NOT_FOUND', `Patient/${patientId} was not to be had: expected it as prefetch.patient, or a fhirServer that has it.`);
  }
  const token = request.fhirAuthorization?.access_token;
  const client = new EhrClient({ fhirUrl: trimmed(fhirServer), ...(token ? { token } : {}), timeoutMs: 5000, attempts: 1 });
  const patient = await client.readPatient(patientId);
  return patient.ok ? done(patient.value.subject) : patient;
}
