import { z } from 'zod';
import { systemName } from './code-systems.js';
import { codedFact, codingsOf, common, type Concept, concept, dateOf, extensions, hasCode, hasProfile, isOf, leftOut, mcode, nothingSaid, type Origin, reference, type Said, text, together } from './fhir-parts.js';
import { meaningOfCode } from './meanings.js';

const condition = z.looseObject({
  resourceType: z.literal('Condition'), ...common, subject: reference, code: concept, clinicalStatus: concept, verificationStatus: concept,
  bodySite: z.array(z.looseObject({ coding: z.array(z.looseObject({ system: z.string().optional(), code: z.string().optional() })).optional(), text, extension: extensions })).optional().catch(undefined),
  stage: z.array(z.looseObject({ summary: concept })).optional().catch(undefined),
  recordedDate: text, onsetDateTime: text,
});

/** What one Condition says, and whether it is the tumour. */
export interface ReadCondition {
  readonly reference: string;
  readonly isTumour: boolean;
  readonly said: Said;
}

const isKnown = (value: Concept): boolean => codingsOf(value).some((one) => meaningOfCode('histology', one) !== undefined);
/** ICD-10 C49, and C48.0 of the retroperitoneum. */
const isSoftTissue = (value: Concept): boolean => codingsOf(value).some(({ system, code }) => ['icd-10', 'icd-o-3'].includes(systemName(system) ?? '') && /^C4(?:9|8\.?0)/.test(code));

/** Why a Condition that names the tumour does not stand. */
function whyNot(verificationStatus: Concept): string | undefined {
  if (hasCode(verificationStatus, ['entered-in-error'])) return 'It was entered in error.';
  if (hasCode(verificationStatus, ['refuted'])) return 'It was refuted.';
  return hasCode(verificationStatus, ['unconfirmed', 'provisional', 'differential']) ? 'It is not confirmed.' : undefined;
}

/**
 * Histology, site, side, depth and stage of a soft-tissue sarcoma: a Condition with a code of ICD-10 C49 or C48.0, of ICD-O-3 or SNOMED
 * CT morphology, or with mCODE's extension for histology. Other problems are no business of ours and leave no trace.
 */
export function conditionFacts(resource: unknown, patientIds: readonly string[]): ReadCondition | undefined {
  const parsed = condition.safeParse(resource);
  if (!parsed.success) return undefined;
  const { id, meta, extension, subject, code, verificationStatus, bodySite = [], stage = [], recordedDate, onsetDateTime } = parsed.data;
  const morphology = mcode(extension, 'mcode-histology-morphology-behavior').map((one) => one.valueCodeableConcept);
  const named = { reference: `Condition/${id}`, isTumour: false, said: nothingSaid };
  if (!(isSoftTissue(code) || isKnown(code) || morphology.some(isKnown)) || hasProfile(meta, 'mcode-secondary-cancer-condition')) return named;
  if (!isOf(subject, patientIds)) return { ...named, said: leftOut(named.reference, null, 'It is of another patient.') };
  const obstacle = whyNot(verificationStatus);
  if (obstacle !== undefined) return { ...named, said: leftOut(named.reference, null, obstacle) };
  const asserted = extension?.find(({ url }) => url === 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate')?.valueDateTime;
  const origin: Origin = { resource: named.reference, versionId: meta?.versionId ?? null, date: dateOf(asserted) ?? dateOf(recordedDate) ?? dateOf(onsetDateTime), lesions: null };
  const qualifiers = bodySite.flatMap((site) => [...mcode(site.extension, 'mcode-body-location-qualifier'), ...mcode(site.extension, 'mcode-laterality-qualifier')].map((one) => one.valueCodeableConcept));
  const said = together([
    ...morphology.map((one) => codedFact('histology', one, origin)),
    ...(morphology.length === 0 && isKnown(code) ? [codedFact('histology', code, origin)] : []),
    ...(bodySite.length > 0 ? bodySite.map((site) => codedFact('site', site, origin)) : isSoftTissue(code) ? [siteOfCode(code, origin)] : []),
    ...qualifierFacts(qualifiers, origin),
    ...stage.map(({ summary }) => codedFact('stage', summary, origin)),
  ]);
  return { reference: named.reference, isTumour: true, said };
}

/** ICD-10 names the part of the body with the disease; C49.8 and C49.9 name none. */
function siteOfCode(code: Concept, origin: Origin): Said {
  const known = codingsOf(code).filter((one) => meaningOfCode('site', one) !== undefined);
  return known.length === 0 ? nothingSaid : codedFact('site', { coding: known.map(({ system, code: value }) => ({ system, code: value })) }, origin);
}

/** Side and depth among qualifiers of a location; those that name neither say nothing here. */
export const qualifierFacts = (qualifiers: readonly Concept[], origin: Origin): readonly Said[] => qualifiers.flatMap((one) => (['side', 'depth'] as const)
  .filter((variable) => codingsOf(one).some((coding) => meaningOfCode(variable, coding) !== undefined)).map((variable) => codedFact(variable, one, origin)));
