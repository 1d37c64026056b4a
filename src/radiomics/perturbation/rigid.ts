import { cos, sin } from '../numbers/sin-cos.js';
import type { Triple } from '../preprocessing/box.js';
import type { Patch } from './patch.js';

/** How anatomy moves against its grid: voxel p takes what lies at R(p − centre) + centre + translation. */
export interface Motion {
  /** In voxels along x, y, z. */
  readonly translation: Triple;
  /** About an axis along z through this point of the patch, in voxels. */
  readonly rotationDegrees: number;
  readonly centre: readonly [number, number];
}

/** Weights of the voxels `from`, `from` + 1, … */
interface Taps {
  readonly from: number;
  readonly weights: readonly number[];
}
type Kernel = (position: number) => Taps;

/** Partial volume above which a voxel is inside, a rounding error below one half: ties are inside, as in interpolation. */
const insideFrom = 0.5 - 1e-7;

/** Positions that are voxels but for rounding, such as those of a rotation by 90°, are voxels. */
const settled = (position: number): number => (Math.abs(position - Math.round(position)) < 1e-9 ? Math.round(position) : position);

const linear: Kernel = (position) => {
  const from = Math.floor(position);
  return { from, weights: [1 - (position - from), position - from] };
};

/** Cubic convolution, which goes through the voxels (Keys 1981, doi:10.1109/TASSP.1981.1163711, a = −1/2). */
const cubic: Kernel = (position) => {
  const from = Math.floor(position);
  const t = position - from;
  return { from: from - 1, weights: [t * (t * (1 - t / 2) - 0.5), 1 + t * t * (1.5 * t - 2.5), t * (0.5 + t * (2 - 1.5 * t)), t * t * (t - 1) / 2] };
};

/** Indices of taps on an axis; beyond its ends the nearest voxel continues. */
const indicesOf = ({ from, weights }: Taps, length: number): readonly number[] => weights.map((_, k) => Math.min(length - 1, Math.max(0, from + k)));

/** Where in the plane a voxel takes its value from: rotated in millimetres, for voxels need not be square. */
function sourcePlane({ spacingMm: [sx, sy] }: Pick<Patch, 'spacingMm'>, motion: Motion): (x: number, y: number) => readonly [number, number] {
  const radians = motion.rotationDegrees * Math.PI / 180;
  const [cosine, sine] = [cos(radians), sin(radians)];
  const [cx, cy] = motion.centre;
  const [tx, ty] = motion.translation;
  return (x, y) => {
    const [dx, dy] = [(x - cx) * sx, (y - cy) * sy];
    return [settled(cx + (cosine * dx - sine * dy) / sx + tx), settled(cy + (sine * dx + cosine * dy) / sy + ty)];
  };
}

function resample(source: Float64Array | Uint8Array, frame: Pick<Patch, 'size' | 'spacingMm'>, { motion, kernel }: { readonly motion: Motion; readonly kernel: Kernel }): Float64Array {
  const [nx, ny, nz] = frame.size;
  const sourceOf = sourcePlane(frame, motion);
  const alongZ = Array.from({ length: nz }, (_, z) => kernel(settled(z + motion.translation[2])));
  const zs = alongZ.map((taps) => indicesOf(taps, nz));
  const result = new Float64Array(source.length);
  const column = new Float64Array(nz);
  for (let i = 0; i < nx * ny; i += 1) {
    const [alongX, alongY] = sourceOf(i % nx, Math.floor(i / nx)).map(kernel);
    const [xs, ys] = [indicesOf(alongX, nx), indicesOf(alongY, ny)];
    for (let z = 0; z < nz; z += 1) {
      let sum = 0;
      for (let v = 0; v < ys.length; v += 1) {
        const row = nx * (ys[v] + ny * z);
        let line = 0;
        for (let u = 0; u < xs.length; u += 1) line += alongX.weights[u] * source[row + xs[u]];
        sum += alongY.weights[v] * line;
      }
      column[z] = sum;
    }
    for (let z = 0; z < nz; z += 1) {
      for (let w = 0; w < zs[z].length; w += 1) result[i + nx * ny * z] += alongZ[z].weights[w] * column[zs[z][w]];
    }
  }
  return result;
}

/**
 * Image and mask moved against their grid, as if the patient lay differently: rotation and translation in one
 * interpolation, cubic for the image, linear with a threshold of one half for the mask. A whole number of voxels moves the
 * intensities exactly.
 */
export function moved(patch: Patch, motion: Motion): Patch {
  const partial = resample(patch.mask, patch, { motion, kernel: linear });
  return { ...patch, image: resample(patch.image, patch, { motion, kernel: cubic }), mask: Uint8Array.from(partial, (volume) => (volume >= insideFrom ? 1 : 0)) };
}
