import { codeOf, instanceUid, maskOn, pictureOf, rectangle, segmentation, slices, structureSet, valueOf, wholeSlice, type SegFrame } from '../../test/support/dicom-objects.js';

const image = slices(5);
const left = '#... #... #...';
const right = '...# ...# ...#';
const spots = '#..# .#.. ..##';
const empty = '.... .... ....';

describe('S1', () => {
  const elsewhere = { FrameOfReferenceUID: '2.25.1' };

  test('S1: a Segmentation in another frame of reference is refused, though its positions fit', async () => {
    expect(codeOf(await maskOn(image, segmentation([{ z: 1, segment: 1, picture: left }], elsewhere)))).toBe('FRAME_OF_REFERENCE_MISMATCH');
  });

  test('S1: a structure set in another frame of reference is refused, though its positions fit', async () => {
    expect(codeOf(await maskOn(image, structureSet([{ pointsMm: wholeSlice(33) }], elsewhere)))).toBe('FRAME_OF_REFERENCE_MISMATCH');
  });

  test('S1: an absent frame of reference cannot be compared, and is said', async () => {
    const mask = valueOf(await maskOn(image, segmentation([{ z: 1, segment: 1, picture: left }], { FrameOfReferenceUID: '' })));
    expect(mask.warnings).toContain('the frame of reference of image or mask is absent and was not compared');
  });
});

describe('S3', () => {
  const frames: readonly SegFrame[] = [{ z: 3, segment: 2, picture: right }, { z: 1, segment: 1, picture: spots }, { z: 1, segment: 2, picture: left }, { z: 4, segment: 1, picture: left }];

  test.each([[1, [empty, spots, empty, empty, left]], [2, [empty, left, empty, right, empty]]] as const)('S3: frames of segment %i go where their position says; slices without one are empty', async (segment, pictures) => {
    const { mask } = valueOf(await maskOn(image, segmentation(frames), String(segment)));
    expect([0, 1, 2, 3, 4].map((z) => pictureOf(mask.voxels, z))).toEqual(pictures);
  });

  test('S3: the order of frames changes nothing', async () => {
    const [forth, back] = await Promise.all([frames, frames.toReversed()].map(async (order) => valueOf(await maskOn(image, segmentation(order), '1'))));
    expect(back.mask.voxels).toEqual(forth.mask.voxels);
  });

  test('S3: a frame between slices is refused, not moved', async () => {
    expect(codeOf(await maskOn(image, segmentation([{ z: 1.5, segment: 1, picture: left }])))).toBe('MASK_GRID_MISMATCH');
  });

  test('S3: a frame beyond the image is refused, not dropped', async () => {
    expect(codeOf(await maskOn(image, segmentation([{ z: 1, segment: 1, picture: left }, { z: 5, segment: 1, picture: left }])))).toBe('MASK_GRID_MISMATCH');
  });
});

describe('S4', () => {
  const frames: readonly SegFrame[] = [spots, left, right].map((picture, z) => ({ z, segment: 1, picture }));

  test('S4: frames of twelve bits follow each other without padding, least significant bit first', async () => {
    const { mask, voxels } = valueOf(await maskOn(image, segmentation(frames)));
    expect([0, 1, 2].map((z) => pictureOf(mask.voxels, z))).toEqual([spots, left, right]);
    expect(voxels).toBe(11);
  });

  test('S4: fewer bits than the frames need are refused', async () => {
    expect(codeOf(await maskOn(image, segmentation(frames, { PixelData: new ArrayBuffer(4) })))).toBe('PIXEL_DATA_TRUNCATED');
  });
});

describe('R1', () => {
  const drawn = (on: string | undefined) => structureSet([{ pointsMm: wholeSlice(36), ...(on === undefined ? {} : { on }) }]);

  test('R1: a contour that names an instance which is not there is placed by its position, and that is said', async () => {
    const { mask, voxels, warnings } = valueOf(await maskOn(image, drawn('2.25.1')));
    expect([pictureOf(mask.voxels, 2), voxels]).toEqual(['#### #### ####', 12]);
    expect(warnings).toEqual(['1 of 1 contours refer to image instances that are not in the series; they were placed by position']);
  });

  test('R1: a contour that names the instance it lies on gives no warning', async () => {
    expect(valueOf(await maskOn(image, drawn(instanceUid(2)))).warnings).toEqual([]);
  });

  test('R1: a contour that names another slice of the image than it lies on is refused', async () => {
    expect(codeOf(await maskOn(image, drawn(instanceUid(3))))).toBe('MASK_GRID_MISMATCH');
  });
});

describe('R2', () => {
  const at = (...z: readonly number[]) => structureSet([{ pointsMm: wholeSlice(0).map(([x, y], i) => [x, y, z[i % z.length]] as const) }]);

  test('R2: a contour up to half a millimetre off a slice belongs to it', async () => {
    expect(pictureOf(valueOf(await maskOn(image, at(36.45))).mask.voxels, 2)).toBe('#### #### ####');
  });

  test('R2: a contour farther off belongs to no slice', async () => {
    expect(codeOf(await maskOn(image, at(36.55)))).toBe('MASK_GRID_MISMATCH');
  });

  test('R2: where slices are close, half their distance is the limit', async () => {
    const close = slices(5, (z) => ({ ImagePositionPatient: ['10', '20', String(30 + 0.6 * z)], SliceThickness: '0.6' }));
    expect([codeOf(await maskOn(close, at(30.62))), codeOf(await maskOn(close, at(29.65)))]).toEqual(['ok', 'MASK_GRID_MISMATCH']);
  });

  test('R2: the points of a contour lie on one slice', async () => {
    expect(codeOf(await maskOn(image, at(36, 36, 39, 36)))).toBe('MASK_GRID_MISMATCH');
  });

  test('R2: a contour outside the stack is refused', async () => {
    expect(codeOf(await maskOn(image, at(45)))).toBe('MASK_GRID_MISMATCH');
  });
});

describe('R5', () => {
  test('R5: a slice that lies off the even grid is measured at its own voxel centres', async () => {
    const shifted = slices(5, (z) => ({ ImagePositionPatient: [z === 2 ? '10.3' : '10', '20', String(30 + 3 * z)] }));
    const { mask } = valueOf(await maskOn(shifted, structureSet([33, 36].map((z) => ({ pointsMm: rectangle([10.5, 19], [12.2, 26], z) })))));
    expect([pictureOf(mask.voxels, 1), pictureOf(mask.voxels, 2)]).toEqual(['.##. .##. .##.', '.#.. .#.. .#..']);
  });
});
