import { z } from 'zod';
import { systemName } from './code-systems.js';
import { codedFact, codingsOf, common, type Concept, concept, dateOf, fact, isOf, leftOut, localReference, mcode, nothingSaid, type Origin, period, reference, type Said, text } from './fhir-parts.js';
import { inKeptUnit, ucumSystem } from './ucum.js';
import { type ClinicalVariable, kindOf } from './variables.js';

/**
 * What Observations are asked for, by code: LOINC 33732-9 and NCIT C18000 (grade, both of mCODE), 21858-6 (grade), 59847-4 (histology in ICD-O-3),
 * 21908-9 and 21902-2 (clinical and pathological stage group), 76689-9 (sex assigned at birth), 21889-1 (size of a tumour).
 */
const asked: Readonly<Record<string, ClinicalVariable>> = {
  'loinc|33732-9': 'grade', 'loinc|21858-6': 'grade', 'ncit|C18000': 'grade', 'loinc|59847-4': 'histology', 'loinc|21908-9': 'stage', 'loinc|21902-2': 'stage',
  'loinc|76689-9': 'sex', 'loinc|21889-1': 'tumour-size',
};

/** The codes a search for Observations names. */
export const observationCodes: readonly string[] = Object.keys(asked).map((token) => token.split('|')[1] ?? '');

const longestDimension = '33728-7';

const quantity = z.looseObject({ value: z.number().optional().catch(undefined), system: text, code: text, comparator: text }).optional().catch(undefined);
const observation = z.looseObject({
  resourceType: z.literal('Observation'), ...common, status: text, subject: reference, code: concept, focus: z.array(reference).optional().catch(undefined), effectiveDateTime: text, effectivePeriod: period,
  valueCodeableConcept: concept, valueQuantity: quantity, component: z.array(z.looseObject({ code: concept, valueQuantity: quantity })).optional().catch(undefined),
});

/** What is known of the Conditions and BodyStructures that an Observation may be about. */
export interface Tumours {
  /** References to the Conditions and BodyStructures that are the tumour. */
  readonly tumours: ReadonlySet<string>;
  /** The lesions of the BodyStructures among them. */
  readonly lesions: ReadonlyMap<string, readonly string[] | null>;
}

function variableOf(code: Concept): ClinicalVariable | undefined {
  return codingsOf(code).map((one) => asked[`${systemName(one.system) ?? ''}|${one.code}`]).find((one) => one !== undefined);
}

function numberFact(variable: ClinicalVariable, value: z.infer<typeof quantity>, origin: Origin): Said {
  const out = (reason: string) => leftOut(origin.resource, variable, `${kindOf(variable).label} is not taken: ${reason}.`);
  if (value?.value === undefined) return out('there is no number');
  if (value.comparator !== undefined) return out('only a limit is given');
  if (value.system !== ucumSystem) return out('its unit is not of UCUM');
  const kept = inKeptUnit(variable, value.value, value.code ?? '');
  return kept.ok ? fact(variable, { kind: 'number', ...kept.value }, origin) : out(kept.problem.text);
}

/**
 * Grade, histology, stage, sex assigned at birth and longest dimension, from plain Observations and those of mCODE. Only final ones are taken, and of those
 * that say what they are about (`focus`, mCODE's related Condition) the ones about the tumour.
 */
export function observationFacts(resource: unknown, patientIds: readonly string[], { tumours, lesions }: Tumours): Said {
  const parsed = observation.safeParse(resource);
  const variable = parsed.success ? variableOf(parsed.data.code) : undefined;
  if (!parsed.success || variable === undefined) return nothingSaid;
  const { id, meta, extension, status = '', subject, focus = [], effectiveDateTime, effectivePeriod, valueCodeableConcept, valueQuantity, component = [] } = parsed.data;
  const named = `Observation/${id}`;
  if (!isOf(subject, patientIds)) return leftOut(named, variable, 'It is of another patient.');
  if (!['final', 'amended', 'corrected'].includes(status)) return leftOut(named, variable, status === 'entered-in-error' ? 'It was entered in error.' : `Its status is ${status.slice(0, 40) || 'not said'}; expected final.`);
  const about = [...focus, ...mcode(extension, 'mcode-related-condition').map((one) => one.valueReference)].map(localReference).filter((one) => /^(?:Condition|BodyStructure)\//.test(one));
  if (about.length > 0 && !about.some((one) => tumours.has(one))) return leftOut(named, variable, `It is about ${about.join(', ')}, which is not a confirmed soft-tissue sarcoma.`);
  const origin: Origin = { resource: named, versionId: meta?.versionId ?? null, date: dateOf(effectiveDateTime) ?? dateOf(effectivePeriod?.start), lesions: about.map((one) => lesions.get(one)).find((one) => one) ?? null };
  if (kindOf(variable).value === 'coded') return valueCodeableConcept === undefined ? leftOut(named, variable, 'It carries no coded value.') : codedFact(variable, valueCodeableConcept, origin);
  const longest = component.find(({ code }) => codingsOf(code).some((one) => one.code === longestDimension))?.valueQuantity;
  return numberFact(variable, longest ?? valueQuantity, origin);
}
