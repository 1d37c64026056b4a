import { z } from 'zod';
import { bodyStructureFacts } from './body-structure-facts.js';
import { conditionFacts } from './condition-facts.js';
import { type Said, together } from './fhir-parts.js';
import { observationFacts } from './observation-facts.js';
import { patientFacts } from './patient-facts.js';
import { treatmentFacts } from './treatment-facts.js';

const named = z.looseObject({ resourceType: z.string(), id: z.string() });
const typeAndId = (resource: unknown): string | undefined => {
  const parsed = named.safeParse(resource);
  return parsed.success ? `${parsed.data.resourceType}/${parsed.data.id}` : undefined;
};

/** A page may repeat what the one before held: each resource counts once. */
const onceEach = (resources: readonly unknown[]): readonly unknown[] =>
  [...new Map(resources.flatMap((one): [string, unknown][] => { const key = typeAndId(one); return key === undefined ? [] : [[key, one]]; })).values()];

/**
 * What resources of an EHR say of a patient: plain R4 and the profiles of mCODE. `patientIds` are the ids under which the patient is known; what is of anybody else is left out.
 * Resources that are of no kind read here, or cannot be read, say nothing.
 */
export function readFacts(resources: readonly unknown[], patientIds: readonly string[]): Said {
  const all = onceEach(resources);
  const conditions = all.flatMap((one) => conditionFacts(one, patientIds) ?? []);
  const ofTumour = new Set(conditions.filter((one) => one.isTumour).map((one) => one.reference));
  const structures = all.flatMap((one) => bodyStructureFacts(one, patientIds, ofTumour) ?? []);
  const tumours = new Set([...ofTumour, ...structures.filter((one) => one.isTumour).map((one) => one.reference)]);
  const lesions = new Map(structures.map((one) => [one.reference, one.lesions]));
  return together([
    ...all.filter((one) => patientIds.includes(typeAndId(one)?.replace(/^Patient\//, '') ?? '')).map(patientFacts),
    ...conditions.map((one) => one.said), ...structures.map((one) => one.said),
    ...all.map((one) => observationFacts(one, patientIds, { tumours, lesions })), ...all.map((one) => treatmentFacts(one, patientIds, ofTumour)),
  ]);
}
