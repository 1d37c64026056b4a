import { areaVector } from '../../geometry/cube-cases.js';
import type { Surface } from '../../geometry/surface.js';
import { norm } from '../../numbers/powers.js';
import type { Triple } from '../../preprocessing/box.js';
import { meshCases } from './mesh-cases.js';

/** For each case: how many cubes there are of it, and the sums of their x, y and z. All are exact integers. */
function countCases(mask: Uint8Array, [nx, ny, nz]: Triple): Float64Array {
  const sums = new Float64Array(4 * 256);
  const inside = (x: number, y: number, z: number): number =>
    (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? 0 : mask[x + nx * (y + ny * z)]);
  for (let z = 0; z <= nz; z += 1) {
    for (let y = 0; y <= ny; y += 1) {
      let near = 0;
      for (let x = 0; x <= nx; x += 1) {
        const far = inside(x, y - 1, z - 1) | (inside(x, y, z - 1) << 2) | (inside(x, y - 1, z) << 4) | (inside(x, y, z) << 6);
        const code = near | (far << 1);
        if (code !== 0 && code !== 255) { sums[4 * code] += 1; sums[4 * code + 1] += x; sums[4 * code + 2] += y; sums[4 * code + 3] += z; }
        near = far;
      }
    }
  }
  return sums;
}

const determinant = ([a, b, c]: (typeof meshCases)[number][number]): number =>
  a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);

/**
 * Area and volume of the mesh as PyRadiomics computes them (cshape.c): ½ |(a − c) × (b − c)| and a · (b × c) / 6 over all
 * triangles, seen from the corner of the region's box with a border of one voxel. An open mesh makes the volume depend on
 * that corner, so it is kept. Index order x + nx (y + ny z); mm² and mm³.
 */
export function pyradiomicsSurface(mask: Uint8Array, size: Triple, spacingMm: Triple): Surface {
  const sums = countCases(mask, size);
  const [sx, sy, sz] = spacingMm;
  let [area, volume] = [0, 0];
  meshCases.forEach((triangles, code) => {
    const [count, x, y, z] = sums.subarray(4 * code, 4 * code + 4);
    if (count === 0) return;
    for (const triangle of triangles) {
      const [ax, ay, az] = areaVector(triangle);
      area += count * norm(ax * sy * sz, ay * sx * sz, az * sx * sy);
      volume += count * determinant(triangle) + 2 * (ax * x + ay * y + az * z);
    }
  });
  return { areaMm2: area, volumeMm3: volume / 6 * sx * sy * sz };
}
