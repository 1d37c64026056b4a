import { items, numeric, privateTag, text, texts, type Header } from './header.js';
import type { PetHeader } from './types.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Collects what SUV needs from a PET data set; values that are absent or empty are left out. */
export function petHeader(header: Header): PetHeader {
  const drug = items(header, 'x00540016')[0];
  const found: Mutable<PetHeader> = { correctedImage: texts(header, 'x00280051') };
  const put = <K extends keyof PetHeader>(key: K, value: PetHeader[K] | undefined): void => {
    if (value !== undefined && value !== '') found[key] = value;
  };
  put('units', text(header, 'x00541001'));
  put('suvType', text(header, 'x00541006'));
  put('decayCorrection', text(header, 'x00541102'));
  put('patientWeightKg', numeric(header, 'x00101030'));
  put('patientHeightM', numeric(header, 'x00101020'));
  put('patientSex', text(header, 'x00100040'));
  put('seriesDate', text(header, 'x00080021'));
  put('seriesTime', text(header, 'x00080031'));
  put('acquisitionDate', text(header, 'x00080022'));
  put('acquisitionTime', text(header, 'x00080032'));
  if (drug) {
    put('injectedDoseBq', numeric(drug, 'x00181074'));
    put('halfLifeSeconds', numeric(drug, 'x00181075'));
    put('injectionTime', text(drug, 'x00181072'));
    put('injectionDateTime', text(drug, 'x00181078'));
  }
  const ge = privateTag(header, '0009', 'GEMS_PETD_01', '0d');
  if (ge) put('geScanDateTime', text(header, ge));
  const suv = privateTag(header, '7053', 'Philips PET Private Group', '00');
  if (suv) put('philipsSuvFactor', numeric(header, suv));
  const activity = privateTag(header, '7053', 'Philips PET Private Group', '09');
  if (activity) put('philipsActivityFactor', numeric(header, activity));
  return found;
}
