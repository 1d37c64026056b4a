import { z } from 'zod';
import { systemAddress, systemName } from './code-systems.js';
import { codingsOf, common, type Concept, concept, dateOf, fact, hasProfile, isOf, leftOut, localReference, nothingSaid, period, reference, type Said, text } from './fhir-parts.js';
import { type ClinicalVariable, kindOf } from './variables.js';

const procedure = z.looseObject({
  resourceType: z.literal('Procedure'), ...common, status: text, subject: reference, code: concept, category: concept, performedDateTime: text, performedPeriod: period, reasonReference: z.array(reference).optional().catch(undefined),
});
const administration = z.looseObject({
  resourceType: z.literal('MedicationAdministration'), ...common, status: text, subject: reference, medicationCodeableConcept: concept, effectiveDateTime: text, effectivePeriod: period, reasonReference: z.array(reference).optional().catch(undefined),
});

/** SNOMED CT: radiotherapy, external beam, its course and its phases (the latter two of mCODE and IHE-RO). */
const radiotherapy = ['108290001', '33195004', '1217123003', '1222565005'];
const chemotherapy = ['367336001'];
const has = (value: Concept, codes: readonly string[]): boolean => codingsOf(value).some(({ system, code }) => systemName(system) === 'sct' && codes.includes(code));
/** ATC L01: antineoplastic agents. */
const isAntineoplastic = (value: Concept): boolean => codingsOf(value).some(({ system, code }) => systemName(system) === 'atc' && code.startsWith('L01'));

interface Treatment {
  readonly resource: string;
  readonly versionId: string | null;
  readonly variable: ClinicalVariable;
  readonly isOfPatient: boolean;
  readonly status: string;
  readonly reasons: readonly string[];
  readonly date: string | null;
}

/** A treatment that was at least begun, as the fact that it was given; its date is that of its beginning. */
function treatmentFact({ resource, versionId, variable, isOfPatient, status, reasons, date }: Treatment, tumours: ReadonlySet<string>): Said {
  if (!isOfPatient) return leftOut(resource, variable, 'It is of another patient.');
  if (status === 'entered-in-error') return leftOut(resource, variable, 'It was entered in error.');
  if (!['completed', 'in-progress', 'stopped'].includes(status)) return leftOut(resource, variable, `Its status is ${status.slice(0, 40) || 'not said'}; ${kindOf(variable).label.replace(/ before$/, '').toLowerCase()} that was begun was expected.`);
  if (reasons.length > 0 && !reasons.some((one) => tumours.has(one))) return leftOut(resource, variable, `It was for ${reasons.join(', ')}, which is not a confirmed soft-tissue sarcoma.`);
  return fact(variable, { kind: 'coded', meaning: 'yes', system: systemAddress('sct'), code: '373066001', display: 'yes' }, { resource, versionId, date, lesions: null });
}

const conditions = (reasons: readonly z.infer<typeof reference>[] = []): readonly string[] => reasons.map(localReference).filter((one) => one.startsWith('Condition/'));

function procedureKind({ meta, code, category, reasonReference }: z.infer<typeof procedure>, tumours: ReadonlySet<string>): ClinicalVariable | undefined {
  if (has(code, radiotherapy) || has(category, radiotherapy) || hasProfile(meta, 'mcode-radiotherapy-course-summary')) return 'prior-radiotherapy';
  if (has(code, chemotherapy) || has(category, chemotherapy)) return 'prior-chemotherapy';
  // Surgery of something else is none of the tumour: it must say that it is of a cancer, or of this one.
  const isOfTumour = conditions(reasonReference).some((one) => tumours.has(one));
  return hasProfile(meta, 'mcode-cancer-related-surgical-procedure') || (isOfTumour && (has(category, ['387713003']) || has(code, ['387713003', '65801008']))) ? 'prior-surgery' : undefined;
}

/** Surgery, radiotherapy and chemotherapy from Procedure and MedicationAdministration. That there is none in the EHR does not say that none was given: only a person can enter that. */
export function treatmentFacts(resource: unknown, patientIds: readonly string[], tumours: ReadonlySet<string>): Said {
  const done = procedure.safeParse(resource);
  if (done.success) {
    const { id, meta, subject, status = '', performedDateTime, performedPeriod, reasonReference } = done.data;
    const variable = procedureKind(done.data, tumours);
    return variable === undefined ? nothingSaid : treatmentFact({
      resource: `Procedure/${id}`, versionId: meta?.versionId ?? null, variable, isOfPatient: isOf(subject, patientIds), status, reasons: conditions(reasonReference), date: dateOf(performedDateTime) ?? dateOf(performedPeriod?.start),
    }, tumours);
  }
  const given = administration.safeParse(resource);
  if (!given.success || !(isAntineoplastic(given.data.medicationCodeableConcept) || hasProfile(given.data.meta, 'mcode-cancer-related-medication-administration'))) return nothingSaid;
  const { id, meta, subject, status = '', effectiveDateTime, effectivePeriod, reasonReference } = given.data;
  return treatmentFact({
    resource: `MedicationAdministration/${id}`, versionId: meta?.versionId ?? null, variable: 'prior-chemotherapy', isOfPatient: isOf(subject, patientIds), status, reasons: conditions(reasonReference),
    date: dateOf(effectiveDateTime) ?? dateOf(effectivePeriod?.start),
  }, tumours);
}
