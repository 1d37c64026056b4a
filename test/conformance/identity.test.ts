import { findStranger } from '../../src/analysis/same-patient.js';
import type { StudySurvey, SurveyedSeries } from '../../src/analysis/study-survey.js';
import { followLesions } from '../../src/response/follow-lesions.js';

describe('P2', () => {
  const series = (patientId: string): SurveyedSeries => ({
    seriesInstanceUid: `1.2.${patientId}`, modality: 'PT', frameOfReferenceUid: '1.3', patientIds: [patientId], files: [],
    description: '', imageType: [], protocol: {}, plane: 'axial', slices: 40, sliceDistanceMm: 3, pixelSpacingMm: 1,
  });
  const survey = (...patientIds: readonly string[]): StudySurvey => ({ startedAt: '', studyInstanceUids: [], series: patientIds.map(series), masks: [], warnings: [] });
  const patient = { id: 'pat-1', formerIds: [], identifiers: ['MRN-1'], birthDate: null, gender: null, versionId: null, subject: 'person' } as const;

  test('P2: a study of another patient than the order\'s is refused, and nobody\'s identifier is repeated', () => {
    expect(findStranger(survey('MRN-1', 'pat-1'), patient)).toBeUndefined();
    const stranger = findStranger(survey('MRN-1', 'MRN-SECRET'), patient);
    expect(stranger?.code).toBe('PATIENT_MISMATCH');
    expect(stranger?.text).not.toMatch(/SECRET/);
  });

  test('P2: time points follow when they were acquired, not when they were stored or under which study', () => {
    const set = (studyInstanceUid: string, acquiredAt: string, createdAt: string) => ({ lesionKey: 'L', studyInstanceUid, seriesInstanceUid: '1', acquiredAt: new Date(acquiredAt), createdAt: new Date(createdAt), analysisId: 'a' });
    const [lesion] = followLesions([set('1.1', '2026-03-02T14:00:00Z', '2026-01-01'), set('1.2', '2026-03-02T09:00:00Z', '2026-01-02'), set('1.3', '2026-02-02T09:00:00Z', '2026-01-03')], []);
    expect(lesion.points.map(({ studyInstanceUid }) => studyInstanceUid)).toEqual(['1.3', '1.2', '1.1']);
  });
});
