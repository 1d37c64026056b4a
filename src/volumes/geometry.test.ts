import { codeOf, maskOn, pictureOf, positionOf, segmentation, sliceOf, slices, structureSet, valueOf, volumeOf } from '../../test/support/dicom-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { decimalString as ds } from '../platform/dicom/decimal-string.js';

/** Slices at these places along z, in millimetres. */
const at = (...places: readonly number[]) => volumeOf(slices(places.length, (z) => ({ ImagePositionPatient: ['10', '20', String(places[z])] })));

describe('G1', () => {
  const shuffled = [3, 0, 4, 1, 2];

  test('G1: slices are ordered by position, whatever InstanceNumber, SliceLocation and file name say', async () => {
    const { volume } = valueOf(await volumeOf(slices(5, (z) => ({ ImagePositionPatient: positionOf(shuffled[z]), InstanceNumber: String(z + 1), SliceLocation: String(z) }))));
    expect(shuffled.map((place) => volume.voxels[12 * place])).toEqual([0, 100, 200, 300, 400]);
    expect(volume.grid.affine.filter((_, i) => i % 4 === 3)).toEqual([10, 20, 30, 1]);
  });

  test('G1: a stack acquired from head to feet comes out in the order of its normal', async () => {
    const { volume } = valueOf(await volumeOf(slices(4, (z) => ({ ImagePositionPatient: positionOf(3 - z) }))));
    expect([0, 1, 2, 3].map((z) => volume.voxels[12 * z])).toEqual([300, 200, 100, 0]);
    expect(volume.grid.spacingMm).toEqual([1, 2, 3]);
  });

  test('G1: the order of a sagittal stack follows x', async () => {
    const sagittal = { ImageOrientationPatient: ['0', '1', '0', '0', '0', '-1'] };
    const { volume } = valueOf(await volumeOf(slices(3, (z) => ({ ...sagittal, ImagePositionPatient: [String(-4 * z), '0', '0'] }))));
    expect([0, 1, 2].map((z) => volume.voxels[12 * z])).toEqual([0, 100, 200]);
    expect(volume.grid.affine.slice(0, 12)).toEqual([0, 0, -4, 0, 1, 0, 0, 0, 0, -2, 0, 0]);
  });
});

describe('G2', () => {
  test('G2: the distance of slices comes from their positions, never from SliceThickness, and a difference is said', async () => {
    const found = valueOf(await volumeOf(slices(4, (z) => ({ SliceThickness: '4', SpacingBetweenSlices: '4', ImagePositionPatient: ['10', '20', (5.2 * z).toFixed(1)] }))));
    expect(found.volume.grid.spacingMm[2]).toBeCloseTo(5.2, 12);
    expect(found.warnings).toEqual(['SliceThickness is 4 mm but the slices are 5.2 mm apart; the distance is used']);
  });

  test('G2: an absent SliceThickness is no matter', async () => {
    const found = valueOf(await volumeOf(slices(3, () => ({ SliceThickness: '' }))));
    expect([found.volume.grid.spacingMm[2], found.warnings]).toEqual([3, []]);
  });
});

describe('G3', () => {
  test('G3: distances within 1 % of each other are even', async () => {
    expect(valueOf(await at(0, 3, 6.02, 9.02)).warnings).toEqual([]);
  });

  test('G3: distances within 5 % are accepted and the true range is said', async () => {
    const { warnings, volume } = valueOf(await at(0, 2.96, 6.04, 9));
    expect(warnings).toEqual(['slices are 2.96 to 3.08 mm apart and are measured as if evenly 3 mm']);
    expect(volume.grid.spacingMm[2]).toBe(3);
  });

  test('G3: larger differences are refused, wherever in the stack they are', async () => {
    expect(codeOf(await at(0, 3, 6, 9.6))).toBe('UNEVEN_SPACING');
    expect(codeOf(await at(0, 3.6, 6.6, 9.6))).toBe('UNEVEN_SPACING');
  });

  test('G3: what is evened out stays known for masks: each slice keeps its own origin', async () => {
    expect(valueOf(await at(0, 2.96, 6.04, 9)).sliceOriginsMm.map(([, , z]) => z)).toEqual([0, 2.96, 6.04, 9]);
  });
});

describe('G4', () => {
  test('G4: a gap of twice the distance is a missing slice, counted and refused', async () => {
    const refusal = await at(0, 3, 9, 12);
    expect(refusal).toEqual({ ok: false, problem: { code: 'MISSING_SLICES', text: 'gaps of 3 to 6 mm between slices: 1 slice is missing' } });
  });

  test('G4: several gaps add up', async () => {
    expect(await at(0, 3, 12, 15, 21)).toEqual({ ok: false, problem: { code: 'MISSING_SLICES', text: 'gaps of 3 to 9 mm between slices: 3 slices are missing' } });
  });

  test('G4: a slice taken out of a stack with jitter is still found', async () => {
    expect(codeOf(await at(0, 2.98, 6.02, 12.01, 15))).toBe('MISSING_SLICES');
  });
});

describe('G5', () => {
  const leaning = (degrees: number) => slices(6, (z) => ({ ImagePositionPatient: ['10', (20 + 3 * z * Math.tan(degrees * Math.PI / 180)).toFixed(6), String(30 + 3 * z)] }));

  test('G5: slices stacked at an angle to their normal are refused with the angle', async () => {
    expect(await volumeOf(leaning(14))).toEqual({ ok: false, problem: { code: 'GANTRY_TILT', text: 'the slices are stacked 14.0° off their normal; at most 2.6° expected' } });
  });

  test.each([[2.5, 'ok'], [2.7, 'GANTRY_TILT'], [-14, 'GANTRY_TILT']])('G5: 1 − |cos| up to 0.001 is none: %d° is %s', async (degrees, code) => {
    expect(codeOf(await volumeOf(leaning(degrees)))).toBe(code);
  });

  test('G5: one slice out of line is no tilt, and is refused all the same', async () => {
    expect(await volumeOf(slices(6, (z) => (z === 3 ? { ImagePositionPatient: ['11.5', '20', '39'] } : {})))).toMatchObject({ problem: { code: 'UNSUPPORTED_IMAGE', text: 'a slice is shifted 1.5 mm within its plane against the others' } });
  });
});

describe('G7', () => {
  test.each<[string, Dataset, string]>([
    ['orientation', { ImageOrientationPatient: ['0', '1', '0', '0', '0', '-1'] }, 'MIXED_ORIENTATION'], ['a hundredth of it', { ImageOrientationPatient: ['1', '0', '0', '0', '0.99995', '0.01'] }, 'MIXED_ORIENTATION'],
    ['matrix', { Rows: 4, PixelData: new ArrayBuffer(32) }, 'MIXED_ORIENTATION'], ['pixel spacing', { PixelSpacing: ['2', '1.01'] }, 'MIXED_ORIENTATION'],
    ['frame of reference', { FrameOfReferenceUID: '2.25.1' }, 'FRAME_OF_REFERENCE_MISMATCH'], ['being a localizer', { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }, 'NOT_A_VOLUME'],
  ])('G7: one slice that differs in %s refuses the whole series', async (_, change, code) => {
    expect(codeOf(await volumeOf(slices(6, (z) => (z === 3 ? change : {}))))).toBe(code);
  });
});

describe('G8', () => {
  // Rows lie in the horizontal plane at 37° to x, columns run upwards; the normal is (−0.6, 0.8, 0).
  const at = (x: number, y: number, z: number): readonly [number, number, number] => [10 + 0.8 * x - 0.6 * z, 20 + 0.6 * x + 0.8 * z, 30 - y];
  const oblique = slices(5, (z) => ({ ImageOrientationPatient: ['0.8', '0.6', '0', '0', '0', '-1'], ImagePositionPatient: at(0, 0, 3 * z).map(ds) }));

  test('G8: an oblique stack has its whole affine: columns are steps along row, column and slice', async () => {
    const { volume: { grid } } = valueOf(await volumeOf(oblique));
    const columnsOfAffine = [0, 1, 2, 3].map((k) => [0, 4, 8].map((row) => Number(grid.affine[row + k].toFixed(9))));
    expect(columnsOfAffine).toEqual([[0.8, 0.6, 0], [0, 0, -2], [-1.8, 2.4, 0], [10, 20, 30]]);
    expect(grid.spacingMm.map((mm) => Number(mm.toFixed(9)))).toEqual([1, 2, 3]);
  });

  test('G8: contours and segments on oblique slices fall on the same voxels', async () => {
    const corners = [[0.6, 1], [2.4, 1], [2.4, 5], [0.6, 5]].map(([x, y]) => at(x, y, 6));
    const contour = valueOf(await maskOn(oblique, structureSet([{ pointsMm: corners }])));
    const shared = { PlaneOrientationSequence: [{ ImageOrientationPatient: ['0.8', '0.6', '0', '0', '0', '-1'] }], PixelMeasuresSequence: [{ PixelSpacing: ['2', '1'], SliceThickness: '3' }] };
    const frame = { PlanePositionSequence: [{ ImagePositionPatient: at(0, 0, 6).map(ds) }], SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }] };
    const segment = valueOf(await maskOn(oblique, segmentation([{ z: 2, segment: 1, picture: '.... .##. .##.' }], { SharedFunctionalGroupsSequence: [shared], PerFrameFunctionalGroupsSequence: [frame] })));
    expect([contour, segment].map(({ mask }) => pictureOf(mask.voxels, 2))).toEqual(['.... .##. .##.', '.... .##. .##.']);
    expect([contour.voxels, segment.voxels]).toEqual([4, 4]);
  });

  test.each([
    ['1.0005\\0\\0\\0\\1\\0', 'ok'], ['1.002\\0\\0\\0\\1\\0', 'UNSUPPORTED_IMAGE'], ['1\\0\\0\\0.01\\0.99995\\0', 'UNSUPPORTED_IMAGE'], ['0\\0\\0\\0\\0\\0', 'UNSUPPORTED_IMAGE'],
  ])('G8: an orientation is two perpendicular unit vectors within a thousandth: %s is %s', async (orientation, code) => {
    expect(codeOf(await volumeOf(slices(3, () => ({ ImageOrientationPatient: orientation.split('\\') }))))).toBe(code);
  });
});

describe('G9', () => {
  test('G9: rows and columns keep their own spacing: the first value of PixelSpacing lies between rows', async () => {
    const { volume } = valueOf(await volumeOf(slices(3)));
    expect([volume.grid.size, volume.grid.spacingMm, sliceOf(volume.voxels, 1)[5]]).toEqual([[4, 3, 3], [1, 2, 3], 105]);
    expect([0, 4, 8].map((row) => Array.from(volume.grid.affine).slice(row, row + 2))).toEqual([[1, 0], [0, 2], [0, 0]]);
  });

  test('G9: the Segmentation\'s spacing is read the same way round', async () => {
    const turned = { SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }], PixelMeasuresSequence: [{ PixelSpacing: ['1', '2'], SliceThickness: '3' }] }] };
    expect(codeOf(await maskOn(slices(3), segmentation([{ z: 1, segment: 1, picture: '#... .... ....' }], turned)))).toBe('MASK_GRID_MISMATCH');
  });
});

describe('G11', () => {
  test.each([1, 2])('G11: fewer than three slices are no volume: %i', async (count) => {
    expect(codeOf(await volumeOf(slices(count)))).toBe('NOT_A_VOLUME');
  });

  test.each<[string, Dataset]>([['position', { ImagePositionPatient: undefined }], ['orientation', { ImageOrientationPatient: undefined }], ['pixel spacing', { PixelSpacing: undefined }]])('G11: a slice that lacks its %s is not dropped: the series is refused', async (_, change) => {
    expect(await volumeOf(slices(5, (z) => (z === 4 ? change : {})))).toEqual({ ok: false, problem: { code: 'NOT_A_VOLUME', text: '1 of 5 slices lack position, orientation or pixel spacing' } });
  });

  test('G11: a localizer is no volume, however many slices it has', async () => {
    expect(await volumeOf(slices(5, () => ({ ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] })))).toMatchObject({ problem: { code: 'NOT_A_VOLUME', text: 'the image is a localizer' } });
  });

  test('G11: two slices in one place are no volume', async () => {
    expect(codeOf(await at(0, 3, 3, 6))).toBe('NOT_A_VOLUME');
  });
});
