import fc from 'fast-check';
import { convexHull } from './convex-hull.js';
import { ellipsoidArea } from './ellipsoid.js';
import { hullOf } from './hull-measures.js';
import { surfaceOf } from './surface.js';
import { symmetricEigenvalues } from './symmetric-eigenvalues.js';

const size = [5, 4, 3] as const;
const masks = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 60, maxLength: 60 })
  .filter((bits) => bits.includes(1)).map((bits) => Uint8Array.from(bits));

describe('surface', () => {
  test('of one voxel is an octahedron', () => {
    const { areaMm2, volumeMm3 } = surfaceOf(Uint8Array.of(1), [1, 1, 1], [1, 1, 1]);
    expect(areaMm2).toBeCloseTo(Math.sqrt(3), 12);
    expect(volumeMm3).toBeCloseTo(1 / 6, 12);
  });

  test('encloses more than nothing and less than the box, whatever the mask', () => {
    fc.assert(fc.property(masks, (mask) => {
      const { areaMm2, volumeMm3 } = surfaceOf(mask, size, [1, 2, 3]);
      expect(volumeMm3).toBeGreaterThan(0);
      expect(volumeMm3).toBeLessThanOrEqual(60 * 6);
      // No shape has less area than the sphere of its volume.
      expect(areaMm2).toBeGreaterThanOrEqual(Math.cbrt(36 * Math.PI * volumeMm3 ** 2) - 1e-9);
    }));
  });

  test('is closed: the volume, a flux through it, does not depend on where it lies', () => {
    fc.assert(fc.property(masks, fc.integer({ min: 1, max: 40 }), (mask, by) => {
      const moved = new Uint8Array((5 + by) * 12);
      for (let row = 0; row < 12; row += 1) moved.set(mask.subarray(5 * row, 5 * row + 5), (5 + by) * row + by);
      expect(surfaceOf(moved, [5 + by, 4, 3], [1, 1, 1]).volumeMm3).toBeCloseTo(surfaceOf(mask, size, [1, 1, 1]).volumeMm3, 9);
    }));
  });
});

describe('convex hull', () => {
  test('of a cube of points has its volume, area and diagonal', () => {
    const hull = hullOf(new Uint8Array(27).fill(1), [3, 3, 3], [1, 1, 1]);
    expect(hull.volumeMm3).toBeLessThan(27);
    expect(hull.diameterMm).toBeCloseTo(Math.hypot(3, 2, 2), 12);
  });

  test('has every point on or below every face', () => {
    const point = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }));
    fc.assert(fc.property(fc.array(point, { maxLength: 60 }), (more) => {
      const points = Int32Array.from([[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9], ...more].flat());
      const at = (p: number): number[] => [...points.subarray(3 * p, 3 * p + 3)];
      for (const [a, b, c] of convexHull(points)) {
        const [p, q, r] = [at(a), at(b), at(c)];
        const [u, v] = [q.map((n, i) => n - p[i]), r.map((n, i) => n - p[i])];
        const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
        for (let k = 0; k < points.length / 3; k += 1) expect(normal.reduce((sum, n, i) => sum + n * (at(k)[i] - p[i]), 0)).toBeLessThanOrEqual(0);
      }
    }));
  });

  test('gives the diameter that trying all pairs of mesh vertices gives', () => {
    fc.assert(fc.property(masks, (mask) => {
      const inside = (x: number, y: number, z: number): boolean =>
        x >= 0 && y >= 0 && z >= 0 && x < 5 && y < 4 && z < 3 && mask[x + 5 * (y + 4 * z)] === 1;
      const vertices: number[][] = [];
      for (let z = -1; z < 3; z += 1) for (let y = -1; y < 4; y += 1) for (let x = -1; x < 5; x += 1) {
        for (const [i, j, k] of [[1, 0, 0], [0, 1, 0], [0, 0, 1]]) {
          if (inside(x, y, z) !== inside(x + i, y + j, z + k)) vertices.push([x + i / 2, 2 * (y + j / 2), 3 * (z + k / 2)]);
        }
      }
      const all = Math.max(...vertices.flatMap((a) => vertices.map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]))));
      expect(hullOf(mask, size, [1, 2, 3]).diameterMm).toBeCloseTo(all, 10);
    }), { numRuns: 30 });
  });
});

test('a sphere is no exception for the area of an ellipsoid', () => { expect(ellipsoidArea(2, 2, 2)).toBeCloseTo(16 * Math.PI, 12); });

test('eigenvalues come in descending order', () => {
  const [a, b, c] = symmetricEigenvalues([2, 2, 5, 1, 0, 0]);
  expect([a, b, c].map((value) => Number(value.toFixed(12)))).toEqual([5, 3, 1]);
});
