import type { CountMatrix, Tally } from './count-matrix.js';
import { neighbours, type TextureGrid } from './texture-grid.js';
import { edgeDistances } from './edge-distance.js';
import { forEachZone } from './zones.js';

type Indices = Int32Array;

/** Co-occurrence along one direction and back (IBSI LFYI): how often level i stands beside level j. */
export function cooccurrence(grid: TextureGrid, indices: Indices, step: number, tally: Tally): CountMatrix {
  const { levels } = grid;
  for (let k = 0; k < indices.length; k += 1) {
    const i = levels[indices[k]];
    const j = levels[indices[k] + step];
    if (j === 0) continue;
    tally.add(i, j);
    tally.add(j, i);
  }
  return tally.finish(indices.length);
}

/** Runs of one level along one direction (IBSI TP0I): level and length. */
export function runLengths(grid: TextureGrid, indices: Indices, step: number, tally: Tally): CountMatrix {
  const { levels } = grid;
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    const level = levels[at];
    if (levels[at - step] === level) continue;
    let length = 1;
    while (levels[at + length * step] === level) length += 1;
    tally.add(level, length);
  }
  return tally.finish(indices.length);
}

/** Zones of one level (IBSI 9SAK): level and number of voxels; neighbours at Chebyshev distance 1 hang together. */
export function zoneSizes(grid: TextureGrid, indices: Indices, dimensions: '2D' | '3D', tally: Tally): CountMatrix {
  forEachZone(grid, indices, neighbours(grid, dimensions), (level, voxels) => { tally.add(level, voxels.length); });
  return tally.finish(indices.length);
}

/** Zones of one level (IBSI VMDZ): level and the smallest distance of a voxel to the edge of the morphological mask. */
export function zoneDistances(grid: TextureGrid, indices: Indices, dimensions: '2D' | '3D', tally: Tally): CountMatrix {
  const distances = edgeDistances(grid, dimensions);
  forEachZone(grid, indices, neighbours(grid, dimensions), (level, voxels) => {
    let nearest = Infinity;
    for (let k = 0; k < voxels.length; k += 1) if (distances[voxels[k]] < nearest) nearest = distances[voxels[k]];
    tally.add(level, nearest);
  });
  return tally.finish(indices.length);
}

/** Dependence (IBSI REK0): level and 1 + the number of neighbours of the same level (coarseness 0, distance 1). */
export function dependence(grid: TextureGrid, indices: Indices, dimensions: '2D' | '3D', tally: Tally): CountMatrix {
  const { levels } = grid;
  const steps = Int32Array.from(neighbours(grid, dimensions));
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    let count = 1;
    for (let s = 0; s < steps.length; s += 1) if (levels[at + steps[s]] === levels[at]) count += 1;
    tally.add(levels[at], count);
  }
  return tally.finish(indices.length);
}
