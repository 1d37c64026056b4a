import { boundingBox, boxSize, copyBox, grown, perAxis, voxelCount, type Box } from '../preprocessing/box.js';
import type { Mask } from '../volume.js';
import { squaredDistances } from './distance.js';
import { gridRefusal, refuse, type RegionRefusal } from './refusal.js';

export interface RingSettings {
  /** Voxels nearer than this, or just as far, are left out; 0 begins at the tumour's edge. */
  readonly innerMm: number;
  readonly outerMm: number;
  /** What is no tissue of interest: bone, air, skin. */
  readonly exclude?: Mask;
}

/** Signed squared distances in a box: positive outside the mask, negative inside it. */
interface Distances {
  readonly box: Box;
  readonly signed: Float64Array;
}

/** An edge in signed mm². A voxel on the edge lies inside it whatever the last bit of 3 × 0.1 mm. */
const edge = (mm: number): number => mm * Math.abs(mm) + 1e-9 * mm * mm;

/** The distances that edges from `lowMm` to `highMm` ask for. */
function distancesOf(mask: Mask, around: Box, [lowMm, highMm]: readonly [number, number]): Distances {
  const { size, spacingMm } = mask.grid;
  // One voxel of margin at least: the outside nearest to an inner voxel is never further out.
  const box = grown(around, perAxis((axis) => Math.max(1, Math.floor(highMm / spacingMm[axis] + 1e-6))), size);
  const inside = new Uint8Array(voxelCount(boxSize(box)));
  copyBox(mask.voxels, size, box, inside);
  const signed = squaredDistances(inside, boxSize(box), spacingMm);
  if (lowMm >= 0) return { box, signed };
  const outside = inside.map((voxel) => (voxel === 0 ? 1 : 0));
  const depths = squaredDistances(outside, boxSize(box), spacingMm);
  for (let i = 0; i < signed.length; i += 1) if (inside[i] !== 0) signed[i] = -depths[i];
  return { box, signed };
}

/** The voxels with lowMm < signed distance ≤ highMm as a mask on the whole grid. */
function between(mask: Mask, { box, signed }: Distances, [lowMm, highMm]: readonly [number, number]): Mask {
  const [nx, ny] = mask.grid.size;
  const voxels = new Uint8Array(mask.voxels.length);
  const [low, high] = [edge(lowMm), edge(highMm)];
  let at = 0;
  for (let z = box.low[2]; z <= box.high[2]; z += 1) {
    for (let y = box.low[1]; y <= box.high[1]; y += 1) {
      const row = nx * (y + ny * z);
      for (let x = box.low[0]; x <= box.high[0]; x += 1, at += 1) if (signed[at] > low && signed[at] <= high) voxels[row + x] = 1;
    }
  }
  return { grid: mask.grid, voxels };
}

const without = ({ grid, voxels }: Mask, exclude: Mask): Mask => ({ grid, voxels: voxels.map((voxel, i) => (exclude.voxels[i] === 0 ? voxel : 0)) });

const empty = (): RegionRefusal => refuse('mask-empty', 'the mask holds no voxel to measure distances from');

/**
 * The ring around a tumour: voxels outside the mask whose centre lies further than `innerMm` and not further than
 * `outerMm` from the nearest centre of a voxel of the mask, without the excluded voxels. Distances are Euclidean, in
 * millimetres, over the grid's spacing (see squaredDistances). Adjoining rings share no voxel. The ring ends at the
 * image's edge, and is an empty mask when no voxel is left.
 */
export function ringAround(mask: Mask, { innerMm, outerMm, exclude }: RingSettings): Mask | RegionRefusal {
  // Written so that NaN is refused too.
  if (!(innerMm >= 0 && innerMm < outerMm && outerMm < Infinity)) {
    return refuse('distances-invalid', `a ring goes from 0 mm or more to something larger, not from ${innerMm} mm to ${outerMm} mm`);
  }
  const mismatch = gridRefusal(mask, exclude ?? mask, 'the exclusion mask');
  if (mismatch !== null) return mismatch;
  const box = boundingBox(mask.voxels, mask.grid.size);
  if (box === null) return empty();
  const ring = between(mask, distancesOf(mask, box, [innerMm, outerMm]), [innerMm, outerMm]);
  return exclude === undefined ? ring : without(ring, exclude);
}

/**
 * Shells at consecutive distances from a tumour's edge: shell i holds the voxels with edge i < d ≤ edge i+1, where d is
 * the distance in millimetres to the nearest voxel of the mask, or, inside the mask, minus the distance to the nearest
 * voxel outside it. So an edge at 0 parts tumour and surroundings, and no voxel is in two shells. Beyond the image's edge
 * nothing is outside: a mask that fills the image has no depth and no voxel in any shell.
 */
export function shells(mask: Mask, { edgesMm }: { readonly edgesMm: readonly number[] }): readonly Mask[] | RegionRefusal {
  const ascending = edgesMm.every((mm, i) => Number.isFinite(mm) && (i === 0 || mm > edgesMm[i - 1]));
  if (edgesMm.length < 2 || !ascending) {
    return refuse('distances-invalid', `shells need two or more finite edges in ascending order, not [${edgesMm.join(', ')}] mm`);
  }
  const mismatch = gridRefusal(mask, mask, 'the mask');
  if (mismatch !== null) return mismatch;
  const box = boundingBox(mask.voxels, mask.grid.size);
  if (box === null) return empty();
  const distances = distancesOf(mask, box, [edgesMm[0], edgesMm[edgesMm.length - 1]]);
  return edgesMm.slice(1).map((mm, i) => between(mask, distances, [edgesMm[i], mm]));
}
