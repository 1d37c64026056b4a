import { ageAtImaging } from '../analysis/clinical-inputs.js';
import type { ModelPackage } from '../models/load-model.js';
import { resultHash, type StoredResult } from '../results/result.js';

/** Whether the model that made a result can still answer for it. */
export type ModelStanding =
  | { readonly kind: 'sound'; readonly model: ModelPackage }
  | { readonly kind: 'withdrawn'; readonly reason: string }
  | { readonly kind: 'not-verified'; readonly reason: string };

/** A check that a stored result does not hold to any more; its number is then not shown. */
export type SafetyFault =
  | { readonly check: 'result-changed' }
  | { readonly check: 'model-withdrawn'; readonly reason: string }
  | { readonly check: 'model-not-verified'; readonly reason: string }
  | { readonly check: 'age-differs'; readonly label: string; readonly computedWith: number; readonly now: number; readonly imagedOn: string };

/** A stored result with what it is held against. */
export interface ResultToCheck {
  readonly content: StoredResult;
  readonly contentHash: string;
  readonly standing: ModelStanding;
  readonly birthDate: string | null;
}

/** What a clinical variable says today where it said something else when the result was computed; one function for each variable. */
type VariableCheck = (result: ResultToCheck, model: ModelPackage) => readonly SafetyFault[];

/** The birth date of today against the age that was taken; a birth date that is not known today says nothing. */
const ageCheck: VariableCheck = ({ content, birthDate }, { manifest }) => manifest.inputs.flatMap(({ name, label, from }): readonly SafetyFault[] => {
  if (from.kind !== 'clinical' || from.variable !== 'age-at-imaging' || birthDate === null) return [];
  const given = content.inputs.find((input) => input.name === name);
  if (given?.source.kind !== 'clinical') return [];
  const { imagedOn } = given.source;
  const age = ageAtImaging(birthDate, imagedOn);
  return age.ok && age.value !== given.value ? [{ check: 'age-differs', label, computedWith: given.value, now: age.value, imagedOn }] : [];
});

const variableChecks: readonly VariableCheck[] = [ageCheck];

/**
 * Holds a stored result against its checksum, the model that made it and the patient of today: has it been changed, was
 * its model withdrawn, does the model's package still give its check values, is the patient's age still the one it was
 * computed with. Every fault that was found; none where it may be shown.
 */
export function faultsOf(result: ResultToCheck): readonly SafetyFault[] {
  const { content, contentHash, standing } = result;
  const changed: readonly SafetyFault[] = resultHash(content) === contentHash ? [] : [{ check: 'result-changed' }];
  if (standing.kind === 'sound') return [...changed, ...variableChecks.flatMap((check) => check(result, standing.model))];
  return [...changed, { check: standing.kind === 'withdrawn' ? 'model-withdrawn' : 'model-not-verified', reason: standing.reason }];
}
