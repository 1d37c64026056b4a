import type { Point } from './limb.js';

/** An axial grid: rows along x, columns along y, slices along z; voxel (x, y, z) is element x + nx·(y + ny·z). */
export interface Grid {
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  /** Centre of the first voxel. */
  readonly originMm: Point;
}

/** A grid with its middle at the origin. */
export function centredGrid(size: Grid['size'], spacingMm: Grid['spacingMm']): Grid {
  return { size, spacingMm, originMm: [-((size[0] - 1) * spacingMm[0]) / 2, -((size[1] - 1) * spacingMm[1]) / 2, -((size[2] - 1) * spacingMm[2]) / 2] };
}

/** Where the centre of a voxel lies. */
export const voxelCentre = ({ originMm, spacingMm }: Grid, x: number, y: number, z: number): Point =>
  [originMm[0] + x * spacingMm[0], originMm[1] + y * spacingMm[1], originMm[2] + z * spacingMm[2]];

/** A value for every voxel, in the order of the grid. */
export function onGrid(grid: Grid, valueAt: (centre: Point, voxel: readonly [number, number, number]) => number): Float64Array {
  const [nx, ny, nz] = grid.size;
  const values = new Float64Array(nx * ny * nz);
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      for (let x = 0; x < nx; x += 1) values[x + nx * (y + ny * z)] = valueAt(voxelCentre(grid, x, y, z), [x, y, z]);
    }
  }
  return values;
}
