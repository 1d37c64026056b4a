import { ageAtImaging, dicomDay, dicomMoment } from './clinical-inputs.js';
import { differences } from './differences.js';
import { findStranger } from './same-patient.js';
import { lesionKeyOf, planMeasurements, type StudySurvey } from './study-survey.js';
import { patienceOf, pauseAfter } from './waiting.js';
import type { SeriesNeeds } from '../models/series-needs.js';
import { selectSeries } from './select-series.js';

const wait = { firstSeconds: 60, longestSeconds: 3600, giveUpAfterHours: 72, settleHours: 24 };
const createdAt = new Date('2026-03-02T00:00:00Z');
const after = (hours: number): Date => new Date(createdAt.getTime() + hours * 3_600_000);

const waiting = { looks: 3, arrivingSince: null, createdAt };

describe('looking for a study again', () => {
  test.each([[0, 60], [1, 120], [5, 1920], [6, 3600], [1000, 3600]])('after %d looks the pause is %d s', (looks, pause) => {
    expect(pauseAfter('STUDY_NOT_FOUND', { ...waiting, looks }, after(1), wait)).toEqual({ looks: looks + 1, arrivingSince: null, nextLookSeconds: pause });
  });

  test('begins with the first pause again once a part of the study has come, and is remembered', () => {
    expect(pauseAfter('STUDY_ARRIVING', waiting, after(50), wait)).toEqual({ looks: 1, arrivingSince: after(50), nextLookSeconds: 60 });
    expect(pauseAfter('MASK_SOURCE_MISSING', { ...waiting, arrivingSince: after(50) }, after(51), wait)).toEqual({ looks: 4, arrivingSince: after(50), nextLookSeconds: 480 });
  });

  test('the waiting ends after its time', () => {
    expect(pauseAfter('STUDY_NOT_FOUND', waiting, after(72), wait)).toBeUndefined();
  });
});

describe('what is missing of a study', () => {
  test.each([
    ['left', null, 1], ['left', null, 71], ['left', 50, 73 - 2], ['spent', 10, 34], ['spent', null, 72], ['spent', 60, 72],
  ] as const)('patience is %s where it was first seen after %s h and it is %d h now', (patience, since, hours) => {
    expect(patienceOf({ ...waiting, arrivingSince: since === null ? null : after(since) }, after(hours), wait)).toBe(patience);
  });

  test('with 0 hours is not waited for', () => {
    expect(patienceOf(waiting, after(1), { ...wait, settleHours: 0 })).toBe('spent');
  });
});

describe('age at imaging', () => {
  test.each([['1960-03-03', 65], ['1960-03-02', 66], ['1960-03-01', 66], ['2026-03-02', 0], ['1960-02-29', 66]])('born %s, imaged on 2 March 2026: %d years', (born, age) => {
    expect(ageAtImaging(born, '2026-03-02')).toEqual({ ok: true, value: age });
  });

  test.each([[null, 'INPUT_MISSING'], ['1960', 'INPUT_MISSING'], ['1960-03', 'INPUT_MISSING'], ['2027-01-01', 'INPUT_OUT_OF_RANGE'], ['1890-01-01', 'INPUT_OUT_OF_RANGE']])('a birth date of %s gives no age: %s', (born, code) => {
    expect(ageAtImaging(born, '2026-03-02')).toMatchObject({ ok: false, problem: { code } });
  });
});

describe('the day of imaging', () => {
  test('is the one of the scanner\'s calendar, whatever its offset from UTC', () => {
    expect(dicomDay('20260302003000+1300')).toBe('2026-03-02');
  });
});

describe('a moment of DICOM', () => {
  test.each([
    ['20260302', '2026-03-02T00:00:00.000Z'], ['20260302093015.25', '2026-03-02T09:30:15.000Z'], ['20260302093015+0200', '2026-03-02T07:30:15.000Z'], ['202603020930', '2026-03-02T09:30:00.000Z'],
  ])('%s is %s', (text, instant) => { expect(dicomMoment(text)?.toISOString()).toBe(instant); });

  test.each([[''], ['2026'], ['20261302'], ['yesterday']])('%j is none', (text) => { expect(dicomMoment(text)).toBeUndefined(); });
});

const series = (seriesInstanceUid: string, more: Partial<StudySurvey['series'][number]> = {}): StudySurvey['series'][number] => ({ seriesInstanceUid, modality: 'PT', frameOfReferenceUid: 'F', patientIds: ['P1'], files: [],
  description: '', imageType: ['ORIGINAL', 'PRIMARY'], protocol: {}, plane: 'axial', slices: 40, sliceDistanceMm: 3, pixelSpacingMm: 1, ...more,
});
const mask = (more: Partial<StudySurvey['masks'][number]> = {}): StudySurvey['masks'][number] => ({ file: { path: 'm', sha256: '' }, modality: 'SEG', referencedSeriesUids: ['1'], frameOfReferenceUids: ['F'], regions: [{ number: 1, label: 'Lesion 1', trackingUid: '2.25.7' }], citedInstances: 0, missingInstances: 0, ...more });
const survey = (more: Partial<StudySurvey> = {}): StudySurvey => ({ startedAt: '', studyInstanceUids: ['1.2'], series: [series('1'), series('2')], masks: [mask()], warnings: [], ...more });

describe('which region is measured on which series', () => {
  const labels = { roiLabels: ['^GTV_Mass$', '^Lesion \\d+$'] };

  test('a mask belongs to the series it references', () => {
    expect(planMeasurements(survey(), labels).plan.map((one) => [one.series.seriesInstanceUid, one.lesionKey])).toEqual([['1', '2.25.7']]);
  });

  test('a mask that references no series of the study belongs to those in its frame of reference', () => {
    const { plan } = planMeasurements(survey({ series: [series('1'), series('2', { frameOfReferenceUid: 'G' })], masks: [mask({ referencedSeriesUids: ['9'] })] }), labels);
    expect(plan.map((one) => one.series.seriesInstanceUid)).toEqual(['1']);
  });

  test('a lesion drawn twice on one series is not measured: nobody can say which is meant', () => {
    const twice = [{ number: 1, label: 'GTV_Mass' }, { number: 2, label: 'GTV_Mass' }];
    const { plan, doublyDrawn } = planMeasurements(survey({ masks: [mask({ regions: [...twice, { number: 3, label: 'Lesion 1' }] })] }), labels);
    expect(plan.map((one) => one.region.number)).toEqual([3]);
    expect(doublyDrawn.map((one) => one.lesionKey)).toEqual(['GTV_Mass']);
  });

  test('a region the model does not know is left alone', () => {
    expect(lesionKeyOf({ number: 1, label: 'Oedema' }, labels.roiLabels)).toBeUndefined();
  });

  test('a region without tracking UID is followed by its label', () => {
    expect(lesionKeyOf({ number: 1, label: 'Lesion 2' }, labels.roiLabels)).toBe('Lesion 2');
  });
});

describe('whose study it is', () => {
  const patient = { id: 'fhir-1', formerIds: [], identifiers: ['P1'], birthDate: null, gender: null, versionId: null, subject: 'person' } as const;

  test('a PatientID that the EHR knows the patient by is theirs', () => {
    expect(findStranger(survey(), patient)).toBeUndefined();
  });

  test('one foreign series makes the study a stranger\'s, and the identifier is not repeated', () => {
    const problem = findStranger(survey({ series: [series('1'), series('2', { patientIds: ['SECRET'] })] }), patient);
    expect(problem?.code).toBe('PATIENT_MISMATCH');
    expect(problem?.text).not.toContain('SECRET');
  });
});

describe('differences of a re-run', () => {
  test('the same is the same, zero and minus zero are not', () => {
    expect(differences({ a: [1, { b: 0 }] }, { a: [1, { b: 0 }] })).toEqual([]);
    expect(differences({ a: 0 }, { a: -0 })).toHaveLength(1);
  });

  test('every leaf that differs is named with both values', () => {
    expect(differences({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: 1, c: 3 }, d: [1, 2] })).toEqual([{ path: 'a.c', stored: 2, now: 3 }, { path: 'd.1', stored: undefined, now: 2 }]);
  });
});

describe('which series a model takes', () => {
  const t2 = series('1', { modality: 'MR', description: 'T2 FS axial', protocol: { fieldStrengthT: 3 }, sliceDistanceMm: 5.5 });
  const t1 = series('2', { modality: 'MR', description: 'T1 SE', slices: 30 });
  const enhanced = series('3', { modality: 'MR', description: 'T1 FS post', protocol: { contrastAgent: 'GADOVIST', fieldStrengthT: 1.5 } });
  const map = series('4', { modality: 'MR', description: 'ADC', imageType: ['DERIVED', 'PRIMARY', 'ADC'], plane: 'coronal' });
  const all = [t2, t1, enhanced, map, series('5')];
  const taken = (needs: SeriesNeeds): readonly string[] => selectSeries(all, { modality: 'MR', series: needs }).taken.map(({ seriesInstanceUid }) => seriesInstanceUid);

  test('every one of its modality, where the manifest says no more', () => { expect(selectSeries(all, { modality: 'MR' }).taken).toEqual([t2, t1, enhanced, map]); });

  test.each<[SeriesNeeds, readonly string[]]>([
    [{ description: ['^t2', 'stir'] }, ['1']], [{ notDescription: ['post', 'adc'] }, ['1', '2']], [{ contrast: 'with' }, ['3']], [{ contrast: 'without' }, ['1', '2', '4']],
    [{ derived: 'refused' }, ['1', '2', '3']], [{ plane: 'coronal' }, ['4']], [{ minimumSlices: 35 }, ['1', '3', '4']], [{ description: ['T1'], contrast: 'without' }, ['2']],
  ])('%j', (needs, expected) => { expect(taken(needs)).toEqual(expected); });

  test('the explanation names what was considered, taken and refused, and why', () => {
    expect(selectSeries(all, { modality: 'MR', series: { description: ['T1'], contrast: 'without' } }).explanation).toBe(
      '4 of 5 series considered (MR); taken MR "T1 SE"; MR "T2 FS axial" refused: its description is of another sequence; MR "T1 FS post" refused: it is with contrast agent; MR "ADC" refused: its description is of another sequence.');
  });

  test('an acquisition outside the training data is said, one inside is not', () => {
    const { protocol } = selectSeries([t2, enhanced], { modality: 'MR', series: { training: { sliceDistanceMm: { min: 2, max: 5 }, fieldStrengthT: { min: 1, max: 1.5 } } } });
    expect(protocol.get('1')).toEqual(['Protocol: slice distance 5.5 mm, 2 to 5 mm in the training data.', 'Protocol: field strength 3 T, 1 to 1.5 T in the training data.']);
    expect(protocol.get('3')).toEqual([]);
  });
});
