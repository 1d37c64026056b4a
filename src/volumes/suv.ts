import { done, refused, type Outcome } from '../platform/problem.js';
import { bodySize, type SuvKind } from './body-size.js';
import { secondsOf, secondsOfDateTime, secondsOfDay, secondsPerDay, startOfDay } from './dicom-time.js';
import { quotedWord } from './quoted.js';
import type { PetHeader } from './types.js';

const missing = (reason: string): Outcome<never> => refused('SUV_NOT_COMPUTABLE', reason);

const halfLivesPlausible = 10;

/**
 * When the scan began, to which START-corrected counts refer: the series time unless it lies after the first
 * acquisition (a series made later from the data), then GE's own scan time, else the first acquisition.
 */
function scanStart(pets: readonly PetHeader[]): number | null {
  const acquisitions = pets.map((pet) => secondsOf(pet.acquisitionDate, pet.acquisitionTime)).filter((at) => at !== null);
  const acquired = acquisitions.length > 0 ? Math.min(...acquisitions) : null;
  const series = secondsOf(pets[0].seriesDate, pets[0].seriesTime);
  if (series !== null && (acquired === null || series <= acquired)) return series;
  return secondsOfDateTime(pets[0].geScanDateTime) ?? acquired;
}

/** When the tracer was given: by date and time, else by time of day on the scan's day or, across midnight, the day before. */
function injection(pet: PetHeader, scan: number): number | null {
  const whole = secondsOfDateTime(pet.injectionDateTime);
  if (whole !== null && whole <= scan) return whole;
  const time = secondsOfDay(pet.injectionTime);
  if (time === null) return whole;
  const sameDay = startOfDay(scan) + time;
  return sameDay <= scan ? sameDay : sameDay - secondsPerDay;
}

function decayFactor(pets: readonly PetHeader[]): Outcome<number> {
  const [pet] = pets;
  if (pet.decayCorrection === 'ADMIN') return done(1);
  if (pet.decayCorrection !== 'START') {
    return missing(`DecayCorrection is ${quotedWord(pet.decayCorrection ?? '')}; START or ADMIN expected`);
  }
  const halfLife = pet.halfLifeSeconds ?? 0;
  if (!(halfLife > 0)) return missing('RadionuclideHalfLife is absent or not positive');
  const scan = scanStart(pets);
  if (scan === null) return missing('neither series nor acquisition has a date and time, so the decay is unknown');
  const given = injection(pet, scan);
  if (given === null) return missing('the time of injection is absent');
  const elapsed = scan - given;
  if (elapsed < 0 || elapsed > halfLivesPlausible * halfLife) {
    return missing(`the tracer was given ${(elapsed / 3600).toFixed(1)} h before the scan; 0 to ${((halfLivesPlausible * halfLife) / 3600).toFixed(1)} h expected`);
  }
  return done(2 ** (-elapsed / halfLife));
}

/** SUV per Bq/ml: the body over the activity left at the time the counts refer to (1 ml taken as 1 g). */
function activityToSuv(pets: readonly PetHeader[], kind: SuvKind): Outcome<number> {
  const [pet] = pets;
  const body = bodySize(pet, kind);
  if (!body.ok) return body;
  const dose = pet.injectedDoseBq ?? 0;
  if (!(dose > 0)) return missing('RadionuclideTotalDose is absent or not positive');
  const decay = decayFactor(pets);
  return decay.ok ? done(body.value / (dose * decay.value)) : decay;
}

/** From SUV by body weight to another kind: the ratio of the bodies. */
function fromBodyWeight(pet: PetHeader, kind: SuvKind): Outcome<number> {
  if (kind === 'bw') return done(1);
  const [weight, body] = [bodySize(pet, 'bw'), bodySize(pet, kind)];
  if (!weight.ok) return weight;
  return body.ok ? done(body.value / weight.value) : body;
}

/**
 * Factor from rescaled PET values to SUV (QIBA's recipe for FDG; PS3.3 C.8.9.1): by body weight in g/ml, by lean body mass in
 * g/ml or by body surface in cm²/ml. `pets` are the headers of one series. Without what it needs there is no SUV:
 * SUV_NOT_COMPUTABLE with the reason, never raw counts.
 */
export function suvFactor(pets: readonly PetHeader[], kind: SuvKind = 'bw'): Outcome<number> {
  const [pet] = pets;
  if (!pet) return missing('the series is not PET');
  if (pets.some((other) => other.units !== pet.units)) return missing('Units differ between the slices of the series');
  if (pet.units === 'GML') {
    if (kind === 'lbm' && pet.suvType === 'LBMJANMA') return done(1);
    return pet.suvType === undefined || pet.suvType === 'BW' ? fromBodyWeight(pet, kind) : missing(`SUVType is ${quotedWord(pet.suvType)}; BW expected`);
  }
  if (pet.units === 'CM2ML') return kind === 'bsa' ? done(1) : missing('Units are CM2ML, SUV by body surface');
  if (pet.units !== 'BQML' && pet.units !== 'CNTS') return missing(`Units are ${quotedWord(pet.units ?? '')}; BQML, GML or CNTS expected`);
  const absent = ['ATTN', 'DECY'].filter((correction) => !pet.correctedImage.includes(correction));
  if (absent.length > 0) return missing(`CorrectedImage lacks ${absent.join(' and ')}`);
  if (pet.units === 'BQML') return activityToSuv(pets, kind);
  if (pet.philipsSuvFactor) {
    const { philipsSuvFactor } = pet;
    const other = fromBodyWeight(pet, kind);
    return other.ok ? done(philipsSuvFactor * other.value) : other;
  }
  if (!pet.philipsActivityFactor) return missing('Units are CNTS and the Philips factors (7053,1000) and (7053,1009) are absent');
  const suv = activityToSuv(pets, kind);
  return suv.ok ? done(suv.value * pet.philipsActivityFactor) : suv;
}
