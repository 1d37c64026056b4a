import { neighbours, type TextureGrid } from './texture-grid.js';

/** What stands around each voxel at Chebyshev distance 1, in the order of the indices. */
export interface Neighbourhood {
  /** Neighbours inside the ROI, those of the voxel's own level, and the sum of all their levels. */
  readonly found: Uint8Array;
  readonly alike: Uint8Array;
  readonly sums: Int32Array;
}

const kept = new WeakMap<Int32Array, Map<'2D' | '3D', Neighbourhood>>();

function look({ levels }: TextureGrid, indices: Int32Array, steps: Int32Array): Neighbourhood {
  const found = new Uint8Array(indices.length);
  const alike = new Uint8Array(indices.length);
  const sums = new Int32Array(indices.length);
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    const own = levels[at];
    let inside = 0;
    let same = 0;
    let sum = 0;
    for (let s = 0; s < steps.length; s += 1) {
      const level = levels[at + steps[s]];
      sum += level;
      inside += level === 0 ? 0 : 1;
      same += level === own ? 1 : 0;
    }
    found[k] = inside;
    alike[k] = same;
    sums[k] = sum;
  }
  return { found, alike, sums };
}

/** Looks around once for all families that look at the same part of the ROI. */
export function neighbourhoodOf(grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D'): Neighbourhood {
  const byDimensions = kept.get(indices) ?? new Map<'2D' | '3D', Neighbourhood>();
  kept.set(indices, byDimensions);
  const seen = byDimensions.get(dimensions) ?? look(grid, indices, Int32Array.from(neighbours(grid, dimensions)).sort());
  byDimensions.set(dimensions, seen);
  return seen;
}
