import type { Dataset } from '../platform/dicom/dataset.js';
import { decimalString } from '../platform/dicom/decimal-string.js';
import type { Vector } from '../volumes/types.js';

/** Where the pixels of every frame lie: directions, spacing (Δy, Δx) and distance of the planes in millimetres. */
export interface PlaneGeometry {
  readonly orientation: readonly number[];
  readonly pixelSpacingMm: readonly [number, number];
  readonly sliceSpacingMm: number;
}

/** Pixel measures and plane orientation, shared by all frames (PS3.3 C.7.6.16.2.1, C.7.6.16.2.4). A plane is as thick as the planes are apart. */
export const sharedGeometry = ({ orientation, pixelSpacingMm, sliceSpacingMm }: PlaneGeometry): Dataset => ({
  PlaneOrientationSequence: [{ ImageOrientationPatient: orientation.map(decimalString) }],
  PixelMeasuresSequence: [{ PixelSpacing: pixelSpacingMm.map(decimalString), SliceThickness: decimalString(sliceSpacingMm), SpacingBetweenSlices: decimalString(sliceSpacingMm) }],
});

/** Position of one frame (PS3.3 C.7.6.16.2.3). */
export const planePosition = (positionMm: Vector): Dataset => ({ PlanePositionSequence: [{ ImagePositionPatient: positionMm.map(decimalString) }] });

const position = { DimensionIndexPointer: 0x00200032, FunctionalGroupPointer: 0x00209113, DimensionDescriptionLabel: 'Position' };
const segment = { DimensionIndexPointer: 0x0062000b, FunctionalGroupPointer: 0x0062000a, DimensionDescriptionLabel: 'Segment' };

/** By what frames are ordered (PS3.3 C.7.6.17): by segment and position, or by position alone. */
export function dimensions(organisationUid: string, by: 'segment and position' | 'position'): Dataset {
  const indices = by === 'position' ? [position] : [segment, position];
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organisationUid }],
    DimensionIndexSequence: indices.map((index) => ({ DimensionOrganizationUID: organisationUid, ...index })),
  };
}
