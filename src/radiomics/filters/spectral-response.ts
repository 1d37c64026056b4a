import { fftLength } from '../geometry/fft.js';
import { boxSize, perAxis, voxelCount, type Box, type Triple } from '../preprocessing/box.js';
import type { AxisConvolution } from './axis-convolution.js';
import type { Boundary } from './boundary.js';
import type { Chain } from './chains.js';
import { multiplyByFrequency } from './frequency.js';
import { extended, type Part } from './part.js';
import { rieszAt, simoncelliAt } from './simoncelli.js';
import { transformBack, transformForward, type ComplexField } from './spectrum.js';

const complexOf = (size: Triple, re: Float64Array): ComplexField => ({ size, re, im: new Float64Array(re.length) });

/** The real part of a box of a field that begins at `from`. */
function realPart({ size, re }: ComplexField, from: Triple, box: Box): Float64Array {
  const wanted = boxSize(box);
  const target = new Float64Array(voxelCount(wanted));
  let to = 0;
  for (let z = 0; z < wanted[2]; z += 1) {
    for (let y = 0; y < wanted[1]; y += 1) {
      const row = box.low[0] - from[0] + size[0] * (box.low[1] - from[1] + y + size[1] * (box.low[2] - from[2] + z));
      target.set(re.subarray(row, row + wanted[0]), to);
      to += wanted[0];
    }
  }
  return target;
}

/** What a filter does to the spectrum of the whole image. */
export interface SpectralFilter {
  readonly level: number;
  readonly order: readonly number[] | null;
  readonly axes: readonly number[];
}

/**
 * Simoncelli's wavelet, Riesz-transformed where an order is given. The filter is as large as the image and its response that
 * of the image repeated: this filter knows no other boundary. `part` is the whole image.
 */
export function simoncelliResponse({ imageSize, voxels }: Part, { level, order, axes }: SpectralFilter, box: Box): Float64Array {
  const field = complexOf(imageSize, voxels.slice());
  transformForward(field, axes);
  multiplyByFrequency(field, axes, (frequency) => {
    const band = simoncelliAt(frequency, level);
    if (band === 0 || order === null) return { re: band, im: 0 };
    const turn = rieszAt(frequency, order);
    return { re: band * turn.re, im: band * turn.im };
  });
  transformBack(field, axes);
  return realPart(field, [0, 0, 0], box);
}

/** The kernel that the chains add up to, its middle on the first voxel of a periodic field. */
function kernelSpectrum(chains: readonly Chain[], size: Triple, axes: readonly number[]): ComplexField {
  const planeSize = perAxis((axis) => (axes.includes(axis) ? size[axis] : 1));
  const kernel = complexOf(planeSize, new Float64Array(voxelCount(planeSize)));
  for (const chain of chains) addChain(kernel, chain);
  transformForward(kernel, axes);
  return kernel;
}

function addChain({ size, re }: ComplexField, chain: Chain): void {
  const tapsAlong = (axis: number): Float64Array => chain.find((step: AxisConvolution) => step.axis === axis)?.taps ?? Float64Array.of(1);
  const [xs, ys, zs] = [tapsAlong(0), tapsAlong(1), tapsAlong(2)];
  const place = (i: number, taps: Float64Array, n: number): number => (i - (taps.length >> 1) + n) % n;
  zs.forEach((cz, z) => { ys.forEach((cy, y) => { xs.forEach((cx, x) => {
    re[place(x, xs, size[0]) + size[0] * (place(y, ys, size[1]) + size[1] * place(z, zs, size[2]))] += cx * cy * cz;
  }); }); });
}

/** A kernel given by its chains, Riesz-transformed: the image goes on by its boundary as far as the kernel reaches. `part` is the whole image. */
export function rieszResponse(part: Part, filter: { readonly chains: readonly Chain[]; readonly order: readonly number[]; readonly axes: readonly number[] }, box: Box, boundary: Boundary): Float64Array {
  const { chains, order, axes } = filter;
  const reach = perAxis((axis) => Math.max(0, ...chains.flatMap((chain) => chain.filter((step) => step.axis === axis).map((step) => step.taps.length >> 1))));
  const low = perAxis((axis) => -reach[axis]);
  const size = perAxis((axis) => (axes.includes(axis) ? fftLength(part.imageSize[axis] + 2 * reach[axis]) : part.imageSize[axis]));
  const field = complexOf(size, extended(part, { low, high: perAxis((axis) => low[axis] + size[axis] - 1) }, boundary));
  const kernel = kernelSpectrum(chains, size, axes);
  transformForward(field, axes);
  const planes = field.re.length / kernel.re.length;
  for (let p = 0; p < planes; p += 1) {
    for (let k = 0; k < kernel.re.length; k += 1) {
      const i = p * kernel.re.length + k;
      const r = field.re[i] * kernel.re[k] - field.im[i] * kernel.im[k];
      field.im[i] = field.re[i] * kernel.im[k] + field.im[i] * kernel.re[k];
      field.re[i] = r;
    }
  }
  multiplyByFrequency(field, axes, (frequency) => rieszAt(frequency, order));
  transformBack(field, axes);
  return realPart(field, low, box);
}
