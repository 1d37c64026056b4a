import { norm } from '../numbers/powers.js';

/** Triangle of a hull: corners anticlockwise from outside, plane n · p = offset, and the points still outside it. */
interface Face {
  readonly corners: readonly [number, number, number];
  readonly normal: readonly [number, number, number];
  readonly offset: number;
  outside: number[];
  alive: boolean;
}

/** Integer coordinates x, y, z of point after point. Below 2¹⁵ every product here is an exact integer: no tolerance is needed. */
type Points = Int32Array;

function faceOf(points: Points, a: number, b: number, c: number): Face {
  const [ax, ay, az] = [points[3 * a], points[3 * a + 1], points[3 * a + 2]];
  const [ux, uy, uz] = [points[3 * b] - ax, points[3 * b + 1] - ay, points[3 * b + 2] - az];
  const [vx, vy, vz] = [points[3 * c] - ax, points[3 * c + 1] - ay, points[3 * c + 2] - az];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
  return { corners: [a, b, c], normal, offset: normal[0] * ax + normal[1] * ay + normal[2] * az, outside: [], alive: true };
}

/** Positive outside, 0 on the plane: exact. */
const above = (points: Points, face: Face, p: number): number =>
  face.normal[0] * points[3 * p] + face.normal[1] * points[3 * p + 1] + face.normal[2] * points[3 * p + 2] - face.offset;

function argmax(count: number, score: (p: number) => number): number {
  let best = 0;
  let bestScore = -Infinity;
  for (let p = 0; p < count; p += 1) {
    const s = score(p);
    if (s > bestScore) { best = p; bestScore = s; }
  }
  return best;
}

/** Four points that are not in one plane. */
function firstTetrahedron(points: Points): [number, number, number, number] {
  const count = points.length / 3;
  const a = argmax(count, (p) => -points[3 * p]);
  const b = argmax(count, (p) => points[3 * p]);
  const c = argmax(count, (p) => norm(...faceOf(points, a, b, p).normal));
  const base = faceOf(points, a, b, c);
  const d = argmax(count, (p) => Math.abs(above(points, base, p)));
  const side = above(points, base, d);
  if (side === 0) throw new Error('convexHull: the points lie in one plane; a mesh around voxels was expected.');
  return side < 0 ? [a, b, c, d] : [a, c, b, d];
}

function assign(points: Points, candidates: readonly number[], faces: readonly Face[]): void {
  for (const p of candidates) {
    const face = faces.find((f) => above(points, f, p) > 0);
    if (face) face.outside.push(p);
  }
}

interface View {
  readonly seen: readonly Face[];
  readonly horizon: readonly (readonly [number, number])[];
}

/** The faces that can be seen from a point, and the edges around them, anticlockwise. */
function visibleFrom(points: Points, from: Face, p: number, byEdge: ReadonlyMap<number, Face>, width: number): View {
  const seen = [from];
  const horizon: [number, number][] = [];
  from.alive = false;
  for (let i = 0; i < seen.length; i += 1) {
    const [a, b, c] = seen[i].corners;
    for (const [u, v] of [[a, b], [b, c], [c, a]]) {
      const other = byEdge.get(v * width + u);
      if (!other) throw new Error('convexHull: the hull is not closed.');
      if (!other.alive) continue;
      if (above(points, other, p) > 0) { other.alive = false; seen.push(other); } else horizon.push([u, v]);
    }
  }
  return { seen, horizon };
}

/**
 * Convex hull of points that span space (quickhull: Barber, Dobkin, Huhdanpaa 1996, doi:10.1145/235815.235821).
 * A point on a face's plane is not outside of it. Answers the corners of the triangles, anticlockwise from outside.
 */
export function convexHull(points: Points): readonly (readonly [number, number, number])[] {
  const width = points.length / 3;
  const [a, b, c, d] = firstTetrahedron(points);
  const byEdge = new Map<number, Face>();
  const add = (u: number, v: number, w: number): Face => {
    const face = faceOf(points, u, v, w);
    for (const [s, t] of [[u, v], [v, w], [w, u]]) byEdge.set(s * width + t, face);
    return face;
  };
  const faces = [add(a, b, c), add(a, d, b), add(b, d, c), add(c, d, a)];
  assign(points, Array.from({ length: width }, (_, p) => p), faces);
  for (let i = 0; i < faces.length; i += 1) {
    const face = faces[i];
    if (!face.alive || face.outside.length === 0) continue;
    const p = face.outside.reduce((best, q) => (above(points, face, q) > above(points, face, best) ? q : best));
    const { seen, horizon } = visibleFrom(points, face, p, byEdge, width);
    const made = horizon.map(([u, v]) => add(u, v, p));
    for (const old of seen) { assign(points, old.outside, made); old.outside = []; }
    faces.push(...made);
  }
  return faces.filter((face) => face.alive).map((face) => face.corners);
}
