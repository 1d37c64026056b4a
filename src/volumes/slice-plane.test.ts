import { slicePlane } from './slice-plane.js';
import type { Vector } from './types.js';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const turned = (degrees: number): Vector => [0, Math.sin(radians(degrees)), Math.cos(radians(degrees))];

test.each<[Vector, string]>([[[0, 0, 1], 'axial'], [[0, 0, -2], 'axial'], [[0, 1, 0], 'coronal'], [[-1, 0, 0], 'sagittal']])('slices with the normal %j are %s', (normal, plane) => {
  expect(slicePlane(normal)).toEqual({ plane, nearest: plane, degreesOff: 0 });
});

test.each([[0.4, 'axial', 'axial', 0.4], [0.6, 'oblique', 'axial', 0.6], [23, 'oblique', 'axial', 23], [60, 'oblique', 'coronal', 30]])('%d° off the axis of the limb they are %s, nearest to %s', (degrees, plane, nearest, off) => {
  expect(slicePlane(turned(degrees))).toEqual({ plane, nearest, degreesOff: expect.closeTo(off, 9) as number });
});
