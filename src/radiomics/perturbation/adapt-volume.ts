import { squaredDistances } from '../regions/distance.js';
import type { Patch } from './patch.js';
import type { Random } from './random.js';

/** The `count` candidates with the smallest distance; of those equally far, which come last is drawn. */
function nearest(candidates: Int32Array, distances: Float64Array, { count, random }: { readonly count: number; readonly random: Random }): readonly number[] {
  if (count <= 0) return [];
  const last = Float64Array.from(candidates, (i) => distances[i]).sort()[Math.min(count, candidates.length) - 1];
  const nearer = [...candidates.filter((i) => distances[i] < last)];
  const tied = candidates.filter((i) => distances[i] === last);
  const wanted = Math.min(count, candidates.length) - nearer.length;
  for (let k = 0; k < wanted; k += 1) {
    const other = k + Math.floor(random() * (tied.length - k));
    [tied[k], tied[other]] = [tied[other], tied[k]];
    nearer.push(tied[k]);
  }
  return nearer;
}

/**
 * The mask with its volume changed by a fraction (Zwanenburg et al. 2019): voxels are added or taken away by their distance
 * in millimetres to the contour, so that every side grows or shrinks alike, up to the voxel nearest to the volume asked for.
 * The last layer is not filled from one side but by drawing. One voxel at least stays; a patch that is full grows no further.
 */
export function adaptVolume({ size, spacingMm, mask }: Pick<Patch, 'size' | 'spacingMm' | 'mask'>, growth: number, random: Random): Uint8Array {
  const voxels = mask.reduce((sum, voxel) => sum + voxel, 0);
  const change = Math.max(1, Math.round(voxels * (1 + growth))) - voxels;
  if (voxels === 0 || change === 0) return mask;
  // What changes lies outside the mask when it grows and inside when it shrinks; distances are to the other side.
  const from = change > 0 ? mask : mask.map((voxel) => 1 - voxel);
  const distances = squaredDistances(from, size, spacingMm);
  const candidates = Int32Array.from(mask.keys()).filter((i) => from[i] === 0);
  const adapted = mask.slice();
  for (const i of nearest(candidates, distances, { count: Math.abs(change), random })) adapted[i] = change > 0 ? 1 : 0;
  return adapted;
}
