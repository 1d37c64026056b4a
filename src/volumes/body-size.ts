import { done, refused, type Outcome } from '../platform/problem.js';
import { quotedWord } from './quoted.js';
import type { PetHeader } from './types.js';

/** What an SUV divides by: body weight, lean body mass or body surface. */
export const suvKinds = ['bw', 'lbm', 'bsa'] as const;
export type SuvKind = (typeof suvKinds)[number];

const missing = (reason: string): Outcome<never> => refused('SUV_NOT_COMPUTABLE', reason);

/** Lean body mass in kg (Janmahasatian 2005, doi:10.2165/00003088-200544100-00004), which EANM's guideline for FDG asks for. */
const leanBodyMassKg = { M: (kg: number, bmi: number): number => 9270 * kg / (6680 + 216 * bmi), F: (kg: number, bmi: number): number => 9270 * kg / (8780 + 244 * bmi) };

/** Body surface in m² (Du Bois 1916). */
const surfaceM2 = (kg: number, metres: number): number => 0.007184 * kg ** 0.425 * (100 * metres) ** 0.725;

/** Body weight in g, lean body mass in g or body surface in cm²; SUV_NOT_COMPUTABLE where the header does not say enough. */
export function bodySize({ patientWeightKg: kg = 0, patientHeightM: metres = 0, patientSex: sex = '' }: PetHeader, kind: SuvKind): Outcome<number> {
  if (!(kg > 0)) return missing('PatientWeight is absent or not positive');
  if (kind === 'bw') return done(1000 * kg);
  if (!(metres >= 0.3 && metres <= 2.6)) return missing(`PatientSize is ${metres === 0 ? 'absent' : metres < 1000 ? `${metres} m` : 'over 1000 m'}; 0.3 to 2.6 m expected`);
  if (kind === 'bsa') return done(10_000 * surfaceM2(kg, metres));
  if (sex !== 'M' && sex !== 'F') return missing(`PatientSex is ${quotedWord(sex)}; M or F expected, as lean body mass differs`);
  return done(1000 * leanBodyMassKg[sex](kg, kg / metres ** 2));
}
