import { codeOf, maskOn, pictureOf, rectangle, slices, structureSet, valueOf, wholeSlice, type DrawnContour } from '../../test/support/dicom-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import type { MaskOptions } from './types.js';

const image = slices(5);
const empty = '.... .... ....';
const inner = rectangle([10.6, 21], [12.4, 23], 36);

/** A structure set whose contours are of these kinds. */
const drawn = (...contours: readonly (readonly [string, DrawnContour['pointsMm']])[]): Dataset => {
  const [plain] = [structureSet(contours.map(([, pointsMm]) => ({ pointsMm })))];
  const [roi] = plain.ROIContourSequence as readonly [{ readonly ContourSequence: readonly Dataset[] }];
  return { ...plain, ROIContourSequence: [{ ...roi, ContourSequence: roi.ContourSequence.map((contour, k) => ({ ...contour, ContourGeometricType: contours[k][0] })) }] };
};
const on = (mask: Dataset, wanted?: MaskOptions) => maskOn(image, mask, wanted);

describe('R3', () => {
  const nested = drawn(['CLOSED_PLANAR', wholeSlice(36)], ['CLOSED_PLANAR', inner]);
  const asHole = 'the overlap was taken as a hole';

  test('R3: a plain contour inside another is ambiguous: a hole by default, said and recorded', async () => {
    const { mask, source, warnings } = valueOf(await on(nested));
    expect(pictureOf(mask.voxels, 2)).toBe('#### #..# ####');
    expect([source.nestedContours, warnings]).toEqual(['xor', [`1 contours overlap another one on their slice; ${asHole}`]]);
  });

  test('R3: the policy may be union, which is said and recorded too', async () => {
    const { mask, source, warnings } = valueOf(await on(nested, { nestedContours: 'union' }));
    expect(pictureOf(mask.voxels, 2)).toBe('#### #### ####');
    expect([source.nestedContours, warnings]).toEqual(['union', ['1 contours overlap another one on their slice; the overlap was taken as inside']]);
  });

  test.each<MaskOptions['nestedContours']>(['xor', 'union'])('R3: CLOSEDPLANAR_XOR is a hole whatever the policy, and no doubt to speak of (%s)', async (nestedContours) => {
    const { mask, source, warnings } = valueOf(await on(drawn(['CLOSEDPLANAR_XOR', wholeSlice(36)], ['CLOSEDPLANAR_XOR', inner]), { nestedContours }));
    expect(pictureOf(mask.voxels, 2)).toBe('#### #..# ####');
    expect([source.nestedContours, warnings]).toEqual([undefined, []]);
  });

  test('R3: a keyhole contour has its hole under both policies', async () => {
    const [a, b, c, d] = wholeSlice(36);
    const [e, f, g, h] = inner;
    const keyhole = drawn(['CLOSED_PLANAR', [a, b, c, d, a, e, h, g, f, e]]);
    for (const nestedContours of ['xor', 'union'] as const) {
      expect(pictureOf(valueOf(await on(keyhole, { nestedContours })).mask.voxels, 2)).toBe('#### #..# ####');
    }
  });

  test('R3: contours beside each other are nested in nothing', async () => {
    const { source, warnings } = valueOf(await on(drawn(['CLOSED_PLANAR', rectangle([9.6, 19], [11.5, 25], 36)], ['CLOSED_PLANAR', rectangle([11.5, 19], [13.4, 25], 36)])));
    expect([source.nestedContours, warnings]).toEqual([undefined, []]);
  });
});

describe('R4', () => {
  test('R4: points and open lines enclose nothing and are left out, which is said', async () => {
    const { mask, warnings } = valueOf(await on(drawn(['CLOSED_PLANAR', inner], ['POINT', [[10, 20, 36]]], ['OPEN_PLANAR', wholeSlice(36)], ['OPEN_NONPLANAR', wholeSlice(39)])));
    expect([pictureOf(mask.voxels, 2), pictureOf(mask.voxels, 3)]).toEqual(['.... .##. ....', empty]);
    expect(warnings).toEqual(['3 contours that enclose no area (points, open lines) were left out']);
  });

  test.each([['POINT', [[10, 20, 36]]], ['OPEN_PLANAR', wholeSlice(36)], ['CLOSED_PLANAR', wholeSlice(36).slice(0, 2)]] as const)('R4: a region of %s alone has no area and is refused', async (kind, points) => {
    expect(await on(drawn([kind, points]))).toEqual({ ok: false, problem: { code: 'ROI_EMPTY', text: 'the region has no closed planar contour' } });
  });

  test('R4: a region without contours is refused', async () => {
    expect(codeOf(await on({ ...structureSet([]), ROIContourSequence: [{ ReferencedROINumber: '1' }] }))).toBe('ROI_EMPTY');
  });

  test('R4: nothing is added between contours that skip a slice', async () => {
    const { mask } = valueOf(await on(drawn(['CLOSED_PLANAR', wholeSlice(33)], ['CLOSED_PLANAR', wholeSlice(39)])));
    expect([1, 2, 3].map((z) => pictureOf(mask.voxels, z))).toEqual(['#### #### ####', empty, '#### #### ####']);
  });
});
