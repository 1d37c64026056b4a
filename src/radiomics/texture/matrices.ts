import { isTableWorthwhile, matrixOfTable, symmetric, type CountMatrix, type Tally } from './count-matrix.js';
import { neighbourhoodOf } from './neighbourhood.js';
import type { TextureGrid } from './texture-grid.js';
import { edgeDistances } from './edge-distance.js';
import { zonesOf } from './zones.js';

type Indices = Int32Array;

/** Pairs in a table of (Ng + 1)² cells; what stands beside no voxel is counted in column 0. */
function pairTable(levels: Uint16Array, indices: Indices, step: number, width: number): Int32Array {
  const table = new Int32Array(width * width);
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    table[levels[at] * width + levels[at + step]] += 1;
  }
  for (let i = 1; i < width; i += 1) {
    for (let j = 1; j <= i; j += 1) table[i * width + j] = table[j * width + i] = table[i * width + j] + table[j * width + i];
  }
  return table;
}

/** Co-occurrence along one direction and back (IBSI LFYI): how often level i stands beside level j. */
export function cooccurrence(grid: TextureGrid, indices: Indices, step: number, tally: Tally): CountMatrix {
  const { levels } = grid;
  const width = grid.levelCount + 1;
  if (isTableWorthwhile(width * width, indices.length)) return matrixOfTable(pairTable(levels, indices, step, width), width, indices.length);
  for (let k = 0; k < indices.length; k += 1) {
    const i = levels[indices[k]];
    const j = levels[indices[k] + step];
    if (j === 0) continue;
    if (i < j) tally.add(i, j);
    else tally.add(j, i);
  }
  return symmetric(tally.finish(indices.length));
}

/** Length of the run up to each voxel; one per grid, written anew for each direction. */
const runBuffers = new WeakMap<TextureGrid, Uint16Array>();

/** Runs in a table, without branches: a run ends where the next voxel is of another level, and begins where the last one was. */
function runTable(grid: TextureGrid, indices: Indices, step: number, width: number): Int32Array {
  const { levels } = grid;
  const lengths = runBuffers.get(grid) ?? new Uint16Array(levels.length);
  runBuffers.set(grid, lengths);
  const table = new Int32Array((grid.levelCount + 1) * width);
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    const level = levels[at];
    const before = levels[at - step] ^ level;
    const after = levels[at + step] ^ level;
    const begins = (before | -before) >>> 31;
    const length = (lengths[at - step] & (begins - 1)) + 1;
    lengths[at] = length;
    table[level * width + length] += (after | -after) >>> 31;
  }
  return table;
}

/** Runs of one level along one direction (IBSI TP0I): level and length. */
export function runLengths(grid: TextureGrid, indices: Indices, step: number, tally: Tally): CountMatrix {
  const { levels } = grid;
  const width = tally.maxColumn + 1;
  // Voxels come in ascending order, so a direction is walked the way the indices grow.
  if (isTableWorthwhile((grid.levelCount + 1) * width, indices.length)) return matrixOfTable(runTable(grid, indices, Math.abs(step), width), width, indices.length);
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
  const { firsts, zoneOf } = zonesOf(grid, indices, dimensions);
  const sizes = new Int32Array(firsts.length);
  for (let k = 0; k < zoneOf.length; k += 1) sizes[zoneOf[k]] += 1;
  for (let zone = 0; zone < firsts.length; zone += 1) tally.add(grid.levels[firsts[zone]], sizes[zone]);
  return tally.finish(indices.length);
}

/** Zones of one level (IBSI VMDZ): level and the smallest distance of a voxel to the edge of the morphological mask. */
export function zoneDistances(grid: TextureGrid, indices: Indices, dimensions: '2D' | '3D', tally: Tally): CountMatrix {
  const { firsts, zoneOf } = zonesOf(grid, indices, dimensions);
  const distances = edgeDistances(grid, dimensions);
  const nearest = new Int32Array(firsts.length).fill(2 ** 31 - 1);
  for (let k = 0; k < indices.length; k += 1) {
    const distance = distances[indices[k]];
    if (distance < nearest[zoneOf[k]]) nearest[zoneOf[k]] = distance;
  }
  for (let zone = 0; zone < firsts.length; zone += 1) tally.add(grid.levels[firsts[zone]], nearest[zone]);
  return tally.finish(indices.length);
}

/** Dependence (IBSI REK0): level and 1 + the number of neighbours of the same level (coarseness 0, distance 1). */
export function dependence(grid: TextureGrid, indices: Indices, dimensions: '2D' | '3D', tally: Tally): CountMatrix {
  const { alike } = neighbourhoodOf(grid, indices, dimensions);
  for (let k = 0; k < indices.length; k += 1) tally.add(grid.levels[indices[k]], 1 + alike[k]);
  return tally.finish(indices.length);
}
