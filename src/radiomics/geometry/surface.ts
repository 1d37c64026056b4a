import { norm } from '../numbers/powers.js';
import { areaVector, cubeCases } from './cube-cases.js';

/** Area and enclosed volume of the surface of a mask. */
export interface Surface {
  readonly areaMm2: number;
  readonly volumeMm3: number;
}

type Triple = readonly [number, number, number];

/** The mask with a border of outside voxels, so that every cube has eight corners. */
function bordered(mask: Uint8Array, [nx, ny, nz]: Triple): Uint8Array {
  const padded = new Uint8Array((nx + 2) * (ny + 2) * (nz + 2));
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      const row = nx * (y + ny * z);
      padded.set(mask.subarray(row, row + nx), 1 + (nx + 2) * (y + 1 + (ny + 2) * (z + 1)));
    }
  }
  return padded;
}

/** How many cubes there are of each case, and the sum of their x. Both are exact integers. */
function countCases(mask: Uint8Array, size: Triple): { counts: Float64Array; sumsOfX: Float64Array } {
  const padded = bordered(mask, size);
  const [wx, wy] = [size[0] + 2, size[1] + 2];
  const [counts, sumsOfX] = [new Float64Array(256), new Float64Array(256)];
  for (let z = 0; z <= size[2]; z += 1) {
    for (let y = 0; y <= size[1]; y += 1) {
      const r0 = wx * (y + wy * z);
      const [r1, r2, r3] = [r0 + wx, r0 + wx * wy, r0 + wx * wy + wx];
      let near = 0;
      for (let x = 0; x <= size[0]; x += 1) {
        const far = padded[r0 + x + 1] | (padded[r1 + x + 1] << 2) | (padded[r2 + x + 1] << 4) | (padded[r3 + x + 1] << 6);
        const code = near | (far << 1);
        if (code !== 0 && code !== 255) { counts[code] += 1; sumsOfX[code] += x; }
        near = far;
      }
    }
  }
  return { counts, sumsOfX };
}

/**
 * Marching cubes on a mask (IBSI reference manual 3.1.1). A mask's surface meets every edge half-way, so all cubes of a
 * case carry the same piece of it: the cubes are counted, and the sums run over 256 cases. The volume is the flux of
 * (x, 0, 0) through the surface. Index order x + nx (y + ny z); millimetres.
 */
export function surfaceOf(mask: Uint8Array, size: Triple, spacingMm: Triple): Surface {
  const { counts, sumsOfX } = countCases(mask, size);
  const [sx, sy, sz] = spacingMm;
  let [area, volume] = [0, 0];
  cubeCases.forEach(({ triangles }, code) => {
    if (counts[code] === 0) return;
    for (const triangle of triangles) {
      const [ax, ay, az] = areaVector(triangle);
      area += counts[code] * norm(ax * sy * sz, ay * sx * sz, az * sx * sy);
      volume += ax * (sumsOfX[code] + counts[code] * (triangle[0][0] + triangle[1][0] + triangle[2][0]) / 3);
    }
  });
  return { areaMm2: area, volumeMm3: volume * sx * sy * sz };
}
