import { codeOf, fileOf, slices, valueOf, volumeOf } from '../../test/support/dicom-objects.js';
import { origin } from '../../test/support/measured-study.js';
import { obliqueSlices, orientations } from '../../test/support/oblique-series.js';
import { everyElement, headerOf } from '../../test/support/written-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { buildMask, sortStudy } from '../volumes/index.js';
import { items, text } from '../volumes/header.js';
import { segmentation, type SegmentToWrite } from './segmentation.js';
import { sourceSeries } from './source-series.js';

const voxels = 4 * 3 * 5;
const seriesOf = (images: readonly Dataset[]) => valueOf(sourceSeries(sortStudy(images.map((image, k) => fileOf(image, String(k)))).series[0]?.instances ?? []));

/** A mask of five slices that is told by a rule. */
const where = (isInside: (x: number, y: number, z: number) => boolean): Uint8Array => Uint8Array.from({ length: voxels }, (_, i) => (isInside(i % 4, Math.floor(i / 4) % 3, Math.floor(i / 12)) ? 1 : 0));
const corner = where((x, y, z) => x + y + z < 3 && z !== 1);
const spots = where((x, y, z) => (7 * x + 5 * y + 3 * z) % 4 === 0 && z > 0);

const segment = (label: string, mask: Uint8Array, more: Partial<SegmentToWrite> = {}): SegmentToWrite =>
  ({ label, voxels: mask, trackingId: label, trackingUid: `2.25.${label.length}`, algorithm: { type: 'MANUAL' }, ...more });

async function readBack(bytes: Uint8Array, images: readonly Dataset[], roi: string): Promise<readonly number[]> {
  return [...valueOf(await buildMask(bytes, valueOf(await volumeOf(images)), roi)).mask.voxels];
}

const gaps = [3, 3, 3, 3];
const orders: readonly (readonly [string, (images: readonly Dataset[]) => readonly Dataset[]])[] = [
  ['as they lie', (images) => images], ['reversed', (images) => images.toReversed()], ['shuffled', (images) => [3, 0, 4, 1, 2].map((k) => images[k])],
];

/** Five frames in one instance, the last place first. */
const enhanced: Dataset = {
  ...slices(1)[0], SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1', NumberOfFrames: '5', PixelData: Int16Array.from({ length: voxels }, (_, i) => i).buffer,
  SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }], PixelMeasuresSequence: [{ PixelSpacing: ['2', '1'], SliceThickness: '3' }] }],
  PerFrameFunctionalGroupsSequence: [4, 3, 2, 1, 0].map((z) => ({ PlanePositionSequence: [{ ImagePositionPatient: ['10', '20', String(30 + 3 * z)] }] })),
};

describe('voxels come back from our own reader', () => {
  const cases = Object.keys(orientations).flatMap((orientation) => orders.map(([order, arranged]) => [orientation, order, arranged(obliqueSlices(orientation, gaps))] as const));
  test.each(cases)('%s, slices %s', async (_orientation, _order, images) => {
    const { bytes } = segmentation(origin, { source: seriesOf(images), segments: [segment('one', corner), segment('two', spots)] });
    expect(await readBack(bytes, images, 'one')).toEqual([...corner]);
    expect(await readBack(bytes, images, 'two')).toEqual([...spots]);
  });

  test('slices that are not evenly apart keep their own places', async () => {
    const images = obliqueSlices('oblique', [3, 3.1, 2.95, 3.05]);
    const { bytes } = segmentation(origin, { source: seriesOf(images), segments: [segment('one', spots)] });
    expect(await readBack(bytes, images, 'one')).toEqual([...spots]);
  });

  test('an enhanced instance, its frames against the order of their places', async () => {
    const { bytes } = segmentation(origin, { source: seriesOf([enhanced]), segments: [segment('one', spots)] });
    expect(await readBack(bytes, [enhanced], 'one')).toEqual([...spots]);
    const named = items(headerOf(bytes), 'x52009230').map((frame) => text(items(items(frame, 'x00089124')[0], 'x00082112')[0], 'x00081160'));
    // Slices 1 to 4 of the volume are frames 4 to 1 of the instance.
    expect(named).toEqual(['4', '3', '2', '1']);
  });

  test('on a series of another frame of reference it is refused', async () => {
    const { bytes } = segmentation(origin, { source: seriesOf(slices(5)), segments: [segment('one', corner)] });
    expect(codeOf(await buildMask(bytes, valueOf(await volumeOf(slices(5, () => ({ FrameOfReferenceUID: '2.25.9' })))), 'one'))).toBe('FRAME_OF_REFERENCE_MISMATCH');
  });
});

describe('the object', () => {
  const source = seriesOf(slices(5));
  const written = (segments: readonly SegmentToWrite[]) => headerOf(segmentation(origin, { source, segments }).bytes);

  test('slices that a segment does not reach have no frame (PS3.3 C.8.20.2)', () => {
    // The corner leaves out slice 1 and ends before slice 3.
    const frames = items(written([segment('one', corner)]), 'x52009230');
    expect(frames.map((frame) => text(items(frame, 'x00209113')[0], 'x00200032').split('\\')[2])).toEqual(['30', '36']);
  });

  test('dimension indices count the places that are there, from 1', () => {
    const frames = items(written([segment('one', corner), segment('two', spots)]), 'x52009230').map((frame) => items(frame, 'x00209111')[0]);
    expect(frames.map((content) => [content.uint32('x00209157', 0), content.uint32('x00209157', 1)])).toEqual([[1, 1], [1, 3], [2, 2], [2, 3], [2, 4], [2, 5]]);
  });

  test('it says whether segments overlap', () => {
    const rest = corner.map((one) => 1 - one);
    expect(text(written([segment('one', corner), segment('two', rest)]), 'x00620013')).toBe('NO');
    expect(text(written([segment('one', corner), segment('two', corner)]), 'x00620013')).toBe('YES');
  });

  test('each frame names the instance it was drawn on', () => {
    const frames = items(written([segment('one', corner)]), 'x52009230').map((frame) => text(items(items(frame, 'x00089124')[0], 'x00082112')[0], 'x00081155'));
    expect(frames).toEqual([source.slices[0].sopInstanceUid, source.slices[2].sopInstanceUid]);
  });

  test('a segment drawn by hand names no algorithm, another one must', () => {
    const [byHand, halfway] = items(written([segment('one', corner), segment('two', spots, { algorithm: { type: 'SEMIAUTOMATIC', name: 'grow' } })]), 'x00620002');
    expect([text(byHand, 'x00620008'), text(byHand, 'x00620009'), text(halfway, 'x00620008'), text(halfway, 'x00620009')]).toEqual(['MANUAL', '', 'SEMIAUTOMATIC', 'grow']);
  });

  test('the same input gives the same bytes; another voxel another instance in the same series', () => {
    const [one, again, other] = [corner, corner, spots].map((mask) => segmentation(origin, { source, segments: [segment('one', mask)] }));
    expect(one).toEqual(again);
    expect(other.sopInstanceUid).not.toBe(one.sopInstanceUid);
    expect(other.seriesInstanceUid).toBe(one.seriesInstanceUid);
  });

  test('every element has an even length, every UID at most 64 characters', () => {
    for (const { vr, length, text: value } of everyElement(written([segment('one', corner), segment('two', spots)]))) {
      expect(length % 2).toBe(0);
      if (vr === 'UI') expect(value).toMatch(/^[0-9.]{1,64}$/);
    }
  });

  test('a mask of another size, or one without a voxel, is a mistake of the caller', () => {
    expect(() => segmentation(origin, { source, segments: [segment('one', new Uint8Array(12))] })).toThrow('has 12 voxels, 60 expected');
    expect(() => segmentation(origin, { source, segments: [segment('one', new Uint8Array(voxels))] })).toThrow('no segment holds a voxel');
  });
});
