import { codeOf, maskOn, sliceOf, slice, slices, structureSet, valueOf, volumeOf, wholeSlice } from '../../test/support/dicom-objects.js';

describe('V1', () => {
  test('V1: each slice is rescaled by its own slope and intercept', async () => {
    const { volume } = valueOf(await volumeOf(slices(3, (z) => ({ RescaleSlope: String(z + 0.5), RescaleIntercept: String(-10 * z) }))));
    expect([0, 1, 2].map((z) => volume.voxels[12 * z + 2])).toEqual([1, 102 * 1.5 - 10, 202 * 2.5 - 20]);
  });

  test('V1: without a rescale the stored values stand', async () => {
    expect(sliceOf(valueOf(await volumeOf(slices(3))).volume.voxels, 2).slice(0, 3)).toEqual([200, 201, 202]);
  });

  test('V1: a slope that is no number is refused, not taken for 1', async () => {
    expect(codeOf(await volumeOf(slices(3, (z) => (z === 1 ? { RescaleSlope: '0', RescaleIntercept: '0' } : {}))))).toBe('MALFORMED_DICOM');
  });
});

describe('V2', () => {
  const words = (...values: readonly number[]): ArrayBuffer => Uint16Array.from({ length: 12 }, (_, i) => values[i] ?? 0).buffer;
  const twelveBits = { BitsStored: 12, HighBit: 11, PixelData: words(0x0fff, 0x0800, 0x07ff, 0xf001) };
  const first = async (changes: Readonly<Record<string, unknown>>): Promise<readonly number[]> => sliceOf(valueOf(await volumeOf(slices(3, () => changes))).volume.voxels, 0).slice(0, 4);

  test('V2: signed values are extended from BitsStored and the bits above HighBit are dropped', async () => {
    expect(await first({ ...twelveBits, PixelRepresentation: 1 })).toEqual([-1, -2048, 2047, 1]);
  });

  test('V2: unsigned values are not extended', async () => {
    expect(await first({ ...twelveBits, PixelRepresentation: 0 })).toEqual([4095, 2048, 2047, 1]);
  });

  test('V2: values that do not begin at the lowest bit are shifted down', async () => {
    expect(await first({ BitsStored: 12, HighBit: 15, PixelRepresentation: 1, PixelData: words(0xfff0, 0x8000, 0x7ff0, 0x0010) })).toEqual([-1, -2048, 2047, 1]);
  });

  test.each(['SS', 'US'])('V2: PixelPaddingValue written as %s is read in the sign of PixelRepresentation, and said', async (vr) => {
    const padded = { PixelPaddingValue: vr === 'SS' ? -2000 : 63536, PixelData: Int16Array.from({ length: 12 }, (_, i) => (i < 2 ? -2000 : i)).buffer, _vrMap: { PixelData: 'OW', PixelPaddingValue: vr } };
    const found = valueOf(await volumeOf(slices(3, () => padded)));
    expect(sliceOf(found.padding ?? [], 1)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(found.warnings).toContain('6 voxels carry the pixel padding value and stand for no image');
  });

  test('V2: masks leave padding out and say how much', async () => {
    const padded = { PixelPaddingValue: -2000, PixelData: Int16Array.from({ length: 12 }, (_, i) => (i < 2 ? -2000 : i)).buffer, _vrMap: { PixelData: 'OW', PixelPaddingValue: 'SS' } };
    const whole = structureSet([{ pointsMm: wholeSlice(33) }]);
    const mask = valueOf(await maskOn(slices(3, () => padded), whole));
    expect([mask.voxels, mask.warnings]).toEqual([10, ['2 voxels of the region carry the pixel padding value and were left out']]);
  });
});

test('a PET whose header lacks what SUV needs keeps its own unit and says so, or is refused where SUV is asked for', async () => {
  const pet = [0, 1, 2].map((z) => slice(z, { Modality: 'PT', Units: 'BQML', CorrectedImage: ['ATTN', 'DECY'], DecayCorrection: 'START' }));
  const found = valueOf(await volumeOf(pet));
  expect([found.intensityUnit, found.volume.voxels[12]]).toEqual(['Bq/ml', 100]);
  expect(found.warnings[0]).toMatch(/^SUV is not computable \(PatientWeight is absent/);
  expect(codeOf(await volumeOf(pet, { intensity: 'suv-bw' }))).toBe('SUV_NOT_COMPUTABLE');
});
