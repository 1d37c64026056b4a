import type { TextureGrid } from './texture-grid.js';

/** The zones of a part of the ROI: connected voxels of one level. */
export interface Zones {
  /** Index of the first voxel of each zone, ascending. */
  readonly firsts: Int32Array;
  /** The zone of each voxel, in the order of the voxels. */
  readonly zoneOf: Int32Array;
}

/** The first voxel of a zone, halving the way there for the next to ask. */
function find(parents: Int32Array, voxel: number): number {
  let at = voxel;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]];
    at = parents[at];
  }
  return at;
}

const kept = new WeakMap<Int32Array, Map<'2D' | '3D', Zones>>();
/** Towards the first voxel of each voxel's zone; one per grid, written anew for each part of it. */
const parentBuffers = new WeakMap<TextureGrid, Int32Array>();

/** Puts the zones of two first voxels together under the earlier one. */
function join(parents: Int32Array, root: number, voxel: number): number {
  const other = find(parents, voxel);
  if (other < root) { parents[root] = other; return other; }
  parents[other] = root;
  return root;
}

/**
 * Neighbours at Chebyshev distance 1 hang together, in 2D those of the slice: union-find over those that came before. Of
 * the three neighbours in a row the middle one speaks for the others, and the voxel to the left for all that touch it too.
 */
function label(grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D'): Zones {
  const { levels, strides: [, row, slice] } = grid;
  const rows = Int32Array.from(dimensions === '2D' ? [-row] : [-row, row - slice, -slice, -row - slice]);
  const parents = parentBuffers.get(grid) ?? new Int32Array(levels.length);
  parentBuffers.set(grid, parents);
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    const level = levels[at];
    const isRun = levels[at - 1] === level;
    let root = isRun ? find(parents, at - 1) : at;
    parents[at] = root;
    for (let r = 0; r < rows.length; r += 1) {
      const middle = at + rows[r];
      if (levels[middle] === level) {
        if (!isRun) root = join(parents, root, middle);
        continue;
      }
      if (!isRun && levels[middle - 1] === level) root = join(parents, root, middle - 1);
      if (levels[middle + 1] === level) root = join(parents, root, middle + 1);
    }
  }
  const firsts = new Int32Array(indices.length);
  const zoneOf = new Int32Array(indices.length);
  let count = 0;
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    const parent = parents[at];
    // Those before are settled already and hold their zone, as its complement.
    const zone = parent === at ? count : ~parents[parent];
    if (zone === count) firsts[count++] = at;
    parents[at] = ~zone;
    zoneOf[k] = zone;
  }
  return { firsts: firsts.slice(0, count), zoneOf };
}

/** Zones of a part of the ROI; families that look at the same part share them. */
export function zonesOf(grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D'): Zones {
  const byDimensions = kept.get(indices) ?? new Map<'2D' | '3D', Zones>();
  kept.set(indices, byDimensions);
  const zones = byDimensions.get(dimensions) ?? label(grid, indices, dimensions);
  byDimensions.set(dimensions, zones);
  return zones;
}
