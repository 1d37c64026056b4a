import { boxSize, perAxis, voxelCount, type Triple } from '../../preprocessing/box.js';
import type { Target } from './grid.js';

/**
 * For each voxel of the part of the new grid, x fastest, the nearest voxel of the old grid; −1 outside of it. As
 * itk::ResampleImageFilter with nearest neighbours: along a row of x the position runs evenly from end to end, halves go up.
 */
export function nearestVoxels({ part, toOld }: Target, size: Triple): Int32Array {
  const extent = boxSize(part);
  const voxels = new Int32Array(voxelCount(extent)).fill(-1);
  let at = 0;
  for (let z = 0; z < extent[2]; z += 1) {
    for (let y = 0; y < extent[1]; y += 1) {
      const first = toOld([0, y, z]);
      const end = toOld([extent[0], y, z]);
      const run = perAxis((axis) => end[axis] - first[axis]);
      for (let x = 0; x < extent[0]; x += 1) {
        const alpha = x / extent[0];
        const [i, j, k] = [first[0] + alpha * run[0], first[1] + alpha * run[1], first[2] + alpha * run[2]];
        const isInside = i >= -0.5 && j >= -0.5 && k >= -0.5 && i < size[0] - 0.5 && j < size[1] - 0.5 && k < size[2] - 0.5;
        if (isInside) voxels[at] = Math.round(i) + size[0] * (Math.round(j) + size[1] * Math.round(k));
        at += 1;
      }
    }
  }
  return voxels;
}
