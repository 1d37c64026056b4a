import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { columns, positionOf, rows, slice } from './dicom-objects.js';

/** One frame of an enhanced instance: the slice it lies on, the value all its pixels have, and functional groups of its own. */
export interface EnhancedFrame {
  readonly z: number;
  readonly value: number;
  readonly groups?: Dataset;
}

export const transformation = (slope: number, intercept: number): Dataset => ({ PixelValueTransformationSequence: [{ RescaleSlope: String(slope), RescaleIntercept: String(intercept), RescaleType: 'US' }] });

/** Orientation, spacing and thickness of every frame, as the classic slices have them. */
export const sharedGroups: Dataset = {
  PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }], PixelMeasuresSequence: [{ PixelSpacing: ['2', '1'], SliceThickness: '3', SpacingBetweenSlices: '3' }],
};

/** An Enhanced MR instance; `changes` win. */
export function enhanced(frames: readonly EnhancedFrame[], shared: Dataset = sharedGroups, changes: Dataset = {}): Dataset {
  const { ImagePositionPatient: _position, ImageOrientationPatient: _orientation, PixelSpacing: _spacing, SliceThickness: _thickness, ...first } = slice(0);
  const pixels = new Int16Array(columns * rows * frames.length);
  frames.forEach(({ value }, k) => pixels.fill(value, k * columns * rows, (k + 1) * columns * rows));
  return {
    ...first, SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1', NumberOfFrames: String(frames.length), SharedFunctionalGroupsSequence: [shared],
    PerFrameFunctionalGroupsSequence: frames.map(({ z, groups }) => ({ PlanePositionSequence: [{ ImagePositionPatient: positionOf(z) }], ...groups })),
    PixelData: pixels.buffer, ...changes,
  };
}
