import { cbrt } from '../numbers/cbrt.js';
import { square } from '../numbers/powers.js';
import { perAxis, voxelCount, type Triple } from '../preprocessing/box.js';
import type { Patch } from './patch.js';

/** A supervoxel is this large, or this many voxels where they are coarse, as in MIRP. */
const volumeMm3 = 500;
const leastVoxels = 20;
/** A difference in intensity of this part of the ROI's range counts as much as the distance between two supervoxels. */
const compactness = 0.05;
const rounds = 10;

/** Distance between neighbouring supervoxels, in millimetres. */
export const supervoxelStepMm = (spacingMm: Triple): number => cbrt(Math.max(volumeMm3, leastVoxels * spacingMm[0] * spacingMm[1] * spacingMm[2]));

/** Centres of supervoxels: position in voxels and scaled intensity, four numbers each. */
type Centres = Float64Array;

/** [1 2 1] / 4 twice along an axis: a Gaussian of one voxel. */
function smoothAlong(image: Float64Array, { length, stride }: { readonly length: number; readonly stride: number }): Float64Array {
  const once = (voxels: Float64Array): Float64Array => voxels.map((value, i) => {
    const at = Math.floor(i / stride) % length;
    return ((at === 0 ? value : voxels[i - stride]) + 2 * value + (at === length - 1 ? value : voxels[i + stride])) / 4;
  });
  return once(once(image));
}

/** Intensities with the ROI's range, and a tenth on each side, as 0 to 1 over the compactness; smoothed where voxels are fine. */
function scaled({ image, mask, size, spacingMm }: Patch): Float64Array {
  let [low, high] = [Infinity, -Infinity];
  mask.forEach((inside, i) => { if (inside !== 0) { low = Math.min(low, image[i]); high = Math.max(high, image[i]); } });
  const width = 1.2 * (high - low);
  if (!(width > 0)) return new Float64Array(image.length);
  const clipped = image.map((value) => Math.min(1, Math.max(0, (value - low) / width + 1 / 12)) / compactness);
  const strides = [1, size[0], size[0] * size[1]];
  const fine = [0, 1, 2].filter((axis) => spacingMm[axis] < 1.5 * Math.min(...spacingMm));
  return fine.reduce<Float64Array>((voxels, axis) => smoothAlong(voxels, { length: size[axis], stride: strides[axis] }), clipped);
}

function centresOnGrid(size: Triple, stepVoxels: Triple, intensities: Float64Array): Centres {
  const counts = perAxis((axis) => Math.max(1, Math.round(size[axis] / stepVoxels[axis])));
  const centres = new Float64Array(4 * voxelCount(counts));
  for (let k = 0; k < centres.length / 4; k += 1) {
    const at = [k % counts[0], Math.floor(k / counts[0]) % counts[1], Math.floor(k / (counts[0] * counts[1]))];
    const position = perAxis((axis) => Math.min(size[axis] - 1, Math.floor((at[axis] + 0.5) * size[axis] / counts[axis])));
    centres.set([...position, intensities[position[0] + size[0] * (position[1] + size[1] * position[2])]], 4 * k);
  }
  return centres;
}

/** Gives every voxel within a step of a centre to the nearest one, in space and intensity; the first of equally near ones. */
function assign(labels: Int32Array, centres: Centres, { size, step, intensities }: { readonly size: Triple; readonly step: Triple; readonly intensities: Float64Array }): void {
  const distances = new Float64Array(labels.length).fill(Infinity);
  const [nx, ny] = size;
  for (let k = 0; k < centres.length / 4; k += 1) {
    const [cx, cy, cz, own] = centres.subarray(4 * k, 4 * k + 4);
    const centre = [cx, cy, cz];
    const low = perAxis((axis) => Math.max(0, Math.ceil(centre[axis] - step[axis])));
    const high = perAxis((axis) => Math.min(size[axis] - 1, Math.floor(centre[axis] + step[axis])));
    for (let z = low[2]; z <= high[2]; z += 1) {
      for (let y = low[1]; y <= high[1]; y += 1) {
        const across = square((z - cz) / step[2]) + square((y - cy) / step[1]);
        for (let x = low[0], i = low[0] + nx * (y + ny * z); x <= high[0]; x += 1, i += 1) {
          const dx = (x - cx) / step[0];
          const dv = intensities[i] - own;
          const distance = across + dx * dx + dv * dv;
          if (distance < distances[i]) { distances[i] = distance; labels[i] = k; }
        }
      }
    }
  }
}

/** Moves every centre to the mean of its voxels; one without voxels stays. */
function moveCentres(labels: Int32Array, centres: Centres, { size: [nx, ny], intensities }: { readonly size: Triple; readonly intensities: Float64Array }): void {
  const sums = new Float64Array(centres.length);
  const counts = new Int32Array(centres.length / 4);
  for (let i = 0; i < labels.length; i += 1) {
    const k = labels[i];
    if (k < 0) continue;
    counts[k] += 1;
    sums[4 * k] += i % nx;
    sums[4 * k + 1] += Math.floor(i / nx) % ny;
    sums[4 * k + 2] += Math.floor(i / (nx * ny));
    sums[4 * k + 3] += intensities[i];
  }
  sums.forEach((sum, j) => { const count = counts[Math.floor(j / 4)]; if (count > 0) centres[j] = sum / count; });
}

/**
 * Parts of an image that are alike and close together: simple linear iterative clustering (Achanta et al. 2012,
 * doi:10.1109/TPAMI.2012.120) on the intensities of the ROI's range. The number of each voxel's supervoxel; −1 for one that
 * no centre reaches. Parts of a supervoxel that hang together by likeness alone are not split off.
 */
export function supervoxels(patch: Patch): Int32Array {
  const { size, spacingMm } = patch;
  const stepMm = supervoxelStepMm(spacingMm);
  const step = perAxis((axis) => Math.max(1, stepMm / spacingMm[axis]));
  const intensities = scaled(patch);
  const centres = centresOnGrid(size, step, intensities);
  const labels = new Int32Array(intensities.length).fill(-1);
  for (let round = 0; round < rounds; round += 1) {
    labels.fill(-1);
    assign(labels, centres, { size, step, intensities });
    if (round < rounds - 1) moveCentres(labels, centres, { size, intensities });
  }
  return labels;
}
