import { codeOf, maskOn, segmentation, slices, structureSet, valueOf, volumeOf, wholeSlice } from '../../test/support/dicom-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';

const image = slices(5);
const seg = (change: Dataset): Dataset => segmentation([{ z: 1, segment: 1, picture: '#... #... #...' }], change);
const rtstruct = (change: Dataset): Dataset => structureSet([{ pointsMm: wholeSlice(33) }], change);
const otherStudy = { StudyInstanceUID: '2.25.77' };

describe('P2', () => {
  test.each([['Segmentation', seg], ['structure set', rtstruct]] as const)('P2: a %s of another patient is refused', async (_, mask) => {
    expect(await maskOn(image, mask({ PatientID: 'Q' }))).toEqual({ ok: false, problem: { code: 'PATIENT_MISMATCH', text: 'image and mask carry different PatientIDs' } });
  });

  test('P2: a Segmentation of another study is refused', async () => {
    expect(await maskOn(image, seg(otherStudy))).toEqual({ ok: false, problem: { code: 'STUDY_MISMATCH', text: 'image and Segmentation carry different StudyInstanceUIDs' } });
  });

  test('P2: a structure set in another study, as planning systems store it, is taken and that is said', async () => {
    expect(valueOf(await maskOn(image, rtstruct(otherStudy))).warnings).toContain('the structure set is stored in another study than the image');
  });

  test('P2: a series of two patients is refused', async () => {
    expect(codeOf(await volumeOf(slices(5, (z) => ({ PatientID: z === 4 ? 'Q' : 'P' }))))).toBe('PATIENT_MISMATCH');
  });

  test.each<[string, Dataset, string]>([
    ['AcquisitionDateTime', { AcquisitionDateTime: '20260305101500', AcquisitionDate: '20260306', SeriesDate: '20260307' }, '20260305101500'], ['AcquisitionDate and AcquisitionTime', { AcquisitionDate: '20260306', AcquisitionTime: '0900', SeriesDate: '20260307' }, '202603060900'],
    ['the series', { SeriesDate: '20260307', SeriesTime: '11' }, '2026030711'], ['the study where nothing else says', { StudyTime: '080000' }, '20260302080000'],
  ])('P2: a volume is of the time of %s', async (_, change, moment) => {
    expect(valueOf(await volumeOf(slices(3, () => change))).source.acquisitionDateTime).toBe(moment);
  });

  test('P2: of its slices, the first that was acquired', async () => {
    expect(valueOf(await volumeOf(slices(3, (z) => ({ AcquisitionDateTime: `2026030510150${2 - z}` })))).source.acquisitionDateTime).toBe('20260305101500');
  });
});
