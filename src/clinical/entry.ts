import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';
import type { ClinicalValue } from './facts.js';
import { codingOf, meaningOfCode, meaningsOf } from './meanings.js';
import { inKeptUnit, unitsOf } from './ucum.js';
import { type ClinicalVariable, isClinicalVariable, kindOf, variableNames } from './variables.js';

/** What somebody enters: a code, or a number with its unit; neither takes back what was entered before. */
export interface Entered {
  readonly variable: string;
  readonly system?: string | null | undefined;
  readonly code?: string | null | undefined;
  readonly number?: number | null | undefined;
  readonly unit?: string | null | undefined;
  /** ISO date. */
  readonly onDay?: string | null | undefined;
}

/** The same, checked. */
export interface CheckedEntry {
  readonly variable: ClinicalVariable;
  readonly value: ClinicalValue | null;
  readonly onDay: string | null;
}

function codedValue(variable: ClinicalVariable, system: string, code: string): Outcome<ClinicalValue> {
  const meaning = meaningOfCode(variable, { system, code });
  if (meaning === undefined) return refused('INPUT_OUT_OF_RANGE', `${kindOf(variable).label}: the code is not one of those that can be entered (${meaningsOf(variable).map(({ display }) => display).join(', ')}).`);
  return done({ kind: 'coded', meaning: meaning.key, ...codingOf(meaning), display: meaning.display });
}

function valueOf(variable: ClinicalVariable, { system, code, number, unit }: Entered): Outcome<ClinicalValue | null> {
  const { label, value } = kindOf(variable);
  const [hasCode, hasNumber] = [typeof code === 'string', typeof number === 'number'];
  if (!hasCode && !hasNumber) return done(null);
  if (hasCode && hasNumber) return refused('INPUT_OUT_OF_RANGE', `${label}: expected a code or a number, not both.`);
  if (value === 'coded') return hasCode ? codedValue(variable, system ?? '', code ?? '') : refused('INPUT_OUT_OF_RANGE', `${label}: expected a code, for it is no number.`);
  if (!hasNumber) return refused('INPUT_UNIT', `${label}: expected a number in ${unitsOf(variable).join(' or ')}.`);
  const kept = inKeptUnit(variable, number ?? Number.NaN, unit ?? '');
  return kept.ok ? done({ kind: 'number', ...kept.value }) : refused(kept.problem.code, `${label}: ${kept.problem.text}.`);
}

/**
 * Checks what is entered against the variables, the codes and the units there are. What holds for a time only needs its day: when a treatment
 * began, or up to when none was given, or when a tumour was so large; no day lies in the future.
 */
export function checkEntry(entered: Entered, today: string): Outcome<CheckedEntry> {
  const { variable, onDay = null } = entered;
  if (!isClinicalVariable(variable)) return refused('INPUT_MISSING', `There is no clinical variable ${variable.slice(0, 40)}; expected one of ${variableNames.join(', ')}.`);
  const { label, holds } = kindOf(variable);
  const value = valueOf(variable, entered);
  if (!value.ok) return value;
  if (onDay !== null && !z.iso.date().safeParse(onDay).success) return refused('INPUT_OUT_OF_RANGE', `${label}: the day is not a date; expected one such as 2026-03-02.`);
  if (onDay !== null && (onDay > today || onDay < '1900-01-01')) return refused('INPUT_OUT_OF_RANGE', `${label}: the day is ${onDay}; expected none before 1900 or after today.`);
  if (value.value !== null && holds !== 'always' && onDay === null) return refused('INPUT_MISSING', `${label}: expected the day ${holds === 'changes' ? 'it was measured' : 'the treatment began, or up to which there was none'}.`);
  return done({ variable, value: value.value, onDay });
}
