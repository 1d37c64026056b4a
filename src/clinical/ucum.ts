import { done, type Outcome, refused } from '../platform/problem.js';
import type { ClinicalVariable } from './variables.js';

/** UCUM as FHIR names it. */
export const ucumSystem = 'http://unitsofmeasure.org';

interface Units {
  /** The unit that values are kept and compared in. */
  readonly kept: string;
  /** What a value in a unit is multiplied by. */
  readonly factors: Readonly<Record<string, number>>;
  /** In the unit that is kept. */
  readonly smallest: number;
  readonly largest: number;
}

/** Units of the variables that are numbers. mCODE lets a tumour's size be said in mm and cm. */
const units: Readonly<Partial<Record<ClinicalVariable, Units>>> = { 'tumour-size': { kept: 'mm', factors: { mm: 1, cm: 10 }, smallest: 1, largest: 600 } };

/** UCUM codes that a variable may be given in; none where it is no number. */
export const unitsOf = (variable: ClinicalVariable): readonly string[] => Object.keys(units[variable]?.factors ?? {});

function factorOf(variable: ClinicalVariable, unit: string): number | undefined {
  const factors = units[variable]?.factors ?? {};
  return Object.hasOwn(factors, unit) ? factors[unit] : undefined;
}

/** To twelve digits, so that 4.1 cm are 41 mm. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** A number that is kept, in a unit of the table; undefined for any other unit. */
export function inUnit(variable: ClinicalVariable, kept: number, unit: string): number | undefined {
  const factor = factorOf(variable, unit);
  return factor === undefined ? undefined : rounded(kept / factor);
}

/** A number in the unit it is kept in. Codes: INPUT_UNIT where the unit is not a UCUM code of the table, INPUT_OUT_OF_RANGE where no tumour is so small or large. */
export function inKeptUnit(variable: ClinicalVariable, value: number, unit: string): Outcome<{ readonly number: number; readonly unit: string }> {
  const known = units[variable];
  const factor = factorOf(variable, unit);
  if (known === undefined || factor === undefined) return refused('INPUT_UNIT', `the unit is ${unit === '' ? 'not said' : unit.slice(0, 20)}; expected ${unitsOf(variable).join(' or ')} of UCUM`);
  const number = rounded(value * factor);
  if (!(number >= known.smallest && number <= known.largest)) return refused('INPUT_OUT_OF_RANGE', `it is ${number} ${known.kept}; expected ${known.smallest} to ${known.largest}`);
  return done({ number, unit: known.kept });
}
