import type { Roi } from '../roi.js';

/** Grey levels with a border of zeros: a neighbour is one addition away and needs no test for the edge. */
export interface TextureGrid {
  /** 0 outside the intensity mask. Index x + 1 + wx (y + 1 + wy (z + 1)). */
  readonly levels: Uint16Array;
  /** Steps of the index along x, y, z. */
  readonly strides: readonly [number, number, number];
  /** Indices of the voxels inside, ascending, slice by slice; a slice without any is not there. */
  readonly slices: readonly Int32Array[];
  /** All of them. */
  readonly inside: Int32Array;
  /** Ng. */
  readonly levelCount: number;
  /** The morphological mask with the same border. */
  readonly morphological: Uint8Array;
}

export function textureGridOf(roi: Roi, source: { readonly voxels: Int32Array; readonly count: number }): TextureGrid {
  const [nx, ny, nz] = roi.grid.size;
  const strides = [1, nx + 2, (nx + 2) * (ny + 2)] as const;
  const levels = new Uint16Array(strides[2] * (nz + 2));
  const morphological = new Uint8Array(levels.length);
  const inside = new Int32Array(roi.sorted.length);
  const slices: Int32Array[] = [];
  let at = 0;
  for (let z = 0; z < nz; z += 1) {
    const first = at;
    for (let y = 0; y < ny; y += 1) {
      const [row, to] = [nx * (y + ny * z), 1 + strides[1] * (y + 1) + strides[2] * (z + 1)];
      for (let x = 0; x < nx; x += 1) {
        levels[to + x] = source.voxels[row + x];
        morphological[to + x] = roi.morphological[row + x];
        if (source.voxels[row + x] > 0) inside[at++] = to + x;
      }
    }
    if (at > first) slices.push(inside.subarray(first, at));
  }
  return { levels, strides, slices, inside, levelCount: source.count, morphological };
}

const plane: readonly (readonly [number, number, number])[] = [[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, -1, 0]];
const space: readonly (readonly [number, number, number])[] = [
  ...plane, [0, 0, 1], [1, 0, 1], [-1, 0, 1], [0, 1, 1], [0, -1, 1], [1, 1, 1], [-1, 1, 1], [1, -1, 1], [-1, -1, 1],
];

/** Index steps to one of each pair of opposite neighbours at Chebyshev distance 1: 4 in a plane, 13 in space. */
export const directions = (grid: TextureGrid, dimensions: '2D' | '3D'): readonly number[] =>
  (dimensions === '2D' ? plane : space).map((d) => d[0] * grid.strides[0] + d[1] * grid.strides[1] + d[2] * grid.strides[2]);

/** Index steps to all neighbours at Chebyshev distance 1: 8 in a plane, 26 in space. */
export const neighbours = (grid: TextureGrid, dimensions: '2D' | '3D'): readonly number[] =>
  directions(grid, dimensions).flatMap((step) => [step, -step]);
