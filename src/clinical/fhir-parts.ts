import { z } from 'zod';
import { patientIdOf } from '../platform/patient-reference.js';
import type { ClinicalFact, ClinicalValue, LeftOut } from './facts.js';
import { type Coding, meaningOfCode } from './meanings.js';
import { type ClinicalVariable, kindOf } from './variables.js';

const coding = z.looseObject({ system: z.string().optional(), code: z.string().optional() });
/** A CodeableConcept; what is none says nothing. */
export const concept = z.looseObject({ coding: z.array(coding).optional(), text: z.string().optional() }).optional().catch(undefined);
export type Concept = z.infer<typeof concept>;
export const reference = z.looseObject({ reference: z.string().optional() }).optional().catch(undefined);
export const extensions = z.array(z.looseObject({ url: z.string(), valueCodeableConcept: concept, valueReference: reference, valueDateTime: z.string().optional(), valueCode: z.string().optional() })).optional().catch(undefined);
export const period = z.looseObject({ start: z.string().optional() }).optional().catch(undefined);
export const text = z.string().optional().catch(undefined);

/** What every resource has that is read here. */
export const common = {
  id: z.string(),
  meta: z.looseObject({ versionId: z.string().optional(), profile: z.array(z.string()).optional() }).optional().catch(undefined),
  extension: extensions,
};

/** What is said of the patient by the resources of the EHR; whose ids those are, an older one may be among them. */
export interface Said {
  readonly facts: readonly ClinicalFact[];
  readonly leftOut: readonly LeftOut[];
}

export const nothingSaid: Said = { facts: [], leftOut: [] };
export const together = (said: readonly Said[]): Said => ({ facts: said.flatMap((one) => one.facts), leftOut: said.flatMap((one) => one.leftOut) });

/** Where a fact is taken from. */
export interface Origin {
  readonly resource: string;
  readonly versionId: string | null;
  readonly date: string | null;
  readonly lesions: readonly string[] | null;
}

export const leftOut = (resource: string, variable: ClinicalVariable | null, reason: string): Said => ({ facts: [], leftOut: [{ resource, variable, reason }] });

/** The day of a FHIR date or dateTime, or what it holds of it; null where it is none. */
export const dateOf = (value: string | undefined): string | null => /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?=T|$)/.exec(value ?? '')?.[0] ?? null;

/** True where one of the profiles is that of mCODE. */
export const hasProfile = (meta: { readonly profile?: readonly string[] | undefined } | undefined, name: string): boolean =>
  meta?.profile?.some((url) => url.split('|', 1)[0] === `http://hl7.org/fhir/us/mcode/StructureDefinition/${name}`) ?? false;

/** Extensions of mCODE, by the end of their address. */
export const mcode = (all: z.infer<typeof extensions>, name: string) => (all ?? []).filter(({ url }) => url === `http://hl7.org/fhir/us/mcode/StructureDefinition/${name}`);

export const codingsOf = (value: Concept): readonly Coding[] => (value?.coding ?? []).flatMap(({ system, code }) => (code === undefined ? [] : [{ system: system ?? '', code }]));

/** True where the concept holds one of the codes, of whatever system: for the small required sets of FHIR itself. */
export const hasCode = (value: Concept, codes: readonly string[]): boolean => codingsOf(value).some(({ code }) => codes.includes(code));

/** True where the resource is of one of the patient's ids. */
export const isOf = (subject: z.infer<typeof reference>, patientIds: readonly string[]): boolean => patientIds.includes(patientIdOf(subject?.reference ?? ''));

/** `Condition/1` of a reference, without server and version. */
export const localReference = (of: z.infer<typeof reference>): string => /([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(of?.reference ?? '')?.[1] ?? '';

export const fact = (variable: ClinicalVariable, value: ClinicalValue, { resource, versionId, date, lesions }: Origin): Said =>
  ({ facts: [{ variable, value, date, lesions, source: { kind: 'ehr', resource, versionId } }], leftOut: [] });

const shown = ({ system, code }: Coding): string => `${code.slice(0, 40)} of ${system === '' ? 'no system' : system.slice(0, 80)}`;

/**
 * A coded value: its first code that is known, which the others must not deny. Displays are those of the tables here, for
 * what a resource displays may be anything.
 */
export function codedFact(variable: ClinicalVariable, value: Concept, origin: Origin): Said {
  const label = kindOf(variable).label;
  const codes = codingsOf(value);
  const known = codes.flatMap((one) => { const meaning = meaningOfCode(variable, one); return meaning === undefined ? [] : [{ ...one, meaning }]; });
  const [one] = known;
  if (one === undefined) {
    const reason = codes.length > 0 ? `${label} is given by a code that is not known here (${codes.slice(0, 3).map(shown).join(', ')}).` : `${label} is given in words and without a code.`;
    return value === undefined ? nothingSaid : leftOut(origin.resource, variable, reason);
  }
  if (new Set(known.map(({ meaning }) => meaning.key)).size > 1) return leftOut(origin.resource, variable, `${label} is given by codes that say different things (${known.map(({ meaning }) => meaning.display).join(', ')}).`);
  return fact(variable, { kind: 'coded', meaning: one.meaning.key, system: one.system, code: one.code, display: one.meaning.display }, origin);
}
