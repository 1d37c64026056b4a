import { peakRadiusMm } from '../preprocessing/prepare.js';
import type { Roi } from '../roi.js';
import type { FeatureTable } from './measured.js';

/** The sphere as lines along x: where each one's row lies from the centre, and how far it reaches to both sides. */
interface Chords {
  readonly dy: Int32Array;
  readonly dz: Int32Array;
  readonly half: Int32Array;
}

function chordsOf([sx, sy, sz]: readonly [number, number, number]): Chords {
  const [dys, dzs, halves]: number[][] = [[], [], []];
  const [ry, rz] = [Math.floor(peakRadiusMm / sy), Math.floor(peakRadiusMm / sz)];
  for (let dz = -rz; dz <= rz; dz += 1) {
    for (let dy = -ry; dy <= ry; dy += 1) {
      const left = peakRadiusMm ** 2 - (dy * sy) ** 2 - (dz * sz) ** 2;
      if (left < 0) continue;
      dys.push(dy);
      dzs.push(dz);
      halves.push(Math.floor(Math.sqrt(left) / sx));
    }
  }
  return { dy: Int32Array.from(dys), dz: Int32Array.from(dzs), half: Int32Array.from(halves) };
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
  const { dy, dz, half } = chordsOf(roi.grid.spacingMm);
  const lines = half.length;
  return (x, y, z) => {
    let sum = 0;
    let count = 0;
    for (let k = 0; k < lines; k += 1) {
      const [ry, rz, h] = [y + dy[k], z + dz[k], half[k]];
      if (ry < 0 || ry >= ny || rz < 0 || rz >= nz) continue;
      const row = (nx + 1) * (ry + ny * rz);
      const from = x > h ? x - h : 0;
      const to = x + h < nx ? x + h + 1 : nx;
      sum += sums[row + to] - sums[row + from];
      count += to - from;
    }
    return sum / count;
  };
}

/** Sphere means of the ROI: the highest of all, and the highest around a voxel of the highest intensity. */
export interface Peaks {
  readonly local: number;
  readonly global: number;
}

/** At least one voxel in the intensity mask is expected. */
export function peaksOf(roi: Roi): Peaks {
  const [nx, ny, nz] = roi.grid.size;
  const [ox, oy, oz] = roi.surroundings.offset;
  const mean = sphereMean(roi);
  const brightest = roi.sorted[roi.sorted.length - 1];
  let [local, global] = [-Infinity, -Infinity];
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      const row = nx * (y + ny * z);
      for (let x = 0; x < nx; x += 1) {
        if (roi.intensityMask[row + x] === 0) continue;
        const value = mean(x + ox, y + oy, z + oz);
        if (value > global) global = value;
        if (value > local && roi.intensities[row + x] === brightest) local = value;
      }
    }
  }
  return { local, global };
}

/** Local intensity (IBSI 9ST6): the sphere reaches past the ROI into the image. Local peak VJGA, global peak 0F91. */
export const localIntensity: FeatureTable<Peaks> = { loc_peak_loc: ({ local }) => local, loc_peak_glob: ({ global }) => global };
