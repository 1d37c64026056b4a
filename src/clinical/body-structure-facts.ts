import { z } from 'zod';
import { codedFact, codingsOf, common, concept, hasProfile, isOf, leftOut, localReference, mcode, nothingSaid, type Origin, reference, type Said, together } from './fhir-parts.js';
import { meaningOfCode } from './meanings.js';
import { qualifierFacts } from './condition-facts.js';

const bodyStructure = z.looseObject({
  resourceType: z.literal('BodyStructure'), ...common, patient: reference, active: z.boolean().optional().catch(undefined), morphology: concept, location: concept,
  locationQualifier: z.array(concept).optional().catch(undefined),
  identifier: z.array(z.looseObject({ type: concept, value: z.string().optional() })).optional().catch(undefined),
});

/** What one BodyStructure says, and which lesion it is. */
export interface ReadBodyStructure {
  readonly reference: string;
  readonly isTumour: boolean;
  readonly lesions: readonly string[] | null;
  readonly said: Said;
}

/** Tracking Identifier (DCM 112039) and Tracking UID (DCM 112040), as Segmentations and structured reports call the lesion. */
function lesionsOf(identifiers: z.infer<typeof bodyStructure>['identifier']): readonly string[] | null {
  const found = (identifiers ?? []).flatMap(({ type, value }) => (value !== undefined && codingsOf(type).some(({ code }) => code === '112039' || code === '112040') ? [value.replace(/^urn:oid:/, '')] : []));
  return found.length === 0 ? null : found;
}

/**
 * Site, side, depth and histology of a tumour: a BodyStructure of mCODE's profile, with a sarcoma's morphology, or with tracking
 * identifiers of DICOM; these say which lesion it is. `tumours` are the Conditions that are the tumour: one that belongs to another is left out.
 */
export function bodyStructureFacts(resource: unknown, patientIds: readonly string[], tumours: ReadonlySet<string>): ReadBodyStructure | undefined {
  const parsed = bodyStructure.safeParse(resource);
  if (!parsed.success) return undefined;
  const { id, meta, extension, patient, active = true, morphology, location, locationQualifier = [], identifier } = parsed.data;
  const lesions = lesionsOf(identifier);
  const named = { reference: `BodyStructure/${id}`, isTumour: false, lesions, said: nothingSaid };
  const isSarcoma = codingsOf(morphology).some((one) => meaningOfCode('histology', one) !== undefined);
  if (!isSarcoma && lesions === null && !hasProfile(meta, 'mcode-tumor')) return named;
  const out = (reason: string): ReadBodyStructure => ({ ...named, said: leftOut(named.reference, null, reason) });
  if (!isOf(patient, patientIds)) return out('It is of another patient.');
  if (!active) return out('It is not active.');
  const related = mcode(extension, 'mcode-related-condition').map((one) => localReference(one.valueReference)).filter((one) => one.startsWith('Condition/'));
  if (related.length > 0 && !related.some((one) => tumours.has(one))) return out('It belongs to a Condition that is not a confirmed soft-tissue sarcoma.');
  const origin: Origin = { resource: named.reference, versionId: meta?.versionId ?? null, date: null, lesions };
  const said = together([codedFact('histology', morphology, origin), codedFact('site', location, origin), ...qualifierFacts(locationQualifier, origin)]);
  return { ...named, isTumour: true, said };
}
