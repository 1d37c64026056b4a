import { codeOf, positionOf, sliceOf, slices, valueOf, volumeOf } from '../../test/support/dicom-objects.js';

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

test('two slices in one place are no volume', async () => {
  expect(codeOf(await at(0, 3, 3, 6))).toBe('NOT_A_VOLUME');
});

test('rows and columns keep their own spacing: the first value of PixelSpacing lies between rows', async () => {
  const { volume } = valueOf(await volumeOf(slices(3)));
  expect([volume.grid.size, volume.grid.spacingMm, sliceOf(volume.voxels, 1)[5]]).toEqual([[4, 3, 3], [1, 2, 3], 105]);
});
