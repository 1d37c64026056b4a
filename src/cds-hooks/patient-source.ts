import { z } from 'zod';
import { type SubjectKind, subjectKindOf } from '../studies/subject-kind.js';

/** Where the patient's resource is to come from. */
export type PatientSource =
  | { readonly kind: 'prefetched'; readonly subject: SubjectKind }
  | { readonly kind: 'fetch' }
  | { readonly kind: 'none' };

const patient = z.looseObject({ resourceType: z.literal('Patient'), id: z.string(), meta: z.unknown().optional() });

/**
 * Reads the prefetch as the standard means it: a Patient is the patient; null says that the server has none, and an
 * OperationOutcome that it could not be had (asking again would not help); a missing key was not filled, so the server
 * is asked if there is one.
 */
export function patientFrom(prefetch: Readonly<Record<string, unknown>>, patientId: string, canFetch: 'can-fetch' | 'cannot-fetch'): PatientSource {
  const given = prefetch.patient;
  const parsed = patient.safeParse(given);
  if (parsed.success && parsed.data.id === patientId) return { kind: 'prefetched', subject: subjectKindOf(parsed.data.meta) };
  if (given !== undefined && !parsed.success) return { kind: 'none' };
  return canFetch === 'can-fetch' ? { kind: 'fetch' } : { kind: 'none' };
}
