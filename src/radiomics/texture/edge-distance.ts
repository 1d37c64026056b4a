import type { TextureGrid } from './texture-grid.js';

const kept = new WeakMap<TextureGrid, Map<'2D' | '3D', Int32Array>>();

/** City-block distance by two sweeps: each voxel is one further than its nearest neighbour before it, then behind it. */
function sweep(morphological: Uint8Array, steps: readonly number[]): Int32Array {
  const distances = new Int32Array(morphological.length);
  const far = morphological.length;
  for (let i = 0; i < distances.length; i += 1) {
    if (morphological[i] === 0) continue;
    let nearest = far;
    for (const step of steps) nearest = Math.min(nearest, distances[i - step]);
    distances[i] = nearest + 1;
  }
  for (let i = distances.length - 1; i >= 0; i -= 1) {
    if (morphological[i] === 0) continue;
    for (const step of steps) distances[i] = Math.min(distances[i], distances[i + step] + 1);
  }
  return distances;
}

/** Steps through faces from each voxel of the morphological mask out of it; a voxel at its edge has 1. In 2D within its slice. */
export function edgeDistances(grid: TextureGrid, dimensions: '2D' | '3D'): Int32Array {
  const byDimensions = kept.get(grid) ?? new Map<'2D' | '3D', Int32Array>();
  kept.set(grid, byDimensions);
  const distances = byDimensions.get(dimensions) ?? sweep(grid.morphological, dimensions === '2D' ? grid.strides.slice(0, 2) : grid.strides);
  byDimensions.set(dimensions, distances);
  return distances;
}
