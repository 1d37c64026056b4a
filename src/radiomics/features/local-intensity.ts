import { square } from '../numbers/powers.js';
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
      const left = square(peakRadiusMm) - square(dy * sy) - square(dz * sz);
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

/** Sums and counts of voxels in the spheres around a row of voxels. */
interface RowOfSpheres {
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

/** A chord of the sphere: where its row of sums begins, and how far it reaches to both sides. */
interface Chord {
  readonly row: number;
  readonly half: number;
}

/** Adds a chord for the voxels `first` to `last` of a row of `nx`, cut at the image's edge. */
function addCut({ sums, counts }: RowOfSpheres, rows: Float64Array, { row, half }: Chord, nx: number, first: number, last: number): void {
  for (let x = first; x <= last; x += 1) {
    const from = x > half ? x - half : 0;
    const to = x + half < nx ? x + half + 1 : nx;
    sums[x] += rows[row + to] - rows[row + from];
    counts[x] += to - from;
  }
}

/** The same for voxels whose chord is in the image whole. */
function addWhole({ sums, counts }: RowOfSpheres, rows: Float64Array, { row, half }: Chord, first: number, last: number): void {
  for (let x = first; x <= last; x += 1) {
    sums[x] += rows[row + x + half + 1] - rows[row + x - half];
    counts[x] += 2 * half + 1;
  }
}

function addChord(spheres: RowOfSpheres, rows: Float64Array, chord: Chord, nx: number, first: number, last: number): void {
  const [from, to] = [Math.max(first, chord.half), Math.min(last, nx - 1 - chord.half)];
  if (from > to) { addCut(spheres, rows, chord, nx, first, last); return; }
  addCut(spheres, rows, chord, nx, first, from - 1);
  addWhole(spheres, rows, chord, from, to);
  addCut(spheres, rows, chord, nx, to + 1, last);
}

/** Sphere means of the ROI: the highest of all, and the highest around a voxel of the highest intensity. */
export interface Peaks {
  readonly local: number;
  readonly global: number;
}

/** The spheres around the voxels of a row of the surroundings, over the voxels of the image that they hold. */
function spheresAlong(roi: Roi): (y: number, z: number, first: number, last: number) => RowOfSpheres {
  const [nx, ny, nz] = roi.surroundings.size;
  const rows = rowSums(roi.surroundings);
  const { dy, dz, half } = chordsOf(roi.grid.spacingMm);
  const spheres: RowOfSpheres = { sums: new Float64Array(nx), counts: new Int32Array(nx) };
  return (y, z, first, last) => {
    spheres.sums.fill(0);
    spheres.counts.fill(0);
    for (let k = 0; k < half.length; k += 1) {
      const [ry, rz] = [y + dy[k], z + dz[k]];
      if (ry >= 0 && ry < ny && rz >= 0 && rz < nz) addChord(spheres, rows, { row: (nx + 1) * (ry + ny * rz), half: half[k] }, nx, first, last);
    }
    return spheres;
  };
}

/** At least one voxel in the intensity mask is expected. */
export function peaksOf(roi: Roi): Peaks {
  const [nx, ny, nz] = roi.grid.size;
  const [ox, oy, oz] = roi.surroundings.offset;
  const spheres = spheresAlong(roi);
  const brightest = roi.sorted[roi.sorted.length - 1];
  let [local, global] = [-Infinity, -Infinity];
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      const row = nx * (y + ny * z);
      const inRow = roi.intensityMask.subarray(row, row + nx);
      const first = inRow.indexOf(1);
      if (first < 0) continue;
      const { sums, counts } = spheres(y + oy, z + oz, first + ox, inRow.lastIndexOf(1) + ox);
      for (let x = first; x < nx; x += 1) {
        if (inRow[x] === 0) continue;
        const value = sums[x + ox] / counts[x + ox];
        if (value > global) global = value;
        if (value > local && roi.intensities[row + x] === brightest) local = value;
      }
    }
  }
  return { local, global };
}

/** Local intensity (IBSI 9ST6): the sphere reaches past the ROI into the image. Local peak VJGA, global peak 0F91. */
export const localIntensity: FeatureTable<Peaks> = { loc_peak_loc: ({ local }) => local, loc_peak_glob: ({ global }) => global };
