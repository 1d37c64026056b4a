import { done, type Outcome, refused } from '../platform/problem.js';

const fullDate = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Completed years between a birth date (FHIR date) and the day of imaging (ISO date), as the calendar of the scanner had
 * it. A birth date known only to the month or
 * year gives no age: it may be wrong by a year. Negative ages and those over 120 are refused.
 */
export function ageAtImaging(birthDate: string | null, imagedOn: string): Outcome<number> {
  if (birthDate === null) return refused('INPUT_MISSING', 'Age at imaging is not known: the patient has no birth date in the EHR.');
  const parts = fullDate.exec(birthDate);
  if (!parts) return refused('INPUT_MISSING', 'Age at imaging is not known: the birth date in the EHR lacks month or day.');
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [imagedYear = Number.NaN, imagedMonth = Number.NaN, imagedDay = Number.NaN] = imagedOn.split('-').map(Number);
  const hadBirthday = imagedMonth > month || (imagedMonth === month && imagedDay >= day);
  const age = imagedYear - year - (hadBirthday ? 0 : 1);
  if (age < 0 || age > 120) return refused('INPUT_OUT_OF_RANGE', `Age at imaging would be ${age} years; expected 0 to 120.`);
  return done(age);
}

/** The calendar day of a DICOM DT as ISO date, without regard to its offset: a birthday is one where the patient is. */
export const dicomDay = (text: string): string => text.replace(/^(\d{4})(\d{2})(\d{2}).*$/, '$1-$2-$3');

/**
 * The moment a DICOM DT names (PS3.5 6.2), with its offset from UTC where it has one and as UTC where not; undefined
 * where there is no date.
 */
export function dicomMoment(text: string): Date | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})?(\d{2})?(?:\.\d+)?)?([+-]\d{4})?/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', offset] = parts;
  const zone = offset ? `${offset.slice(0, 3)}:${offset.slice(3)}` : 'Z';
  const moment = new Date(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
