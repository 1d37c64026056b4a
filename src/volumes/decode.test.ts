import { compressors, deflated, encapsulated, withSyntax, type Picture } from '../../test/support/encapsulated.js';
import { codeOf, columns, fileOf, rows, slice, valueOf } from '../../test/support/dicom-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { encode } from '../platform/dicom/encode.js';
import type { Outcome } from '../platform/problem.js';
import { buildVolume } from './build-volume.js';
import { openFrames } from './decode.js';
import { sortStudy } from './sort-study.js';
import { encodingOf, transferSyntaxes } from './transfer-syntax.js';
import type { LoadedVolume } from './types.js';

/** Three slices, each as a file. */
const built = (fileOfSlice: (z: number) => Uint8Array): Promise<Outcome<LoadedVolume>> =>
  buildVolume(sortStudy([0, 1, 2].map((z) => ({ name: `study/${z}.dcm`, bytes: fileOfSlice(z) }))).series[0]?.instances ?? []);

/** Values that take every bit, positive and negative. */
const pictureOf = (z: number, isSigned: boolean): Picture => {
  const values = Array.from({ length: columns * rows }, (_, i) => (i * 5461 + z * 977) % 65536 - (isSigned ? 32768 : 0));
  return { values: isSigned ? Int16Array.from(values) : Uint16Array.from(values), columns, rows };
};
const described = (z: number, isSigned: boolean): Dataset => slice(z, { PixelRepresentation: isSigned ? 1 : 0, PixelData: undefined });

const encoders = await compressors();
const { bySyntax } = encoders;
const compressed = Object.keys(bySyntax) as (keyof typeof bySyntax)[];

describe('V5', () => {
  test('V5: pixels that were compressed with loss at some time are refused', async () => {
    expect(codeOf(await built((z) => encode(slice(z, { LossyImageCompression: z === 1 ? '01' : '00' }))))).toBe('LOSSY_COMPRESSION');
  });

  test.each(transferSyntaxes.filter(({ code }) => code === 'LOSSY_COMPRESSION'))('V5: a transfer syntax that may lose is refused: $uid, $name', async ({ uid }) => {
    expect(codeOf(await built((z) => encapsulated(described(z, true), { transferSyntaxUid: uid, frames: [[new Uint8Array([0xff, 0xd8, 0xff, 0xd9])]] })))).toBe('LOSSY_COMPRESSION');
  });

  test.each([['JPEG-LS', '1.2.840.10008.1.2.4.80', encoders.near], ['JPEG 2000', '1.2.840.10008.1.2.4.90', encoders.lossy]] as const)('V5: loss inside a transfer syntax that is lossless is found: %s', async (_, transferSyntaxUid, compress) => {
    expect(codeOf(await built((z) => encapsulated(described(z, true), { transferSyntaxUid, frames: [[compress(pictureOf(z, true))]] })))).toBe('LOSSY_COMPRESSION');
  });

  test.each<[string, Dataset]>([
    ['what is burned in', { BurnedInAnnotation: 'YES' }], ['a secondary capture', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' }], ['a maximum intensity projection', { ImageType: ['DERIVED', 'SECONDARY', 'MIP'] }],
    ['a projection by its technique', { VolumeBasedCalculationTechnique: 'MAX_IP' }], ['a picture in colour', { PhotometricInterpretation: 'RGB', SamplesPerPixel: 3, PlanarConfiguration: 0 }],
  ])('V5: what is no slice of tissue is refused: %s', async (_, change) => {
    expect(codeOf(await built((z) => encode(slice(z, change))))).toBe('UNSUPPORTED_IMAGE');
  });

  test('V5: what was derived without loss, such as an ADC map, is measured', async () => {
    expect(codeOf(await built((z) => encode(slice(z, { ImageType: ['DERIVED', 'PRIMARY', 'ADC'], BurnedInAnnotation: 'NO', LossyImageCompression: '00' }))))).toBe('ok');
  });
});

describe('V6', () => {
  test.each([[22, 'PIXEL_DATA_TRUNCATED'], [24, 'ok'], [26, 'PIXEL_DATA_CORRUPT'], [0, 'PIXEL_DATA_TRUNCATED']])('V6: %i bytes for twelve pixels of two bytes: %s', async (length, code) => {
    expect(codeOf(await built((z) => encode(slice(z, z === 1 ? { PixelData: new ArrayBuffer(length) } : {}))))).toBe(code);
  });

  test('V6: a file that ends before its pixels do is refused, not filled up', async () => {
    expect(codeOf(await built((z) => encode(slice(z)).subarray(0, z === 1 ? -2 : undefined)))).toBe('PIXEL_DATA_TRUNCATED');
  });

  const syntax = '1.2.840.10008.1.2.5';
  const two = [0, 1].map((z) => bySyntax[syntax](pictureOf(z, true)));
  const halves = two.map((frame) => [frame.subarray(0, 70), frame.subarray(70)]);
  const cine = (frames: readonly (readonly Uint8Array[])[], offsetTable: 'written' | 'empty') => {
    const { ImagePositionPatient: _, ...first } = described(0, true);
    const perFrame = [0, 1].map((z) => ({ PlanePositionSequence: [{ ImagePositionPatient: ['10', '20', String(z)] }] }));
    const file = encapsulated({ ...first, NumberOfFrames: '2', PerFrameFunctionalGroupsSequence: perFrame }, { transferSyntaxUid: syntax, frames, offsetTable });
    const [instance] = sortStudy([{ name: 'cine.dcm', bytes: file }]).series[0].instances;
    return openFrames(instance, new Map());
  };
  const bytesOf = (frames: ReturnType<typeof cine>) => [0, 1].map((z) => [...valueOf(valueOf(frames)(z))]);
  const expected = [0, 1].map((z) => [...new Uint8Array(pictureOf(z, true).values.buffer)]);

  test('V6: a fragment for each frame needs no offset table', () => { expect(bytesOf(cine(two.map((frame) => [frame]), 'empty'))).toEqual(expected); });
  test('V6: several fragments for each of several frames are told apart by the offset table', () => { expect(bytesOf(cine(halves, 'written'))).toEqual(expected); });
  test('V6: without an offset table they are refused, never guessed', () => { expect(codeOf(cine(halves, 'empty'))).toBe('PIXEL_DATA_CORRUPT'); });
  test('V6: fewer fragments than frames are a truncation', () => { expect(codeOf(cine([[two[0]]], 'empty'))).toBe('PIXEL_DATA_TRUNCATED'); });

  test.each(compressed)('V6: a frame of another size than the header promises is refused: %s', async (transferSyntaxUid) => {
    const picture = { ...pictureOf(0, true), columns: rows, rows: columns - 1 };
    const small = bySyntax[transferSyntaxUid]({ ...picture, values: picture.values.slice(0, 9) });
    expect(codeOf(await built((z) => encapsulated(described(z, true), { transferSyntaxUid, frames: [[small]] })))).toMatch(/^PIXEL_DATA_(TRUNCATED|CORRUPT)$/);
  });

  test.each(compressed)('V6: a compressed frame that is cut off is refused: %s', async (transferSyntaxUid) => {
    const cut = bySyntax[transferSyntaxUid](pictureOf(0, true)).slice(0, -4);
    expect(codeOf(await built((z) => encapsulated(described(z, true), { transferSyntaxUid, frames: [[cut]] })))).toMatch(/^PIXEL_DATA_(TRUNCATED|CORRUPT)$/);
  });
});

describe('V7', () => {
  test.each(compressed.flatMap((uid) => [[uid, true], [uid, false]] as const))('V7: every bit comes back: %s, signed: %s', async (transferSyntaxUid, isSigned) => {
    const { volume } = valueOf(await built((z) => encapsulated(described(z, isSigned), { transferSyntaxUid, frames: [[bySyntax[transferSyntaxUid](pictureOf(z, isSigned))]] })));
    expect([...volume.voxels]).toEqual([0, 1, 2].flatMap((z) => [...pictureOf(z, isSigned).values]));
  });

  test('V7: a deflated data set is read as it is', async () => {
    const { volume } = valueOf(await built((z) => deflated(slice(z, { PixelData: pictureOf(z, true).values.buffer }))));
    expect([...volume.voxels]).toEqual([0, 1, 2].flatMap((z) => [...pictureOf(z, true).values]));
  });

  test.each(transferSyntaxes.filter(({ code }) => code === 'UNSUPPORTED_TRANSFER_SYNTAX'))('V7: a transfer syntax without a decoder is refused by name: $uid, $name', async ({ uid }) => {
    expect(codeOf(await built((z) => encapsulated(described(z, true), { transferSyntaxUid: uid, frames: [[new Uint8Array(4)]] })))).toBe('UNSUPPORTED_TRANSFER_SYNTAX');
  });

  test('V7: what is not on the list is refused, a private syntax and none at all', () => {
    expect(['1.2.840.113619.5.2', ''].map((uid) => codeOf(encodingOf(uid)))).toEqual(['UNSUPPORTED_TRANSFER_SYNTAX', 'UNSUPPORTED_TRANSFER_SYNTAX']);
  });

  test.each(compressed)('V7: rubbish is a typed refusal, whatever it calls itself: %s', async (transferSyntaxUid) => {
    const rubbish = Uint8Array.from({ length: 200 }, (_, i) => (i * 151 + 7) & 255);
    expect(codeOf(await built((z) => encapsulated(described(z, true), { transferSyntaxUid, frames: [[rubbish]] })))).toMatch(/^PIXEL_DATA_(TRUNCATED|CORRUPT)$/);
  });

  test('V7: pixels that are not compressed are not taken for compressed ones, nor the other way round', async () => {
    expect(codeOf(await built((z) => withSyntax(fileOf(slice(z), '').bytes, '1.2.840.10008.1.2.5')))).toBe('PIXEL_DATA_CORRUPT');
    expect(codeOf(await built((z) => encapsulated(described(z, true), { transferSyntaxUid: '1.2.840.10008.1.2.1', frames: [[new Uint8Array(24)]] })))).toBe('PIXEL_DATA_CORRUPT');
  });
});
