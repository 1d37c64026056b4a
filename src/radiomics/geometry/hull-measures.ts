import { norm } from '../numbers/powers.js';
import { convexHull } from './convex-hull.js';
import { meshExtremes } from './mesh-extremes.js';

type Triple = readonly [number, number, number];

/** The convex hull of a mask's surface. */
export interface Hull {
  readonly areaMm2: number;
  readonly volumeMm3: number;
  /** Largest distance between two vertices of the surface: both are corners of the hull. */
  readonly diameterMm: number;
}

function cross(a: readonly number[], b: readonly number[]): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function largestDistance(corners: readonly number[][]): number {
  const flat = Float64Array.from(corners.flat());
  let largest = 0;
  for (let i = 0; i < flat.length; i += 3) {
    for (let j = i + 3; j < flat.length; j += 3) {
      const [dx, dy, dz] = [flat[i] - flat[j], flat[i + 1] - flat[j + 1], flat[i + 2] - flat[j + 2]];
      const square = dx * dx + dy * dy + dz * dz;
      if (square > largest) largest = square;
    }
  }
  return Math.sqrt(largest);
}

/** The hull is found in half voxels, where it is exact, and measured in millimetres: stretching an axis keeps it a hull. */
export function hullOf(mask: Uint8Array, size: Triple, spacingMm: Triple): Hull {
  const points = meshExtremes(mask, size);
  const triangles = convexHull(points);
  const at = (p: number): number[] => [0, 1, 2].map((axis) => points[3 * p + axis] * spacingMm[axis] / 2);
  let [area, volume] = [0, 0];
  for (const [a, b, c] of triangles) {
    const [p, q, r] = [at(a), at(b), at(c)];
    const normal = cross(q.map((value, i) => value - p[i]), r.map((value, i) => value - p[i]));
    area += norm(normal[0], normal[1], normal[2]) / 2;
    volume += (normal[0] * p[0] + normal[1] * p[1] + normal[2] * p[2]) / 6;
  }
  return { areaMm2: area, volumeMm3: volume, diameterMm: largestDistance([...new Set(triangles.flat())].map(at)) };
}
