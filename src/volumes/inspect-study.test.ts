import { fileOf, rectangle, segmentation, slice, slices, structureSet, wholeSlice } from '../../test/support/dicom-objects.js';
import { obliqueSlices } from '../../test/support/oblique-series.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import type { Problem } from '../platform/problem.js';
import { inspectStudy } from './inspect-study.js';
import type { StudyFile } from './sort-study.js';

const inFolder = (folder: string, datasets: readonly Dataset[]): readonly StudyFile[] => datasets.map((dataset, k) => fileOf(dataset, `${folder}/${k}.dcm`));
const image = inFolder('study/image', slices(5));
const text = { name: 'study/image/LICENCE', bytes: new TextEncoder().encode('text') };
const codesOf = (problems: readonly Problem[]): readonly string[] => problems.map(({ code }) => code);

/** A file that ends in the middle of its header. */
const cutOff = (name: string): StudyFile => ({ name, bytes: fileOf(slice(9), name).bytes.subarray(0, 700) });

test('a volume is named with its geometry and transfer syntax, its intensities after rescale', async () => {
  const { volumes: [volume] } = await inspectStudy(image);
  expect(volume).toMatchObject({
    modality: 'MR', size: [4, 3, 5], spacingMm: [1, 2, 3], transferSyntaxUid: '1.2.840.10008.1.2.1', transferSyntax: 'Explicit VR Little Endian', intensity: { min: 0, max: 411, mean: 205.5 }, intensityUnit: 'a.u.', measurable: true, problems: [],
  });
});

test('PET is shown before SUV, and what SUV lacks is said', async () => {
  const pet = { Modality: 'PT', Units: 'BQML', CorrectedImage: ['DECY'], RescaleSlope: '2', RescaleIntercept: '0' };
  const { volumes: [volume] } = await inspectStudy(inFolder('pet', slices(3, () => pet)));
  expect([volume.intensity?.max, volume.intensityUnit, volume.measurable, volume.readiness]).toEqual([422, 'Bq/ml', true, { quantity: 'SUV', ready: false, missing: 'CorrectedImage lacks ATTN' }]);
});

test.each([
  ['without its unit', { ImageType: ['DERIVED', 'PRIMARY', 'ADC'] }, { quantity: 'ADC', ready: false, missing: 'the map does not say its unit, µm²/s or mm²/s' }],
  ['with its unit', { ImageType: ['DERIVED', 'PRIMARY', 'ADC'], RescaleIntercept: '0', RescaleSlope: '1', RescaleType: '10-6 mm2/s' }, { quantity: 'ADC', ready: true, missing: null }],
  ['of another kind', {}, null],
])('a diffusion map is ready where it says its unit: one %s', async (_title, changes, readiness) => {
  const { volumes: [volume] } = await inspectStudy(inFolder('adc', slices(3, () => changes)));
  expect(volume.readiness).toEqual(readiness);
});

test('how the images were made is said as the header says it, without what names the patient', async () => {
  const made = {
    PatientName: 'Doe^Jane', SeriesDescription: 'T1 SE axial', ProtocolName: 'Thigh Doe', SequenceName: '*se2d1', ScanningSequence: 'SE', MRAcquisitionType: '2D', RepetitionTime: '550', EchoTime: '12', EchoNumbers: '1',
    TemporalPositionIdentifier: '2', TriggerTime: '40', ContrastBolusAgent: 'GADOVIST',
  };
  const { volumes: [volume] } = await inspectStudy(inFolder('mr', slices(3, (z) => ({ ...made, DiffusionBValue: z === 0 ? 0 : 800 }))));
  expect(volume.sequence).toEqual({
    seriesDescription: 'T1 SE axial', sequenceName: '*se2d1', scanningSequence: 'SE', acquisitionType: '2D', repetitionTimeMs: 550, echoTimeMs: 12, echoNumber: 1, temporalPosition: 2, triggerTimeMs: 40, contrastAgent: 'GADOVIST',
  });
});

test('of a series of two b-values each volume says its own', async () => {
  const both = [0, 800].flatMap((b, k) => slices(3, (z) => ({ SOPInstanceUID: `2.25.9.${k}.${z}`, DiffusionBValue: b })));
  const { volumes } = await inspectStudy(inFolder('dwi', both));
  expect(volumes.map(({ volume, sequence, size }) => [volume?.number, sequence?.bValue, size[2]])).toEqual([[1, 0, 3], [2, 800, 3]]);
});

test('slices are as far apart as their positions say, and as thick as the header says', async () => {
  const { volumes: [volume] } = await inspectStudy(inFolder('uneven', slices(4, (z) => ({ ImagePositionPatient: ['10', '20', String(30 + 3 * z + (z === 3 ? 0.1 : 0))], SliceThickness: '5' }))));
  expect([volume.sliceDistanceMm?.min, volume.sliceDistanceMm?.max, volume.sliceThicknessMm]).toMatchObject([expect.closeTo(3, 6), expect.closeTo(3.1, 6), 5]);
});

test.each(['axial', 'sagittal', 'oblique'])('the plane of the slices is said: %s', async (orientation) => {
  const { volumes: [volume] } = await inspectStudy(inFolder('plane', obliqueSlices(orientation, [3, 3, 3])));
  expect(volume.orientation?.plane).toBe(orientation);
});

test('slices of several orientations have no plane', async () => {
  const turned = slices(3, (z) => (z === 1 ? { ImageOrientationPatient: ['0', '1', '0', '0', '0', '-1'] } : {}));
  const { volumes: [volume] } = await inspectStudy(inFolder('mixed', turned));
  expect([codesOf(volume.problems), volume.orientation, volume.sliceDistanceMm]).toEqual([['MIXED_ORIENTATION'], null, null]);
});

test('a series that is no volume keeps its size and says why', async () => {
  const { volumes: [volume] } = await inspectStudy(image.filter((_, k) => k !== 2));
  expect(volume).toMatchObject({ size: [4, 3, 4], spacingMm: null, intensity: null, measurable: false, problems: [{ code: 'MISSING_SLICES' }] });
});

test('a slice that lies there twice counts once', async () => {
  const { volumes: [volume] } = await inspectStudy([...image.slice(0, 2), image[1]]);
  expect([volume.size, volume.problems]).toEqual([[4, 3, 2], [{ code: 'NOT_A_VOLUME', text: 'the series has 2 slices; at least three expected' }]]);
});

test('text beside the images is said and stands in nobody\'s way', async () => {
  const { volumes, problems } = await inspectStudy([...image, text]);
  expect([volumes[0].measurable, problems.map(({ path, code }) => [path, code])]).toEqual([true, [['study/image/LICENCE', 'NOT_DICOM']]]);
});

test('a broken file beside a series may be one of its slices: it cannot be measured, as in extract', async () => {
  const { volumes, problems } = await inspectStudy([...image, cutOff('study/image/9.dcm')]);
  expect([volumes[0].measurable, codesOf(volumes[0].problems), codesOf(problems)]).toEqual([false, ['MALFORMED_DICOM'], ['MALFORMED_DICOM']]);
});

test('a broken file in another folder, or among several series, is said only', async () => {
  const elsewhere = await inspectStudy([...image, cutOff('study/other/9.dcm')]);
  expect([elsewhere.volumes[0].measurable, codesOf(elsewhere.problems)]).toEqual([true, ['MALFORMED_DICOM']]);
  const second = inFolder('study/image', slices(3, (z) => ({ SeriesInstanceUID: '2.25.2', SOPInstanceUID: `2.25.2.${z + 1}` })));
  expect((await inspectStudy([...image, ...second, cutOff('study/image/9.dcm')])).volumes.map((volume) => volume.measurable)).toEqual([true, true]);
});

test('each region is put on the series it was drawn on', async () => {
  const drawn = structureSet([{ pointsMm: wholeSlice(33) }]);
  const { masks: [mask], volumes: [volume] } = await inspectStudy([...image, fileOf(drawn, 'study/mask.dcm')]);
  expect(mask).toMatchObject({ modality: 'RTSTRUCT', path: 'study/mask.dcm', problems: [], regions: [{ number: 1, label: 'lesion', imageSeriesInstanceUid: volume.seriesInstanceUid, voxels: 12, volumeMl: expect.closeTo(0.072, 12) as number, problems: [] }] });
});

test('a region that cannot be put there says why', async () => {
  const { masks: [mask] } = await inspectStudy([...image, fileOf(structureSet([{ pointsMm: rectangle([10, 20], [12, 22], 99) }]), 'mask.dcm')]);
  expect([mask.regions[0].voxels, codesOf(mask.regions[0].problems)]).toEqual([null, ['MASK_GRID_MISMATCH']]);
});

test('a mask of another frame of reference belongs to no series here', async () => {
  const { masks: [mask] } = await inspectStudy([...image, fileOf(segmentation([{ z: 0, segment: 1, picture: '#... .... ....' }], { FrameOfReferenceUID: '2.25.1' }), 'mask.dcm')]);
  expect([codesOf(mask.problems), mask.regions[0].voxels]).toEqual([['FRAME_OF_REFERENCE_MISMATCH'], null]);
});

test('a mask alone is read to its last bit', async () => {
  const frames = [{ z: 0, segment: 1, picture: '#... .... ....' }];
  const { masks: [whole] } = await inspectStudy([fileOf(segmentation(frames), 'mask.dcm')]);
  const { masks: [broken] } = await inspectStudy([fileOf(segmentation(frames, { PixelData: new ArrayBuffer(0) }), 'mask.dcm')]);
  expect([whole.problems, whole.regions.map(({ label }) => label), codesOf(broken.problems)]).toEqual([[], ['segment 1'], ['PIXEL_DATA_TRUNCATED']]);
});

test('a file cut anywhere is refused or read, never thrown over', async () => {
  const { bytes } = fileOf(structureSet([{ pointsMm: wholeSlice(33) }]), 'mask.dcm');
  for (let length = 0; length < bytes.length; length += 1) {
    const { volumes, masks, problems } = await inspectStudy([{ name: 'mask.dcm', bytes: bytes.subarray(0, length) }]);
    expect(volumes.length + masks.length + problems.length).toBe(1);
  }
});
