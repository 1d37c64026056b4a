type Triple = readonly [number, number, number];

/** The smallest and the largest x on every line along x, by 2y + 1 and 2z + 1; a line without any has lo > hi. */
interface Extremes {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  readonly rows: number;
  readonly planes: number;
}

/**
 * The surface of a mask meets the grid half a voxel from voxel centres, along each axis. All points that lie so around a
 * voxel of the mask are in the convex hull of the surface; in half voxels they are integers.
 */
function extremesOf(mask: Uint8Array, [nx, ny, nz]: Triple): Extremes {
  const [rows, planes] = [2 * ny + 1, 2 * nz + 1];
  const lo = new Int32Array(rows * planes).fill(2 ** 30);
  const hi = new Int32Array(rows * planes).fill(-(2 ** 30));
  const widen = (line: number, first: number, last: number): void => {
    if (first < lo[line]) lo[line] = first;
    if (last > hi[line]) hi[line] = last;
  };
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      const row = nx * (y + ny * z);
      let first = 0;
      while (first < nx && mask[row + first] === 0) first += 1;
      if (first === nx) continue;
      let last = nx - 1;
      while (mask[row + last] === 0) last -= 1;
      const line = 2 * y + 1 + rows * (2 * z + 1);
      widen(line, 2 * first - 1, 2 * last + 1);
      for (const beside of [line - 1, line + 1, line - rows, line + rows]) widen(beside, 2 * first, 2 * last);
    }
  }
  return { lo, hi, rows, planes };
}

/** Rows of a plane where the largest (sign 1) or the smallest (sign −1) x is a corner of the plane's convex hull (Andrew's chain). */
function corners(xs: Int32Array, offset: number, used: readonly number[], sign: 1 | -1): number[] {
  const chain: number[] = [];
  for (const row of used) {
    while (chain.length > 1) {
      const [a, b] = [chain[chain.length - 2], chain[chain.length - 1]];
      const turn = (b - a) * (xs[offset + row] - xs[offset + a]) - (row - a) * (xs[offset + b] - xs[offset + a]);
      if (sign * turn < 0) break;
      chain.pop();
    }
    chain.push(row);
  }
  return chain;
}

/**
 * Points among which are all corners of the convex hull of a mask's surface: in every plane across z, the corners of that
 * plane's hull. Coordinates in half voxels, so that all are integers; x, y, z of point after point.
 */
export function meshExtremes(mask: Uint8Array, size: Triple): Int32Array {
  const { lo, hi, rows, planes } = extremesOf(mask, size);
  const points: number[] = [];
  for (let plane = 0; plane < planes; plane += 1) {
    const offset = rows * plane;
    const used: number[] = [];
    for (let row = 0; row < rows; row += 1) if (lo[offset + row] <= hi[offset + row]) used.push(row);
    for (const row of corners(lo, offset, used, -1)) points.push(lo[offset + row], row - 1, plane - 1);
    for (const row of corners(hi, offset, used, 1)) points.push(hi[offset + row], row - 1, plane - 1);
  }
  return Int32Array.from(points);
}
