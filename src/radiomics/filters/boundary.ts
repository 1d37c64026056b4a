import type { FilterSettings } from '../filter-settings.js';

export type Boundary = FilterSettings['boundary'];

const modulo = (i: number, n: number): number => ((i % n) + n) % n;

/**
 * Which of the voxels 0 to n − 1 of a line stands at place `i`, which may lie beyond its ends (IBSI 2 reference manual, 3.1).
 * `mirror` repeats the voxel at the edge (c b a | a b c | c b a), `nearest` goes on with it, `periodic` begins anew at
 * the other end, `zero` has none: −1.
 */
export function voxelAt(i: number, n: number, boundary: Boundary): number {
  if (i >= 0 && i < n) return i;
  if (boundary === 'zero') return -1;
  if (boundary === 'nearest') return i < 0 ? 0 : n - 1;
  if (boundary === 'periodic') return modulo(i, n);
  const at = modulo(i, 2 * n);
  return at < n ? at : 2 * n - 1 - at;
}

/** The first and last voxel of a line that the places from `low` to `high` take; null when all of them are zero. */
export function voxelsTaken(low: number, high: number, n: number, boundary: Boundary): { readonly low: number; readonly high: number } | null {
  if (low >= 0 && high < n) return { low, high };
  let [first, last] = [n, -1];
  for (let i = low; i <= high; i += 1) {
    const at = voxelAt(i, n, boundary);
    if (at < 0) continue;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return last < 0 ? null : { low: first, high: last };
}
