import { z } from 'zod';
import { patientIdOf } from '../platform/patient-reference.js';
import { type Concept, readConcept, readConcepts } from './concepts.js';

/** A problem of the patient. */
export interface Condition {
  readonly reference: string;
  readonly what: Concept;
  readonly where: Concept;
}

const conditionResource = z.looseObject({
  resourceType: z.literal('Condition'), id: z.string(), subject: z.looseObject({ reference: z.string() }),
  clinicalStatus: z.unknown().optional(), verificationStatus: z.unknown().optional(), code: z.unknown().optional(), bodySite: z.unknown().optional(),
});

const over = new Set(['inactive', 'resolved', 'remission']);
const untrue = new Set(['refuted', 'entered-in-error']);
const hasCode = (value: unknown, codes: ReadonlySet<string>): boolean => readConcept(value).codes.some(({ code }) => codes.has(code));

/** The patient's problems that stand: neither over, nor refuted, nor somebody else's. */
export const readConditions = (resources: readonly unknown[], patientId: string): readonly Condition[] => resources.flatMap((resource) => {
  const parsed = conditionResource.safeParse(resource);
  if (!parsed.success || patientIdOf(parsed.data.subject.reference) !== patientId) return [];
  const { id, clinicalStatus, verificationStatus, code, bodySite } = parsed.data;
  if (hasCode(clinicalStatus, over) || hasCode(verificationStatus, untrue)) return [];
  return [{ reference: `Condition/${id}`, what: readConcept(code), where: readConcepts(bodySite) }];
});
