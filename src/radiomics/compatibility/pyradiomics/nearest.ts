import { boxSize, voxelCount, type Triple } from '../../preprocessing/box.js';
import type { Target } from './grid.js';

/**
 * For each voxel of the part of the new grid, x fastest, the nearest voxel of the old grid; −1 outside of it. As
 * itk::ResampleImageFilter with nearest neighbours: along a row of x the position runs evenly from end to end, halves go up.
 */
export function nearestVoxels({ part, toOld }: Target, [nx, ny, nz]: Triple): Int32Array {
  const extent = boxSize(part);
  const [mx, my, mz] = [nx - 0.5, ny - 0.5, nz - 0.5];
  const voxels = new Int32Array(voxelCount(extent)).fill(-1);
  let at = 0;
  for (let z = 0; z < extent[2]; z += 1) {
    for (let y = 0; y < extent[1]; y += 1) {
      const [x0, y0, z0] = toOld([0, y, z]);
      const [x1, y1, z1] = toOld([extent[0], y, z]);
      for (let x = 0; x < extent[0]; x += 1) {
        const alpha = x / extent[0];
        const i = x0 + alpha * (x1 - x0);
        const j = y0 + alpha * (y1 - y0);
        const k = z0 + alpha * (z1 - z0);
        if (i >= -0.5 && j >= -0.5 && k >= -0.5 && i < mx && j < my && k < mz) voxels[at] = Math.round(i) + nx * (Math.round(j) + ny * Math.round(k));
        at += 1;
      }
    }
  }
  return voxels;
}
