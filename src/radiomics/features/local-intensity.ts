import { peakRadiusMm } from '../preprocessing/prepare.js';
import type { Roi } from '../roi.js';
import type { FeatureTable } from './measured.js';

/** One line of a sphere along x: where its row lies from the centre, and how far it reaches to both sides. */
interface Chord {
  readonly dy: number;
  readonly dz: number;
  readonly half: number;
}

function chords([sx, sy, sz]: readonly [number, number, number]): Chord[] {
  const result: Chord[] = [];
  const [ry, rz] = [Math.floor(peakRadiusMm / sy), Math.floor(peakRadiusMm / sz)];
  for (let dz = -rz; dz <= rz; dz += 1) {
    for (let dy = -ry; dy <= ry; dy += 1) {
      const left = peakRadiusMm ** 2 - (dy * sy) ** 2 - (dz * sz) ** 2;
      if (left >= 0) result.push({ dy, dz, half: Math.floor(Math.sqrt(left) / sx) });
    }
  }
  return result;
}

/** Sums of each row up to a voxel, so that a chord costs two look-ups; a row has nx + 1 of them. */
function rowSums({ size, intensities }: Roi['surroundings']): Float64Array {
  const [nx, ny, nz] = size;
  const sums = new Float64Array((nx + 1) * ny * nz);
  for (let row = 0; row < ny * nz; row += 1) {
    for (let x = 0; x < nx; x += 1) sums[row * (nx + 1) + x + 1] = sums[row * (nx + 1) + x] + intensities[row * nx + x];
  }
  return sums;
}

/** Mean intensity of the 1 cm³ sphere around a voxel of the surroundings, over the voxels of the image it holds. */
function sphereMean(roi: Roi): (x: number, y: number, z: number) => number {
  const [nx, ny, nz] = roi.surroundings.size;
  const sums = rowSums(roi.surroundings);
  const lines = chords(roi.grid.spacingMm);
  return (x, y, z) => {
    let [sum, count] = [0, 0];
    for (let k = 0; k < lines.length; k += 1) {
      const { dy, dz, half } = lines[k];
      if (y + dy < 0 || y + dy >= ny || z + dz < 0 || z + dz >= nz) continue;
      const row = (nx + 1) * (y + dy + ny * (z + dz));
      const [from, to] = [Math.max(0, x - half), Math.min(nx, x + half + 1)];
      sum += sums[row + to] - sums[row + from];
      count += to - from;
    }
    return sum / count;
  };
}

/** The largest sphere mean over the voxels of the intensity mask with at least a certain intensity. */
function peak(roi: Roi, from: number): number {
  const [nx, ny, nz] = roi.grid.size;
  const [ox, oy, oz] = roi.surroundings.offset;
  const mean = sphereMean(roi);
  let highest = -Infinity;
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      for (let x = 0; x < nx; x += 1) {
        const at = x + nx * (y + ny * z);
        if (roi.intensityMask[at] === 1 && roi.intensities[at] >= from) highest = Math.max(highest, mean(x + ox, y + oy, z + oz));
      }
    }
  }
  return highest;
}

/** Sphere mean around the voxel of the highest intensity; among several, the highest mean. VJGA. */
export const localPeak = (roi: Roi): number => peak(roi, roi.sorted[roi.sorted.length - 1]);

/** Highest sphere mean of all voxels of the ROI. 0F91. */
export const globalPeak = (roi: Roi): number => peak(roi, -Infinity);

/** Local intensity (IBSI 9ST6): the sphere reaches past the ROI into the image. */
export const localIntensity: FeatureTable<Roi> = { loc_peak_loc: localPeak, loc_peak_glob: globalPeak };
