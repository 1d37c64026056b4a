import { codeOf, fileOf, sliceOf, valueOf, volumeOf } from '../../test/support/dicom-objects.js';
import { enhanced, sharedGroups, transformation, type EnhancedFrame } from '../../test/support/enhanced-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { sortStudy } from './sort-study.js';

const firsts = (voxels: Float32Array, count: number): readonly number[] => Array.from({ length: count }, (_, z) => sliceOf(voxels, z)[0]);
const frames = (count: number, groups: (z: number) => Dataset = () => ({})): readonly EnhancedFrame[] => Array.from({ length: count }, (_, z) => ({ z, value: 10 + z, groups: groups(z) }));
const content = (attributes: Dataset): Dataset => ({ FrameContentSequence: [attributes] });

describe('G10', () => {
  test('G10: frames are ordered by position, not as they are stored', async () => {
    const { volume, sliceOriginsMm } = valueOf(await volumeOf([enhanced([3, 0, 2, 1].map((z) => ({ z, value: 10 + z })))]));
    expect(firsts(volume.voxels, 4)).toEqual([10, 11, 12, 13]);
    expect([volume.grid.size, volume.grid.spacingMm, sliceOriginsMm[3]]).toEqual([[4, 3, 4], [1, 2, 3], [10, 20, 39]]);
  });

  test('G10: each frame is rescaled by its own slope', async () => {
    const { volume } = valueOf(await volumeOf([enhanced(frames(3, (z) => transformation(z + 0.5, -z)))]));
    expect(firsts(volume.voxels, 3)).toEqual([5, 11 * 1.5 - 1, 12 * 2.5 - 2]);
  });

  test('G10: what all frames share is taken where a frame says nothing', async () => {
    const { volume } = valueOf(await volumeOf([enhanced(frames(3, (z) => (z === 1 ? transformation(3, 0) : {})), { ...sharedGroups, ...transformation(2, 1) })]));
    expect(firsts(volume.voxels, 3)).toEqual([21, 33, 25]);
  });

  test('G10: a frame\'s own geometry wins over the shared one', async () => {
    const turned = { PlaneOrientationSequence: [{ ImageOrientationPatient: ['0', '1', '0', '-1', '0', '0'] }], PixelMeasuresSequence: [{ PixelSpacing: ['4', '5'], SliceThickness: '3' }] };
    const { volume } = valueOf(await volumeOf([enhanced(frames(3, () => turned))]));
    expect(volume.grid.spacingMm).toEqual([5, 4, 3]);
    expect([0, 4, 8].map((at) => Array.from(volume.grid.affine).slice(at, at + 3))).toEqual([[0, -4, 0], [5, 0, 0], [0, 0, 3]]);
  });

  test('G10: stacks of one instance are volumes of their own', async () => {
    const stacks = [...frames(3, () => content({ StackID: '1' })), ...frames(4, () => content({ StackID: '2' })).map(({ z, value, groups }) => ({ z: z + 0.5, value: value + 100, ...(groups === undefined ? {} : { groups }) }))];
    expect(await volumeOf([enhanced(stacks)])).toMatchObject({ problem: { code: 'NOT_A_VOLUME', text: 'the series holds 2 volumes of 3 or 4 slices and none was chosen: 1 (StackID 1), 2 (StackID 2)' } });
    expect(firsts(valueOf(await volumeOf([enhanced(stacks)], { volume: 2 })).volume.voxels, 4)).toEqual([110, 111, 112, 113]);
  });

  test('G10: volumes in one place are told apart by the instance\'s own dimensions where no attribute does', async () => {
    const both = [0, 1, 2].flatMap((z) => [1, 2].map((phase) => ({ z, value: 100 * phase + z, groups: content({ DimensionIndexValues: [z + 1, phase] }) })));
    // (0020,9057) InStackPositionNumber, (0018,9328) a cardiac phase.
    const dimensions = { DimensionIndexSequence: ['00209057', '00189328'].map((DimensionIndexPointer) => ({ DimensionIndexPointer })) };
    const instance = enhanced(both, sharedGroups, dimensions);
    expect(await volumeOf([instance])).toMatchObject({ problem: { text: /1 \(DimensionIndexValues \(0018,9328\) 1\), 2 \(DimensionIndexValues \(0018,9328\) 2\)$/ } });
    expect(firsts(valueOf(await volumeOf([instance], { volume: 2 })).volume.voxels, 3)).toEqual([200, 201, 202]);
  });

  test('G10: as many frames are described as there are', async () => {
    const promised = enhanced(frames(3), sharedGroups, { NumberOfFrames: '4', PixelData: new ArrayBuffer(96) });
    expect(sortStudy([fileOf(promised, 'study/0.dcm')]).problems).toEqual([{ name: 'study/0.dcm', code: 'MALFORMED_DICOM', text: 'NumberOfFrames is 4 but 3 frames are described' }]);
    expect(codeOf(await volumeOf([enhanced(frames(3), sharedGroups, { PixelData: new ArrayBuffer(48) })]))).toBe('PIXEL_DATA_TRUNCATED');
  });
});
