import { deflateRawSync } from 'node:zlib';
import { encapsulated, rle, withSyntax } from '../../test/support/encapsulated.js';
import { codeOf, instanceUid, maskOn, pictureOf, positionOf, segmentation, slice, slices, valueOf, volumeOf } from '../../test/support/dicom-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { encode } from '../platform/dicom/encode.js';
import { buildMask } from './build-mask.js';

const image = slices(5);
const spots = '#..# .#.. ..##';
const left = '#... #... #...';
const empty = '.... .... ....';
const all = (voxels: Uint8Array): readonly string[] => [0, 1, 2, 3, 4].map((z) => pictureOf(voxels, z));

const frame = (position: readonly (string | number)[], segment = 1): Dataset => ({ PlanePositionSequence: [{ ImagePositionPatient: position.map(String) }], SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }] });
const shared = (orientation: readonly number[], spacing: readonly (number | string)[], more: Dataset = {}): Dataset => ({
  SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [{ ImageOrientationPatient: orientation.map(String) }], PixelMeasuresSequence: [{ PixelSpacing: spacing.map(String), SliceThickness: '3', ...more }] }],
});

/** One byte a pixel, so that any value can stand there. */
const bytes = (frames: readonly (readonly number[])[], changes: Dataset): Dataset => segmentation(frames.map((_, z) => ({ z: z + 1, segment: 1, picture: empty })), {
  BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: Uint8Array.from(frames.flat()).buffer, ...changes,
});

describe('S2', () => {
  // The picture's upper left pixel lies on the slice's other corner.
  test.each<[string, readonly number[], readonly [number, number], string]>([
    ['columns', [-1, 0, 0, 0, 1, 0], [13, 20], '#..# ..#. ##..'], ['rows', [1, 0, 0, 0, -1, 0], [10, 24], '..## .#.. #..#'], ['both', [-1, 0, 0, 0, -1, 0], [13, 24], '##.. ..#. #..#'],
  ])('S2: flipped rows and columns are remapped to the voxel: %s', async (_, orientation, [x, y], expected) => {
    const { mask } = valueOf(await maskOn(image, segmentation([{ z: 2, segment: 1, picture: spots }], { ...shared(orientation, [2, 1]), PerFrameFunctionalGroupsSequence: [frame([x, y, 36])] })));
    expect(all(mask.voxels)).toEqual([empty, empty, expected, empty, empty]);
  });

  test('S2: swapped rows and columns are remapped to the voxel', async () => {
    const turned = { Rows: 4, Columns: 3, ...shared([0, 1, 0, 1, 0, 0], [1, 2]), PerFrameFunctionalGroupsSequence: [frame([10, 20, 36])] };
    const { mask } = valueOf(await maskOn(image, segmentation([{ z: 2, segment: 1, picture: '##. ... .#. #.#' }], turned)));
    expect(pictureOf(mask.voxels, 2)).toBe('#..# #.#. ...#');
  });

  test('S2: sagittal frames on an axial image are remapped to the voxel, across its slices', async () => {
    // A pixel to the right is a row of the image farther down, a row down is a slice farther up.
    const sagittal = { Rows: 5, Columns: 3, ...shared([0, 1, 0, 0, 0, 1], [3, 2], { SpacingBetweenSlices: '1' }), PerFrameFunctionalGroupsSequence: [frame([11, 20, 30]), frame([13, 20, 30])] };
    const { mask } = valueOf(await maskOn(image, segmentation([{ z: 0, segment: 1, picture: '#.. .#. ..# ... ###' }, { z: 0, segment: 1, picture: '... ... ... ..# ...' }], sagittal)));
    expect(all(mask.voxels)).toEqual(['.#.. .... ....', '.... .#.. ....', '.... .... .#..', '.... .... ...#', '.#.. .#.. .#..']);
  });

  test.each<[string, readonly (number | string)[], readonly (number | string)[], string]>([
    ['spacing rounded to a decimal string', ['2.000001', '0.9999997'], [10, 20, 36], 'ok'], ['origin within a hundredth of a voxel', [2, 1], [10.009, 20, 36], 'ok'],
    ['origin farther off', [2, 1], [10.011, 20, 36], 'MASK_GRID_MISMATCH'], ['another pixel spacing', [2, 1.1], [10, 20, 36], 'MASK_GRID_MISMATCH'],
  ])('S2: a grid that is the image\'s within rounding is taken, another is not: %s', async (_, spacing, position, code) => {
    expect(codeOf(await maskOn(image, segmentation([{ z: 2, segment: 1, picture: spots }], { ...shared([1, 0, 0, 0, 1, 0], spacing), PerFrameFunctionalGroupsSequence: [frame(position)] })))).toBe(code);
  });

  test('S2: an oblique Segmentation on an axial image is refused', async () => {
    expect(codeOf(await maskOn(image, segmentation([{ z: 2, segment: 1, picture: spots }], shared([0.8, 0.6, 0, -0.6, 0.8, 0], [2, 1]))))).toBe('MASK_GRID_MISMATCH');
  });

  test('S2: frames meant for slices twice as far apart are refused: what lies between was drawn too', async () => {
    const coarse = shared([1, 0, 0, 0, 1, 0], [2, 1], { SpacingBetweenSlices: '6' });
    const on = async (...places: readonly number[]) => codeOf(await maskOn(image, segmentation(places.map((z) => ({ z, segment: 1, picture: spots })), coarse)));
    expect([await on(0, 2, 4), await on(2)]).toEqual(['MASK_GRID_MISMATCH', 'MASK_GRID_MISMATCH']);
    // Frames on slices beside each other belie the attribute.
    expect(await on(0, 1, 4)).toBe('ok');
  });
});

describe('S5', () => {
  const overlapping = [{ z: 1, segment: 1, picture: '##.. ##.. ....' }, { z: 1, segment: 2, picture: '.### .#.. ....' }];

  test.each([undefined, 'UNDEFINED', 'YES', 'NO'])('S5: each segment keeps its own voxels, whatever SegmentsOverlap says (%s)', async (SegmentsOverlap) => {
    const masks = await Promise.all(['1', '2'].map(async (roi) => valueOf(await maskOn(image, segmentation(overlapping, { SegmentsOverlap }), roi))));
    expect(masks.map(({ mask }) => pictureOf(mask.voxels, 1))).toEqual(['##.. ##.. ....', '.### .#.. ....']);
  });
});

describe('S6', () => {
  const fractional = (more: Dataset = {}) => bytes([[0, 127, 128, 255, 1, 2, 3, 4, 254, 64, 191, 192]], { SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'PROBABILITY', MaximumFractionalValue: 255, ...more });

  test('S6: fractions of at least one half are inside, and both are recorded', async () => {
    const { mask, source, warnings } = valueOf(await maskOn(image, fractional()));
    expect(pictureOf(mask.voxels, 1)).toBe('..## .... #.##');
    expect(source.fraction).toEqual({ type: 'PROBABILITY', threshold: 0.5 });
    expect(warnings).toContain('the Segmentation is fractional (PROBABILITY): voxels of at least 0.5 were taken');
  });

  test('S6: the threshold may be said', async () => {
    const { mask, source } = valueOf(await maskOn(image, fractional(), { fractionThreshold: 0.75 }));
    expect([pictureOf(mask.voxels, 1), source.fraction?.threshold]).toEqual(['...# .... #..#', 0.75]);
    await expect(maskOn(image, fractional(), { fractionThreshold: 0 })).rejects.toThrow('over 0 and at most 1 expected');
  });

  test('S6: a fraction is of MaximumFractionalValue, and of the kind it says', async () => {
    const { mask, source } = valueOf(await maskOn(image, fractional({ MaximumFractionalValue: 128, SegmentationFractionalType: 'OCCUPANCY', PixelData: Uint8Array.from([63, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0]).buffer })));
    expect([pictureOf(mask.voxels, 1), source.fraction?.type]).toEqual(['.##. .... ....', 'OCCUPANCY']);
  });

  test.each([undefined, 0])('S6: without a maximum there are no fractions (%s)', async (MaximumFractionalValue) => {
    expect(codeOf(await maskOn(image, fractional({ MaximumFractionalValue })))).toBe('MALFORMED_DICOM');
  });

  test('S6: a binary Segmentation has no threshold to record', async () => {
    expect(valueOf(await maskOn(image, segmentation([{ z: 1, segment: 1, picture: spots }]))).source.fraction).toBeUndefined();
  });
});

describe('S7', () => {
  const background = { SegmentNumber: 0, SegmentLabel: 'Background', SegmentedPropertyTypeCodeSequence: [{ CodeValue: '125040', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Background' }] };
  const segments = [{ SegmentNumber: 3, SegmentLabel: 'tumour' }, { SegmentNumber: 7, SegmentLabel: 'oedema' }];
  const labelMap = (more: Dataset = {}) => bytes([[3, 3, 0, 7, 0, 5, 7, 0, 0, 0, 0, 3], [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]], {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.7', SegmentationType: 'LABELMAP', SegmentSequence: [background, ...segments],
    PerFrameFunctionalGroupsSequence: [1, 3].map((z) => ({ PlanePositionSequence: [{ ImagePositionPatient: positionOf(z) }] })), ...more,
  });

  test.each([['tumour', ['##.. .... ...#', empty]], ['7', ['...# ..#. ....', '#... .... ....']]] as const)('S7: a pixel is of the segment whose number it holds: %s', async (roi, [first, second]) => {
    expect(all(valueOf(await maskOn(image, labelMap(), roi)).mask.voxels)).toEqual([empty, first, empty, second, empty]);
  });

  test('S7: background is no region, whatever number it has', async () => {
    expect(await maskOn(image, labelMap(), '0')).toMatchObject({ problem: { code: 'ROI_NOT_FOUND', text: 'the mask object holds no region "0"; it holds 3 "tumour", 7 "oedema"' } });
    const padded = labelMap({ PixelPaddingValue: 7, SegmentSequence: segments, _vrMap: { PixelData: 'OB', PixelPaddingValue: 'US' } });
    expect(valueOf(await maskOn(image, padded)).roi.label).toBe('tumour');
  });

  test('S7: sixteen bits hold segment numbers over 255', async () => {
    const values = Uint16Array.from({ length: 24 }, (_, i) => (i < 2 ? 300 : 44));
    const { mask } = valueOf(await maskOn(image, labelMap({ BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelData: values.buffer, _vrMap: { PixelData: 'OW' }, SegmentSequence: [{ SegmentNumber: 300, SegmentLabel: 'lesion' }] })));
    expect(all(mask.voxels)).toEqual([empty, '##.. .... ....', empty, empty, empty]);
  });
});

describe('S8', () => {
  const pictures = [spots, left];
  const drawn = pictures.map((picture, z) => ({ z: z + 1, segment: 1, picture }));
  const bits = pictures.map((picture) => {
    const packed = new Uint8Array(2);
    Array.from(picture.replaceAll(' ', '')).forEach((mark, i) => { if (mark === '#') packed[i >> 3] |= 1 << (i & 7); });
    return packed;
  });
  const placed = async (file: Uint8Array) => buildMask(file, valueOf(await volumeOf(image)));

  test.each([
    ['RLE', '1.2.840.10008.1.2.5', (frames: Uint8Array) => rle(frames, 1)], ['deflated frames', '1.2.840.10008.1.2.8.1', (frames: Uint8Array) => deflateRawSync(frames)],
  ] as const)('S8: a Segmentation of bits in %s is decoded frame by frame', async (_, transferSyntaxUid, compress) => {
    const { mask } = valueOf(await placed(encapsulated(segmentation(drawn), { transferSyntaxUid, frames: bits.map((frameBits) => [compress(frameBits)]) })));
    expect(all(mask.voxels)).toEqual([empty, spots, left, empty, empty]);
  });

  test('S8: bytes that are compressed are never unpacked as bits', async () => {
    expect(codeOf(await placed(encapsulated(segmentation(drawn), { transferSyntaxUid: '1.2.840.10008.1.2.1', frames: bits.map((frameBits) => [frameBits]) })))).toMatch(/^PIXEL_DATA_(TRUNCATED|CORRUPT)$/);
    expect(codeOf(await placed(withSyntax(encode(segmentation(drawn)), '1.2.840.10008.1.2.5')))).toBe('PIXEL_DATA_CORRUPT');
  });

  test('S8: with loss, or in a syntax that is not known, it is refused', async () => {
    const inSyntax = (uid: string) => placed(encapsulated(segmentation(drawn), { transferSyntaxUid: uid, frames: bits.map((frameBits) => [frameBits]) }));
    expect([codeOf(await inSyntax('1.2.840.10008.1.2.4.91')), codeOf(await inSyntax('1.2.840.10008.1.2.4.50'))]).toEqual(['LOSSY_COMPRESSION', 'UNSUPPORTED_TRANSFER_SYNTAX']);
  });
});

describe('S10', () => {
  const citing = (series: string, ...instances: readonly string[]): Dataset => segmentation([{ z: 1, segment: 1, picture: left }], {
    ReferencedSeriesSequence: [{ SeriesInstanceUID: series, ReferencedInstanceSequence: instances.map((ReferencedSOPInstanceUID) => ({ ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.4', ReferencedSOPInstanceUID })) }],
  });
  const own = String(slice(0).SeriesInstanceUID);

  test('S10: a Segmentation that was drawn on an instance which is not there is refused', async () => {
    expect(await maskOn(image, citing(own, instanceUid(1), instanceUid(7), instanceUid(8)))).toEqual({ ok: false, problem: { code: 'MASK_SOURCE_MISSING', text: 'the Segmentation was drawn on 3 instances of the series, of which 2 are not here' } });
  });

  test('S10: one drawn on some of the instances is whole', async () => {
    expect(valueOf(await maskOn(image, citing(own, instanceUid(1), instanceUid(2)))).warnings).toEqual([]);
  });

  test('S10: one drawn on another series is placed where its grid fits to the voxel, and that is said', async () => {
    expect(valueOf(await maskOn(image, citing('2.25.1', '2.25.2'))).warnings).toEqual(['the Segmentation refers to another series than the image; it was placed by position']);
  });

  test('S10: instances of another volume of the same series are there', async () => {
    const phases = [1, 2].flatMap((phase) => slices(3, (z) => ({ SOPInstanceUID: `2.25.${phase}${z}`, TemporalPositionIdentifier: String(phase) })));
    const second = valueOf(await volumeOf(phases, { volume: 2 }));
    expect(codeOf(await buildMask(encode(citing(own, '2.25.10', '2.25.11', '2.25.12')), second))).toBe('ok');
    expect(codeOf(await buildMask(encode(citing(own, '2.25.10', '2.25.13')), second))).toBe('MASK_SOURCE_MISSING');
  });
});

