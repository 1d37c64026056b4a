import { directions, type TextureGrid } from './texture-grid.js';

/** The zones of a part of the ROI: connected voxels of one level. */
export interface Zones {
  /** Index of the first voxel of each zone, ascending. */
  readonly firsts: Int32Array;
  /** By the index of a voxel: that of the first voxel of its zone. */
  readonly firstOf: Int32Array;
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

/** Neighbours at Chebyshev distance 1 hang together, in 2D those of the slice: union-find over those that came before. */
function label(grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D'): Zones {
  const { levels } = grid;
  const before = Int32Array.from(directions(grid, dimensions), (step) => -Math.abs(step)).sort().reverse();
  const parents = new Int32Array(levels.length);
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    const level = levels[at];
    let root = at;
    parents[at] = at;
    for (let s = 0; s < before.length; s += 1) {
      if (levels[at + before[s]] !== level) continue;
      const other = find(parents, at + before[s]);
      if (other === root) continue;
      if (other < root) { parents[root] = other; root = other; } else parents[other] = root;
    }
  }
  const firsts = new Int32Array(indices.length);
  let count = 0;
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    // Those before are settled already, so one step leads to the first.
    parents[at] = parents[parents[at]];
    if (parents[at] === at) firsts[count++] = at;
  }
  return { firsts: firsts.slice(0, count), firstOf: parents };
}

/** Zones of a part of the ROI; families that look at the same part share them. */
export function zonesOf(grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D'): Zones {
  const byDimensions = kept.get(indices) ?? new Map<'2D' | '3D', Zones>();
  kept.set(indices, byDimensions);
  const zones = byDimensions.get(dimensions) ?? label(grid, indices, dimensions);
  byDimensions.set(dimensions, zones);
  return zones;
}
