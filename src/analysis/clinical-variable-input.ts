import { type ClinicalFact, type ClinicalReading, inWords } from '../clinical/facts.js';
import { meaningOfCode, widening } from '../clinical/meanings.js';
import { standingOf, whyNotKnown } from '../clinical/standing.js';
import { inUnit } from '../clinical/ucum.js';
import type { ModelInput } from '../models/manifest.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import type { GivenInput, InputSource } from '../scoring/score.js';

/** An input that is a clinical variable other than age. */
type FromVariable = Exclude<Extract<ModelInput['from'], { kind: 'clinical' }>, { variable: 'age-at-imaging' }>;

/** Of which lesion, on which image. */
export interface OfLesion {
  readonly clinical: ClinicalReading;
  /** ISO date. */
  readonly imagedOn: string;
  readonly lesionKey: string;
}

function sourceOf(fact: ClinicalFact, imagedOn: string): InputSource {
  const said = { kind: 'clinical' as const, imagedOn, said: inWords(fact.value), date: fact.date };
  return fact.source.kind === 'ehr'
    ? { ...said, resource: fact.source.resource, versionId: fact.source.versionId }
    : { ...said, resource: `ClinicalEntry/${fact.source.entry}`, versionId: null, entered: { by: fact.source.by, at: fact.source.at } };
}

/** The number a model takes for a fact: that of the narrowest of its codes that holds. */
function numberFor({ variable, value }: ClinicalFact, from: FromVariable): Outcome<number> {
  if (value.kind === 'number') {
    const number = 'unit' in from ? inUnit(variable, value.number, from.unit) : undefined;
    return number !== undefined ? done(number) : refused('INPUT_UNIT', `is in ${value.unit}, which the model does not take`);
  }
  const known = 'codes' in from ? from.codes.map((one) => ({ meaning: meaningOfCode(variable, one), value: one.value })) : [];
  const found = widening(variable, value.meaning).flatMap((key) => known.filter(({ meaning }) => meaning?.key === key))[0];
  return found ? done(found.value) : refused('INPUT_OUT_OF_RANGE', `is ${value.display}; the model knows ${known.map(({ meaning }) => meaning?.display ?? '').join(', ')} only`);
}

/** A clinical variable as a model's input. Codes: INPUT_MISSING, INPUT_CONFLICT, each with what is to be done; INPUT_OUT_OF_RANGE where the model has no number for it. */
export function fromVariable(input: ModelInput, from: FromVariable, { clinical, imagedOn, lesionKey }: OfLesion): Outcome<GivenInput> {
  const standing = standingOf(from.variable, clinical.facts, { imagedOn, lesionKey });
  if (standing.kind !== 'known') {
    const unread = clinical.notRead.map(({ type }) => type).join(', ');
    const out = clinical.leftOut.filter(({ variable }) => variable === from.variable).map(({ resource, reason }) => `${resource} is not taken: ${reason}`);
    const also = standing.kind === 'conflicting' ? [] : [...out, ...(unread === '' ? [] : [`The EHR could not be read for ${unread}.`])];
    return refused(standing.kind === 'conflicting' ? 'INPUT_CONFLICT' : 'INPUT_MISSING', [whyNotKnown(input.label, standing), ...also].join(' '));
  }
  const number = numberFor(standing.fact, from);
  return number.ok ? done({ name: input.name, value: number.value, unit: input.unit, source: sourceOf(standing.fact, imagedOn) }) : refused(number.problem.code, `${input.label} ${number.problem.text}.`);
}
