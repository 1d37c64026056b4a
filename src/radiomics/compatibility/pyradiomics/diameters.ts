import { square } from '../../numbers/powers.js';
import type { Triple } from '../../preprocessing/box.js';

/** A point of a plane, in half voxels. */
type Point = readonly [number, number];

/** Corners of the convex hull, by Andrew's chain. */
function corners(points: readonly Point[]): Point[] {
  const sorted = points.toSorted(([a, b], [c, d]) => a - c || b - d);
  const chain = (ordered: readonly Point[]): Point[] => {
    const hull: Point[] = [];
    for (const p of ordered) {
      while (hull.length > 1) {
        const [a, b] = [hull[hull.length - 2], hull[hull.length - 1]];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        hull.pop();
      }
      hull.push(p);
    }
    return hull;
  };
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

/** Largest distance between two points, in mm. */
function farthest(points: readonly Point[], u: number, v: number): number {
  const hull = corners(points);
  let most = 0;
  for (let i = 0; i < hull.length; i += 1) {
    for (let j = 0; j < i; j += 1) most = Math.max(most, square((hull[i][0] - hull[j][0]) / 2 * u) + square((hull[i][1] - hull[j][1]) / 2 * v));
  }
  return Math.sqrt(most);
}

type IsInside = (i: number, j: number) => boolean;

/** First and last i of each row j where something holds, `beyond` half voxels outside of them. */
function rowEnds(holds: IsInside, [ni, nj]: readonly [number, number], beyond: number): Point[] {
  return Array.from({ length: nj }, (_, j) => j).flatMap((j): Point[] => {
    let first = 0;
    while (first < ni && !holds(first, j)) first += 1;
    if (first === ni) return [];
    let last = ni - 1;
    while (!holds(last, j)) last -= 1;
    return [[2 * first - beyond, 2 * j], [2 * last + beyond, 2 * j]];
  });
}

/** Largest diameter of the mesh in any plane across `axis`: planes through voxel centres and half-way between them. */
function diameterAcross(axis: number, mask: Uint8Array, size: Triple, spacingMm: Triple): number {
  const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
  const strides = [1, size[0], size[0] * size[1]];
  const inPlane = (k: number): IsInside => (i, j) => k >= 0 && k < size[axis] && mask[k * strides[axis] + i * strides[u] + j * strides[v]] === 1;
  let most = 0;
  for (let k = 0; k <= size[axis]; k += 1) {
    const [here, before] = [inPlane(k), inPlane(k - 1)];
    const between = rowEnds((i, j) => here(i, j) !== before(i, j), [size[u], size[v]], 0);
    const rows = rowEnds(here, [size[u], size[v]], 1);
    const columns = rowEnds((j, i) => here(i, j), [size[v], size[u]], 1).map(([j, i]): Point => [i, j]);
    most = Math.max(most, farthest(between, spacingMm[u], spacingMm[v]), farthest([...rows, ...columns], spacingMm[u], spacingMm[v]));
  }
  return most;
}

/**
 * Maximum2DDiameterSlice, Column and Row (cshape.c): the largest distance in mm between two vertices of the mesh that have
 * the same z, y or x. Vertices lie half-way between a voxel inside and its neighbour outside.
 */
export const planarDiameters = (mask: Uint8Array, size: Triple, spacingMm: Triple): { readonly slice: () => number; readonly column: () => number; readonly row: () => number } => ({
  slice: () => diameterAcross(2, mask, size, spacingMm),
  column: () => diameterAcross(1, mask, size, spacingMm),
  row: () => diameterAcross(0, mask, size, spacingMm),
});
