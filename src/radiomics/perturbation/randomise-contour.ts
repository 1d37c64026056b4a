import { boundingBox, grown, type Triple } from '../preprocessing/box.js';
import { patchOf, pasteBox, voxelsWithin, type Patch } from './patch.js';
import type { Random } from './random.js';
import { supervoxelStepMm, supervoxels } from './supervoxels.js';

/** From this overlap on a supervoxel always stays, and below the other never. */
const always = 0.9;
const never = 0.2;

/** Whether each supervoxel stays: by chance, as likely as it lies in the mask. The one with the largest overlap always does. */
function drawn(labels: Int32Array, mask: Uint8Array, random: Random): Uint8Array {
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const [voxels, inside] = [new Int32Array(count), new Int32Array(count)];
  labels.forEach((label, i) => { if (label >= 0) { voxels[label] += 1; inside[label] += mask[i]; } });
  const overlaps = Float64Array.from(voxels, (n, label) => (n === 0 ? 0 : inside[label] / n));
  const largest = overlaps.indexOf(overlaps.reduce((most, overlap) => Math.max(most, overlap), 0));
  return Uint8Array.from(overlaps, (overlap, label) => {
    if (overlap === 0) return 0;
    const draw = random();
    if (overlap >= always || label === largest) return 1;
    return overlap >= never && draw < overlap ? 1 : 0;
  });
}

/** Voxels of a value spread to their six neighbours. */
function spread(mask: Uint8Array, [nx, ny, nz]: Triple, value: 0 | 1): Uint8Array {
  const result = mask.slice();
  for (let i = 0; i < mask.length; i += 1) {
    if (mask[i] !== value) continue;
    const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    if (x > 0) result[i - 1] = value;
    if (x < nx - 1) result[i + 1] = value;
    if (y > 0) result[i - nx] = value;
    if (y < ny - 1) result[i + nx] = value;
    if (z > 0) result[i - nx * ny] = value;
    if (z < nz - 1) result[i + nx * ny] = value;
  }
  return result;
}

/**
 * The mask put together anew from the supervoxels it touches, each kept with a probability equal to its overlap with the
 * mask, and gaps closed (Zwanenburg et al. 2019, doi:10.1038/s41598-018-36938-4). It follows the edges of the image and is
 * never empty unless it was.
 */
export function randomiseContour(patch: Patch, random: Random): Uint8Array {
  const tight = boundingBox(patch.mask, patch.size);
  if (tight === null) return patch.mask;
  // A supervoxel that touches the mask ends within two steps of it.
  const box = grown(tight, voxelsWithin(2 * supervoxelStepMm(patch.spacingMm), patch.spacingMm), patch.size);
  const near = patchOf(patch, box);
  const labels = supervoxels(near);
  const stays = drawn(labels, near.mask, random);
  const kept = near.mask.map((voxel, i) => (labels[i] < 0 ? voxel : stays[labels[i]]));
  const voxels = spread(spread(kept, near.size, 1), near.size, 0);
  const mask = new Uint8Array(patch.mask.length);
  pasteBox(mask, patch.size, { box, voxels });
  return mask;
}
