import { slice } from './dicom-objects.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';

type Vector = readonly [number, number, number];

const along = (origin: Vector, direction: Vector, mm: number): Vector => [origin[0] + mm * direction[0], origin[1] + mm * direction[1], origin[2] + mm * direction[2]];
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const text = (values: readonly number[]): readonly string[] => values.map((value) => String(Number(value.toPrecision(10))));

/** Directions of rows and columns: turned about two axes, and with the columns up, so that slices ascend against the head. */
export const orientations: Readonly<Record<string, readonly [Vector, Vector]>> = {
  axial: [[1, 0, 0], [0, 1, 0]],
  oblique: [[Math.cos(0.4), Math.sin(0.4), 0], [-Math.sin(0.4) * Math.cos(0.3), Math.cos(0.4) * Math.cos(0.3), Math.sin(0.3)]],
  'columns upwards': [[1, 0, 0], [0, -1, 0]],
  sagittal: [[0, 1, 0], [0, 0, -1]],
};

/** Slices of 4 × 3 voxels of 1 × 2 mm, so many, `gapsMm` apart along the normal of their orientation. */
export function obliqueSlices(orientation: string, gapsMm: readonly number[]): readonly Dataset[] {
  const [row, column] = orientations[orientation];
  const places = gapsMm.reduce<readonly number[]>((before, gap) => [...before, (before.at(-1) ?? 0) + gap], [0]);
  return places.map((at, z) => slice(z, { ImageOrientationPatient: text([...row, ...column]), ImagePositionPatient: text(along([-17.123456, 20, 30.5], cross(row, column), at)) }));
}
