import type { Symmetric } from './symmetric-eigenvalues.js';

type Triple = readonly [number, number, number];

/** Count, centre and covariance of the positions of voxels in a mask; the covariance, in mm², divides by count − 1
 * and has no meaning for one voxel. */
export interface Positions {
  readonly count: number;
  readonly centreMm: Triple;
  readonly covariance: Symmetric;
}

/** Sums are integers of voxel indices and exact; millimetres come in at the end. */
export function positionsOf(mask: Uint8Array, [nx, ny, nz]: Triple, spacingMm: Triple): Positions {
  let [n, x1, y1, z1, xx, yy, zz, xy, xz, yz] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      const row = nx * (y + ny * z);
      let [count, sum, squares] = [0, 0, 0];
      for (let x = 0; x < nx; x += 1) if (mask[row + x] === 1) { count += 1; sum += x; squares += x * x; }
      n += count; x1 += sum; y1 += y * count; z1 += z * count;
      xx += squares; yy += y * y * count; zz += z * z * count;
      xy += y * sum; xz += z * sum; yz += y * z * count;
    }
  }
  const [sx, sy, sz] = spacingMm;
  const of = (ab: number, a: number, b: number): number => (ab - a * b / n) / (n - 1);
  return {
    count: n, centreMm: [x1 / n * sx, y1 / n * sy, z1 / n * sz],
    covariance: [
      of(xx, x1, x1) * sx * sx, of(yy, y1, y1) * sy * sy, of(zz, z1, z1) * sz * sz,
      of(xy, x1, y1) * sx * sy, of(xz, x1, z1) * sx * sz, of(yz, y1, z1) * sy * sz,
    ],
  };
}

/** Centre of the intensities inside a mask; null when they sum to zero. */
export function intensityCentre(intensities: Float64Array, mask: Uint8Array, [nx, ny, nz]: Triple, spacingMm: Triple): Triple | null {
  let [total, x1, y1, z1] = [0, 0, 0, 0];
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      const row = nx * (y + ny * z);
      for (let x = 0; x < nx; x += 1) {
        if (mask[row + x] === 0) continue;
        const weight = intensities[row + x];
        total += weight; x1 += x * weight; y1 += y * weight; z1 += z * weight;
      }
    }
  }
  return total === 0 ? null : [x1 / total * spacingMm[0], y1 / total * spacingMm[1], z1 / total * spacingMm[2]];
}
