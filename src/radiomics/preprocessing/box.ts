import type { Grid } from '../volume.js';

/** Voxels from `low` to `high`, both ends included, along x, y, z. */
export interface Box {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

export type Triple = readonly [number, number, number];

/** Calls `f` for each axis: 0 is x, 1 is y, 2 is z. */
export const perAxis = (f: (axis: number) => number): [number, number, number] => [f(0), f(1), f(2)];

export const boxSize = (box: Box): [number, number, number] => perAxis((axis) => box.high[axis] - box.low[axis] + 1);

/** The smallest box with every voxel of the mask, or null when it is empty. */
export function boundingBox(voxels: Uint8Array, size: Triple): Box | null {
  const [nx, ny, nz] = size;
  let [x0, y0, z0, x1, y1, z1] = [nx, ny, nz, -1, -1, -1];
  const slice = nx * ny;
  const [firstSlice, lastSlice] = [voxels.indexOf(1), voxels.lastIndexOf(1)].map((at) => Math.floor(at / slice));
  for (let z = Math.max(0, firstSlice); z <= lastSlice; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      const row = nx * (y + ny * z);
      let first = 0;
      while (first < nx && voxels[row + first] === 0) first += 1;
      if (first === nx) continue;
      let last = nx - 1;
      while (voxels[row + last] === 0) last -= 1;
      if (first < x0) x0 = first;
      if (last > x1) x1 = last;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (z < z0) z0 = z;
      z1 = z;
    }
  }
  return x1 < 0 ? null : { low: [x0, y0, z0], high: [x1, y1, z1] };
}

/** The box with a margin on every side, kept inside the grid. */
export const grown = (box: Box, margin: Triple, size: Triple): Box => ({
  low: perAxis((axis) => Math.max(0, box.low[axis] - margin[axis])),
  high: perAxis((axis) => Math.min(size[axis] - 1, box.high[axis] + margin[axis])),
});

/** Copies the voxels of a box, x fastest, into `target`. */
export function copyBox(source: Uint8Array | Float32Array | Float64Array, size: Triple, box: Box, target: Uint8Array | Float64Array): void {
  const [nx, ny] = size;
  let at = 0;
  for (let z = box.low[2]; z <= box.high[2]; z += 1) {
    for (let y = box.low[1]; y <= box.high[1]; y += 1) {
      const row = nx * (y + ny * z);
      target.set(source.subarray(row + box.low[0], row + box.high[0] + 1), at);
      at += box.high[0] - box.low[0] + 1;
    }
  }
}

export const voxelCount = (size: Triple): number => size[0] * size[1] * size[2];

/** The grid of a box of a grid: same axes, first voxel moved. */
export function gridOfBox(grid: Grid, box: Box): Grid {
  const affine = [...grid.affine];
  for (const row of [0, 4, 8]) {
    affine[row + 3] = grid.affine[row + 3] + grid.affine[row] * box.low[0] + grid.affine[row + 1] * box.low[1] + grid.affine[row + 2] * box.low[2];
  }
  return { size: boxSize(box), spacingMm: grid.spacingMm, affine };
}
