import { highPassOf, lowPassTaps } from '../filters/wavelet-taps.js';
import type { Volume } from '../volume.js';
import { normalFrom, type Random } from './random.js';

/** Median of |x| for a standard normal x. */
const medianOfAbsoluteNormal = 0.6744897501960817;
/** Enough voxels for three digits of the level; more slices are passed over evenly. */
const enough = 2 ** 21;

/** The high-pass of a slice along x and then y where the taps do not reach over its edge; flat parts are left out. */
function responsesOf(slice: Float32Array, nx: number, taps: readonly number[]): Float64Array {
  const [ny, length] = [slice.length / nx, taps.length];
  const [wide, high] = [nx - length + 1, ny - length + 1];
  const alongX = new Float64Array(wide * ny);
  for (let i = 0; i < alongX.length; i += 1) {
    const from = i % wide + nx * Math.floor(i / wide);
    for (let k = 0; k < length; k += 1) alongX[i] += taps[k] * slice[from + k];
  }
  const flat = 1e-9 * slice.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const responses = new Float64Array(wide * high);
  let count = 0;
  for (let i = 0; i < wide * high; i += 1) {
    let sum = 0;
    for (let k = 0; k < length; k += 1) sum += taps[k] * alongX[i + wide * k];
    // Padding around the field of view carries no noise, and would make the median 0.
    if (Math.abs(sum) > flat) responses[count++] = Math.abs(sum);
  }
  return responses.subarray(0, count);
}

/**
 * The standard deviation of an image's noise, in its unit: median |HH| / 0.6745 of the stationary in-plane coiflet-1
 * high-high-pass (Chang et al. 2000, doi:10.1109/83.862633, as Zwanenburg et al. 2019 use it). Unlike MIRP, parts that are
 * perfectly flat do not count. An image without noise has 0; null when its slices are smaller than the wavelet's six taps.
 */
export function noiseLevel({ grid: { size: [nx, ny, nz] }, voxels }: Volume): number | null {
  const taps = highPassOf(lowPassTaps.coif1);
  if (nx < taps.length || ny < taps.length) return null;
  const stride = Math.ceil(voxels.length / enough);
  const slices: Float64Array[] = [];
  for (let z = Math.floor((nz - 1) % stride / 2); z < nz; z += stride) slices.push(responsesOf(voxels.subarray(nx * ny * z, nx * ny * (z + 1)), nx, taps));
  const all = new Float64Array(slices.reduce((sum, slice) => sum + slice.length, 0));
  let at = 0;
  for (const slice of slices) { all.set(slice, at); at += slice.length; }
  all.sort();
  const middle = (all.length - 1) / 2;
  return all.length === 0 ? 0 : (all[Math.floor(middle)] + all[Math.ceil(middle)]) / 2 / medianOfAbsoluteNormal;
}

/** Gaussian noise of a standard deviation on every voxel, drawn in index order. */
export function addNoise(image: Float64Array, sigma: number, random: Random): Float64Array {
  const normal = normalFrom(random);
  return image.map((value) => value + sigma * normal());
}
