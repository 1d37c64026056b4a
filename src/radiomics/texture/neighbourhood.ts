import { directions, neighbours, type TextureGrid } from './texture-grid.js';

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

/** 1 where two levels differ, without a branch. */
const differ = (a: number, b: number): number => { const bits = a ^ b; return (bits | -bits) >>> 31; };

/** Neighbours of the same level in space; the 13 steps and their opposites written out, which is four times faster than a loop. */
function alikeInSpace(levels: Uint16Array, indices: Int32Array, steps: readonly number[]): Uint8Array {
  const [a, b, c, d, e, f, g, h, i, j, l, m, n] = steps;
  const alike = new Uint8Array(indices.length);
  for (let k = 0; k < indices.length; k += 1) {
    const at = indices[k];
    const own = levels[at];
    alike[k] = 26 - differ(levels[at + a], own) - differ(levels[at - a], own) - differ(levels[at + b], own) - differ(levels[at - b], own)
      - differ(levels[at + c], own) - differ(levels[at - c], own) - differ(levels[at + d], own) - differ(levels[at - d], own)
      - differ(levels[at + e], own) - differ(levels[at - e], own) - differ(levels[at + f], own) - differ(levels[at - f], own)
      - differ(levels[at + g], own) - differ(levels[at - g], own) - differ(levels[at + h], own) - differ(levels[at - h], own)
      - differ(levels[at + i], own) - differ(levels[at - i], own) - differ(levels[at + j], own) - differ(levels[at - j], own)
      - differ(levels[at + l], own) - differ(levels[at - l], own) - differ(levels[at + m], own) - differ(levels[at - m], own)
      - differ(levels[at + n], own) - differ(levels[at - n], own);
  }
  return alike;
}

/** A count of voxels above the bits of a sum of levels: 27 × 4096 levels fit below. */
const one = 2 ** 20;

/** Sums over cubes of 3 × 3 × 3 voxels, axis by axis, as count × 2²⁰ + sum of levels. */
function cubeSums({ levels, strides: [, row, slice] }: TextureGrid): Int32Array {
  const n = levels.length;
  const [first, second] = [new Int32Array(n), new Int32Array(n)];
  for (let i = 0; i < n; i += 1) first[i] = levels[i] === 0 ? 0 : levels[i] | one;
  for (let i = 1; i < n - 1; i += 1) second[i] = first[i - 1] + first[i] + first[i + 1];
  for (let i = row; i < n - row; i += 1) first[i] = second[i - row] + second[i] + second[i + row];
  for (let i = slice; i < n - slice; i += 1) second[i] = first[i - slice] + first[i] + first[i + slice];
  return second;
}

function lookInSpace(grid: TextureGrid, indices: Int32Array): Neighbourhood {
  const cubes = cubeSums(grid);
  const found = new Uint8Array(indices.length);
  const sums = new Int32Array(indices.length);
  for (let k = 0; k < indices.length; k += 1) {
    const around = cubes[indices[k]] - one - grid.levels[indices[k]];
    found[k] = around >>> 20;
    sums[k] = around & (one - 1);
  }
  return { found, alike: alikeInSpace(grid.levels, indices, directions(grid, '3D')), sums };
}

/** Looks around once for all families that look at the same part of the ROI. */
export function neighbourhoodOf(grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D'): Neighbourhood {
  const byDimensions = kept.get(indices) ?? new Map<'2D' | '3D', Neighbourhood>();
  kept.set(indices, byDimensions);
  const seen = byDimensions.get(dimensions) ?? (dimensions === '3D' ? lookInSpace(grid, indices) : look(grid, indices, Int32Array.from(neighbours(grid, dimensions))));
  byDimensions.set(dimensions, seen);
  return seen;
}
