import { findOtherStudy } from './same-study.js';
import { changeBetween, fewerThanCounted, missingSources } from './still-arriving.js';
import type { StudySurvey } from './study-survey.js';
import { citedBy, type SurveyedInstance } from './survey-series.js';

const series = (seriesInstanceUid: string, instances: number, modality = 'CT') => ({ seriesInstanceUid, modality, instances });
const codeOf = (problem: { readonly code: string } | undefined) => problem?.code ?? 'whole';

describe('what the EHR counts', () => {
  const announced = { series: [series('1', 10), series('2', 1, 'RTSTRUCT')], instances: 11 };
  test.each([
    [{ series: null, instances: null }, 'whole'], [{ series: 2, instances: 11 }, 'whole'], [{ series: 1, instances: 4 }, 'whole'], [{ series: 3, instances: null }, 'STUDY_ARRIVING'], [{ series: null, instances: 12 }, 'STUDY_ARRIVING'],
  ])('%j beside 2 series with 11 instances: %s', (counts, code) => { expect(codeOf(fewerThanCounted(counts, announced))).toBe(code); });

  test('is named beside what is there', () => {
    expect(fewerThanCounted({ series: 3, instances: 20 }, announced)?.text).toBe('The study is not whole yet: the PACS has 2 of the 3 series and 11 of the 20 instances that the EHR counts.');
  });

  test('is there where the PACS counts its series and not the study, or the study late', () => {
    expect(fewerThanCounted({ series: 2, instances: 11 }, { ...announced, instances: null })).toBeUndefined();
    expect(fewerThanCounted({ series: 2, instances: 11 }, { ...announced, instances: 3 })).toBeUndefined();
    expect(fewerThanCounted({ series: 2, instances: 11 }, { series: [series('1', 0), series('2', 0)], instances: 11 })).toBeUndefined();
  });
});

describe('a study that is announced again', () => {
  const before = { series: [series('1', 10), series('2', 1)], instances: 11 };
  test.each([
    ['the same in another order', 'whole', { series: [series('2', 1), series('1', 10)], instances: 11 }], ['the same, uncounted', 'whole', { ...before, instances: null }],
    ['with an instance more', 'STUDY_ARRIVING', { series: [series('1', 11), series('2', 1)], instances: 12 }], ['with a series more', 'STUDY_ARRIVING', { series: [...before.series, series('3', 5)], instances: null }],
    ['with another number of the study alone', 'STUDY_ARRIVING', { ...before, instances: 12 }], ['with a series less', 'STUDY_ARRIVING', { series: [series('1', 10)], instances: 10 }],
    ['with another series', 'STUDY_ARRIVING', { series: [series('1', 10), series('3', 1)], instances: 11 }],
  ])('%s: %s', (_what, code, after) => { expect(codeOf(changeBetween(before, after))).toBe(code); });

  test('is told with both numbers', () => {
    expect(changeBetween(before, { series: [series('1', 20), series('2', 1)], instances: 21 })?.text).toMatch(/2 series with 11 instances before and 2 series with 21 instances after/);
  });
});

describe('what a mask was drawn on', () => {
  const labels = { roiLabels: ['^Lesion \\d+$'] };
  const mask = (more: Partial<StudySurvey['masks'][number]> = {}): StudySurvey['masks'][number] => ({
    file: { path: 'm', sha256: '' }, modality: 'SEG', referencedSeriesUids: ['1'], frameOfReferenceUids: ['F'], regions: [{ number: 1, label: 'Lesion 1' }], citedInstances: 10, missingInstances: 0, ...more,
  });
  const survey = (...masks: readonly StudySurvey['masks'][number][]): StudySurvey => ({ startedAt: '', studyInstanceUids: ['1.2'], series: [], masks, warnings: [] });
  test.each<[string, string, StudySurvey]>([
    ['is there', 'whole', survey(mask())], ['is of a series that is not fetched', 'whole', survey(mask({ referencedSeriesUids: ['2'] }))], ['is not said', 'whole', survey(mask({ referencedSeriesUids: [], citedInstances: 0 }))],
    ['is a series that is not there', 'MASK_SOURCE_MISSING', survey(mask({ referencedSeriesUids: ['1', '9'] }))], ['lacks instances', 'MASK_SOURCE_MISSING', survey(mask(), mask({ missingInstances: 3 }))],
    ['lacks, and is of no region that is measured', 'whole', survey(mask({ regions: [{ number: 1, label: 'Bladder' }], referencedSeriesUids: ['9'], missingInstances: 3 }))],
  ])('%s: %s', (_what, code, found) => { expect(codeOf(missingSources(found, ['1', '2'], labels))).toBe(code); });
});

describe('the instances that a mask was drawn on', () => {
  const instance = (sopInstanceUid: string, seriesInstanceUid = '1'): SurveyedInstance => ({
    file: { path: '', sha256: '' }, studyInstanceUid: '1.2', sopInstanceUid, patientId: 'P', places: [],
    first: { seriesInstanceUid, modality: 'CT', frameOfReferenceUid: 'F', description: '', imageType: [], protocol: {}, plane: null, pixelSpacingMm: null },
  });
  const cited = (uids: readonly string[], unreadable = 0) => citedBy([{ seriesInstanceUid: '1', sopInstanceUids: uids }], [instance('a'), instance('b'), instance('c', '2')], unreadable);
  test.each<[string, ReturnType<typeof cited>, number, number]>([
    ['are there', cited(['a', 'b']), 2, 0], ['are there in part', cited(['a', 'b', 'd', 'e']), 4, 2], ['are there in part, some unreadable', cited(['a', 'd', 'e'], 1), 3, 1], ['are not said', cited([]), 0, 0],
    ['have other UIDs than those that are there', cited(['x', 'y', 'z']), 0, 0], ['are of another series', cited(['c']), 0, 0],
  ])('%s', (_what, found, citedInstances, missingInstances) => { expect(found).toEqual({ citedInstances, missingInstances }); });
});

test('instances of another study than the one asked for are a mismatch', () => {
  const survey = (...studyInstanceUids: readonly string[]): StudySurvey => ({ startedAt: '', studyInstanceUids, series: [], masks: [], warnings: [] });
  expect(findOtherStudy(survey('1.2'), { studyInstanceUid: '1.2' })).toBeUndefined();
  expect(findOtherStudy(survey('1.2', '1.9'), { studyInstanceUid: '1.2' })).toEqual({ code: 'STUDY_MISMATCH', text: 'The PACS sent instances of another study when it was asked for study 1.2.' });
});
