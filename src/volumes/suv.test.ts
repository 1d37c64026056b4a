import { codeOf, valueOf } from '../../test/support/dicom-objects.js';
import { suvFactor } from './suv.js';
import type { PetHeader } from './types.js';

const halfLifeSeconds = 6586.2;
const pet: PetHeader = {
  units: 'BQML', correctedImage: ['NORM', 'ATTN', 'SCAT', 'DECY'], decayCorrection: 'START', patientWeightKg: 70, injectedDoseBq: 370e6, halfLifeSeconds,
  injectionTime: '083000', seriesDate: '20260302', seriesTime: '093000', acquisitionDate: '20260302', acquisitionTime: '093000',
};
/** Grams over the activity that is left after so many seconds. */
const after = (seconds: number): number => 70_000 / (370e6 * 2 ** (-seconds / halfLifeSeconds));
const factorOf = (...changes: readonly Partial<PetHeader>[]): number => valueOf(suvFactor((changes.length > 0 ? changes : [{}]).map((change) => ({ ...pet, ...change }))));
const refusalOf = (change: Partial<PetHeader>): string => codeOf(suvFactor([{ ...pet, ...change }]));

test('V4: START decays the dose from the injection to the scan', () => {
  expect(factorOf()).toBeCloseTo(after(3600), 15);
});

test('V4: the scan begins with the earliest acquisition when the series time lies after it', () => {
  const late = { seriesTime: '120000' };
  expect(factorOf({ ...late, acquisitionTime: '093500' }, { ...late, acquisitionTime: '093000' }, { ...late, acquisitionTime: '094000' })).toBeCloseTo(after(3600), 15);
});

test('V4: the scan begins with the series when it lies before the acquisition of a later bed', () => {
  expect(factorOf({ acquisitionTime: '095500' })).toBeCloseTo(after(3600), 15);
});

test('V4: GE says itself when the scan began, for a series made later', () => {
  expect(factorOf({ seriesTime: '120000', acquisitionTime: '100000', geScanDateTime: '20260302093000' })).toBeCloseTo(after(3600), 15);
});

test('V4: ADMIN needs no decay', () => {
  expect(factorOf({ decayCorrection: 'ADMIN' })).toBeCloseTo(70_000 / 370e6, 15);
});

test('V4: an injection before midnight counts to the day before', () => {
  expect(factorOf({ injectionTime: '233000', seriesTime: '003000', acquisitionTime: '003000' })).toBeCloseTo(after(3600), 15);
});

test('V4: the date and time of injection win over the time alone', () => {
  expect(factorOf({ injectionDateTime: '20260302090000', injectionTime: '010000' })).toBeCloseTo(after(1800), 15);
});

test('V4: GML is SUV already, of body weight only', () => {
  expect([factorOf({ units: 'GML' }), refusalOf({ units: 'GML', suvType: 'LBM' })]).toEqual([1, 'SUV_NOT_COMPUTABLE']);
});

test('V4: Philips counts have a factor to SUV, or one to activity', () => {
  expect(factorOf({ units: 'CNTS', philipsSuvFactor: 0.0005 })).toBe(0.0005);
  expect(factorOf({ units: 'CNTS', philipsActivityFactor: 2 })).toBeCloseTo(2 * after(3600), 15);
});

test.each<[string, Partial<PetHeader>]>([
  ['no weight', { patientWeightKg: 0 }], ['no dose', { injectedDoseBq: 0 }], ['no half-life', { halfLifeSeconds: 0 }], ['no injection', { injectionTime: '' }],
  ['no decay correction', { decayCorrection: 'NONE' }], ['no attenuation correction', { correctedImage: ['DECY'] }], ['no decay among the corrections', { correctedImage: ['ATTN'] }],
  ['counts without a factor', { units: 'CNTS' }], ['another unit', { units: 'PROPCPS' }], ['an injection the day before yesterday', { injectionDateTime: '20260228083000', injectionTime: '' }],
])('V4: %s gives no SUV', (_, change) => {
  expect(refusalOf(change)).toBe('SUV_NOT_COMPUTABLE');
});

test('V4: slices in different units give no SUV', () => {
  expect(codeOf(suvFactor([pet, { ...pet, units: 'GML' }]))).toBe('SUV_NOT_COMPUTABLE');
});

describe('other bodies', () => {
  const body = { patientHeightM: 1.75, patientSex: 'M' };
  const of = (kind: 'bw' | 'lbm' | 'bsa', change: Partial<PetHeader> = {}): number => valueOf(suvFactor([{ ...pet, ...body, ...change }], kind));
  // By hand: BMI 70 / 1.75² = 22.857; LBM 9270 × 70 / (6680 + 216 × 22.857) = 55.857 kg, women 45.197 kg; BSA 1.8481 m².
  test('V4: lean body mass differs between men and women', () => {
    expect(of('lbm') / of('bw')).toBeCloseTo(55.8571 / 70, 5);
    expect(of('lbm', { patientSex: 'F' }) / of('bw')).toBeCloseTo(45.1970 / 70, 5);
  });
  test('V4: body surface is in cm² per ml', () => { expect(of('bsa') / of('bw')).toBeCloseTo(18481 / 70_000, 4); });
  test('V4: SUV by body weight and Philips counts are converted', () => {
    expect(of('lbm', { units: 'GML' })).toBeCloseTo(55.8571 / 70, 5);
    expect(of('lbm', { units: 'CNTS', philipsSuvFactor: 0.5 })).toBeCloseTo(0.5 * 55.8571 / 70, 5);
  });
  test.each<[string, 'lbm' | 'bsa', Partial<PetHeader>]>([
    ['no height', 'bsa', { patientHeightM: 0 }], ['a height in centimetres', 'lbm', { patientHeightM: 175 }], ['no sex', 'lbm', { patientSex: 'O' }], ['lean by another formula', 'lbm', { units: 'GML', suvType: 'LBM' }],
  ])('%s gives none', (_, kind, change) => { expect(codeOf(suvFactor([{ ...pet, ...body, ...change }], kind))).toBe('SUV_NOT_COMPUTABLE'); });
});
