import { norm } from '../numbers/powers.js';

type Point = readonly [number, number, number];
type Triangle = readonly [Point, Point, Point];

/** What the surface inside one cube of eight voxel centres adds, for each of the 256 ways the eight can lie inside or outside. */
export interface CubeCase {
  readonly triangles: readonly Triangle[];
}

const corner = (c: number): Point => [c & 1, (c >> 1) & 1, c >> 2];
const middle = (a: number, b: number): Point => {
  const [p, q] = [corner(a), corner(b)];
  return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2, (p[2] + q[2]) / 2];
};

/** Corners of the six faces of the cube, anticlockwise for who looks from outside; corner c stands at (c & 1, c >> 1 & 1, c >> 2). */
const faces = [[2, 3, 1, 0], [5, 7, 6, 4], [1, 5, 4, 0], [6, 7, 3, 2], [4, 6, 2, 0], [3, 7, 5, 1]] as const;

const edgeKey = (a: number, b: number): number => (a < b ? 8 * a + b : 8 * b + a);

/**
 * On each face, a line from the edge where a run of inside corners begins to the edge where it ends. Two inside corners
 * across a face are cut off one by one: the rule is the same from both sides of the face, so the surface has no holes.
 */
function lines(code: number): Map<number, number> {
  const next = new Map<number, number>();
  const inside = (c: number): boolean => ((code >> c) & 1) === 1;
  for (const face of faces) {
    for (let i = 0; i < 4; i += 1) {
      if (inside(face[(i + 3) % 4]) || !inside(face[i])) continue;
      let end = i;
      while (inside(face[(end + 1) % 4])) end = (end + 1) % 4;
      next.set(edgeKey(face[(i + 3) % 4], face[i]), edgeKey(face[end], face[(end + 1) % 4]));
    }
  }
  return next;
}

/** The lines joined to closed polygons through the middles of edges. */
function polygons(code: number): Point[][] {
  const next = lines(code);
  const result: Point[][] = [];
  while (next.size > 0) {
    const [first] = next.keys();
    const loop: Point[] = [];
    for (let edge: number | undefined = first; edge !== undefined;) {
      const following: number | undefined = next.get(edge);
      if (following !== undefined) loop.push(middle(edge >> 3, edge & 7));
      next.delete(edge);
      edge = following;
    }
    result.push(loop);
  }
  return result;
}

/** Half the cross product of two edges: points outward, as long as the triangle is large. */
export function areaVector([p, q, r]: Triangle): Point {
  const [a, b] = [[q[0] - p[0], q[1] - p[1], q[2] - p[2]], [r[0] - p[0], r[1] - p[1], r[2] - p[2]]];
  return [(a[1] * b[2] - a[2] * b[1]) / 2, (a[2] * b[0] - a[0] * b[2]) / 2, (a[0] * b[1] - a[1] * b[0]) / 2];
}

const areaOf = (triangles: readonly Triangle[]): number => triangles.reduce((sum, triangle) => sum + norm(...areaVector(triangle)), 0);

/** Every way to cut a polygon into triangles: the last edge belongs to one triangle, left and right of it smaller polygons remain. */
function triangulations(polygon: readonly Point[]): Triangle[][] {
  const n = polygon.length;
  if (n < 3) return [[]];
  return Array.from({ length: n - 2 }, (_, i) => i + 1).flatMap((k) => triangulations(polygon.slice(0, k + 1)).flatMap((left) =>
    triangulations(polygon.slice(k)).map((right) => [...left, ...right, [polygon[0], polygon[k], polygon[n - 1]] as const])));
}

/**
 * Of the ways to cut a polygon that is not flat, the one with the largest area: the one that the tables of marching
 * cubes have, on which the reference values rest. The smallest area misses the sphericities of IBSI by half a per cent.
 */
const triangulate = (polygon: readonly Point[]): Triangle[] =>
  triangulations(polygon).reduce((best, other) => (areaOf(other) > areaOf(best) + 1e-12 ? other : best));

/** Marching cubes with the surface half-way between inside and outside, for the 256 cases; bit c is corner c. */
export const cubeCases: readonly CubeCase[] = Array.from({ length: 256 }, (_, code) => ({ triangles: polygons(code).flatMap(triangulate) }));
