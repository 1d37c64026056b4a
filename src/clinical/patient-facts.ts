import { z } from 'zod';
import { systemAddress } from './code-systems.js';
import { codedFact, common, leftOut, nothingSaid, type Said, together } from './fhir-parts.js';

const birthSex = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex';

const patient = z.looseObject({ resourceType: z.literal('Patient'), ...common, gender: z.string().optional().catch(undefined) });

/**
 * Sex, from Patient.gender, which is the administrative one, and from the birth sex of US Core: both are taken, and where
 * they differ it shows. `other` and `unknown` say nothing that a model could take.
 */
export function patientFacts(resource: unknown): Said {
  const parsed = patient.safeParse(resource);
  if (!parsed.success) return nothingSaid;
  const { id, meta, extension, gender } = parsed.data;
  const origin = { resource: `Patient/${id}`, versionId: meta?.versionId ?? null, date: null, lesions: null };
  const sexOf = (system: 'gender' | 'v3-gender', code: string): Said => (['other', 'unknown', 'UNK', 'OTH'].includes(code)
    ? leftOut(origin.resource, 'sex', `Sex is given as ${code}.`)
    : codedFact('sex', { coding: [{ system: systemAddress(system), code }] }, origin));
  const atBirth = (extension ?? []).find(({ url }) => url === birthSex)?.valueCode;
  return together([gender === undefined ? nothingSaid : sexOf('gender', gender), atBirth === undefined ? nothingSaid : sexOf('v3-gender', atBirth)]);
}
