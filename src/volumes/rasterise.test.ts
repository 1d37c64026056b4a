import fc from 'fast-check';
import { drawPolygon, type Polygon } from './rasterise.js';

const columns = 9;
const rows = 7;

const polygonOf = (...points: readonly (readonly [number, number])[]): Polygon => ({ u: Float64Array.from(points, ([u]) => u), v: Float64Array.from(points, ([, v]) => v) });

function drawn(...polygons: readonly Polygon[]): Uint8Array {
  const slice = new Uint8Array(columns * rows);
  for (const polygon of polygons) drawPolygon({ voxels: slice, columns, rows, mode: 'xor' }, polygon);
  return slice;
}

const count = (slice: Uint8Array): number => slice.reduce((sum, value) => sum + value, 0);
const at = (slice: Uint8Array, x: number, y: number): number => slice[x + columns * y];

/** Crossing number of the ray to the left of one point, edge by edge: the rule by its definition. */
function isInside({ u, v }: Polygon, x: number, y: number): boolean {
  return u.reduce((inside, _, i) => {
    const j = (i + 1) % u.length;
    const [low, high] = v[i] <= v[j] ? [i, j] : [j, i];
    const isCrossed = v[low] <= y && y < v[high] && u[low] + ((y - v[low]) / (v[high] - v[low])) * (u[high] - u[low]) <= x;
    return isCrossed ? !inside : inside;
  }, false);
}

test('R5: a voxel is inside when its centre is', () => {
  const slice = drawn(polygonOf([0.6, 0.6], [3.4, 0.6], [3.4, 2.4], [0.6, 2.4]));
  expect([count(slice), at(slice, 1, 1), at(slice, 3, 2), at(slice, 0, 1)]).toEqual([6, 1, 1, 0]);
});

test('R5: edges are half-open: of a square on voxel centres the near sides count, the far ones do not', () => {
  const slice = drawn(polygonOf([1, 1], [4, 1], [4, 3], [1, 3]));
  expect([count(slice), at(slice, 1, 1), at(slice, 4, 1), at(slice, 1, 3)]).toEqual([6, 1, 0, 0]);
});

test('R5: a contour that crosses itself is inside where it winds an odd number of times', () => {
  const slice = drawn(polygonOf([0.5, 0.5], [5.5, 0.5], [5.5, 4.5], [2.5, 4.5], [2.5, 2.5], [3.5, 2.5], [3.5, 5.5], [0.5, 5.5]));
  expect([at(slice, 1, 1), at(slice, 3, 3), at(slice, 3, 1)]).toEqual([1, 0, 1]);
});

test('R5: a contour that reaches beyond the slice is cut at its edge', () => {
  expect(count(drawn(polygonOf([-5, -5], [50, -5], [50, 50], [-5, 50])))).toBe(columns * rows);
});

test('R5: a keyhole contour leaves its hole out, the way in and out adding nothing', () => {
  const slice = drawn(polygonOf([0, 0], [6, 0], [6, 6], [0, 6], [0, 0], [2, 2], [2, 4], [4, 4], [4, 2], [2, 2]));
  expect([count(slice), at(slice, 2, 2), at(slice, 3, 3), at(slice, 4, 3)]).toEqual([32, 0, 0, 1]);
});

// Halves and quarters fall on voxel centres and edges often, and are exact in binary.
const point = fc.tuple(fc.integer({ min: -4, max: 40 }).map((n) => n / 4), fc.integer({ min: -4, max: 32 }).map((n) => n / 4));
const ring = fc.array(point, { minLength: 3, maxLength: 9 }).map((points) => polygonOf(...points));

test('R5: any contour gives the voxels of the even-odd rule, one by one', () => {
  fc.assert(fc.property(ring, (polygon) => {
    const slice = drawn(polygon);
    const expected = Uint8Array.from({ length: columns * rows }, (_, i) => (isInside(polygon, i % columns, Math.floor(i / columns)) ? 1 : 0));
    expect(slice).toEqual(expected);
  }));
});

test('R5: it does not matter where a contour begins and which way round it goes', () => {
  fc.assert(fc.property(ring, fc.nat(8), (polygon, turn) => {
    const indices = Array.from(polygon.u, (_, i) => (i + turn) % polygon.u.length).toReversed();
    const turned = { u: Float64Array.from(indices, (i) => polygon.u[i]), v: Float64Array.from(indices, (i) => polygon.v[i]) };
    expect(drawn(turned)).toEqual(drawn(polygon));
  }));
});

test('R5: two contours that share an edge share no voxel and leave none out', () => {
  fc.assert(fc.property(point, point, (a, b) => {
    const outer = drawn(polygonOf([-2, -2], [12, -2], [12, 12], [-2, 12]));
    const parts = [polygonOf([-2, -2], [12, -2], b, a), polygonOf([12, -2], [12, 12], b), polygonOf([12, 12], [-2, 12], a, b), polygonOf([-2, 12], [-2, -2], a)];
    expect(drawn(...parts)).toEqual(outer);
  }));
});
