import { fft, fftLength, zeros } from '../geometry/fft.js';
import type { Lines } from '../geometry/fft-passes.js';
import { boxSize, perAxis, type Box, type Triple } from '../preprocessing/box.js';
import type { Boundary } from './boundary.js';
import { gaborAt, gaborReach, inPlane, type Gabor, type Plane } from './gabor.js';
import { extended, type Part } from './part.js';

/** The kernel at several angles (radians) in one plane. */
export interface GaborBank {
  readonly gabor: Gabor;
  readonly angles: readonly number[];
  readonly plane: Plane;
  readonly spacingMm: Triple;
}

/** The largest reach of the bank's kernels along x, y, z, in voxels. */
export function bankReach({ gabor, angles, plane, spacingMm }: GaborBank): Triple {
  const reaches = angles.map((theta) => gaborReach(gabor, theta, inPlane(spacingMm, plane)));
  const most = [0, 1].map((k) => Math.max(...reaches.map((reach) => reach[k])));
  return perAxis((axis) => (axis === plane.normal ? 0 : most[plane.axes.indexOf(axis)]));
}

/** Transforms of planes of one size, u fastest; what they give is to be used before the next one. */
interface PlaneTransforms {
  readonly size: readonly [number, number];
  /** The spectrum, ku fastest. */
  readonly forward: (plane: Lines) => Lines;
  /** The inverse, without its factor, of `count` columns from u = `first` on: index u − first + count v. */
  readonly backward: (spectrum: Lines, first: number, count: number) => Lines;
}

const swapped = ({ re, im }: Lines): Lines => ({ re: im, im: re });

function planeTransforms(u: number, v: number): PlaneTransforms {
  const [alongU, alongV] = [fft(u, v), fft(v, u)];
  // What lies line behind line comes out side by side: after both axes u is fastest again.
  const transform = (plane: Lines, first: number, count: number): Lines => {
    const { re, im } = alongU.transform({ source: plane, lines: v, steps: { line: u, row: 1 }, filled: 'whole' });
    const from = first * v;
    return alongV.transform({ source: { re: re.subarray(from), im: im.subarray(from) }, lines: count, steps: { line: v, row: 1 }, filled: 'whole' });
  };
  return {
    size: [u, v], forward: (plane) => transform(plane, 0, u),
    // Swapping real and imaginary parts turns one direction into the other.
    backward: (spectrum, first, count) => swapped(transform(swapped(spectrum), first, count)),
  };
}

/** The spectrum of one kernel on a periodic plane that is large enough for it, with the factor of the inverse. It is real: g(−x) is the conjugate of g(x). */
function spectrumOf({ gabor, plane, spacingMm }: GaborBank, theta: number, { size: [nu, nv], forward }: PlaneTransforms): Float64Array {
  const field = zeros(nu * nv);
  const [su, sv] = inPlane(spacingMm, plane);
  const [ru, rv] = gaborReach(gabor, theta, [su, sv]);
  for (let v = -rv; v <= rv; v += 1) {
    for (let u = -ru; u <= ru; u += 1) {
      const at = (u + nu) % nu + nu * ((v + nv) % nv);
      const { re, im } = gaborAt(gabor, theta, [u * su, v * sv]);
      field.re[at] = re;
      field.im[at] = im;
    }
  }
  return forward(field).re.slice(0, nu * nv).map((value) => value / (nu * nv));
}

function multiplyInto(target: Lines, { re, im }: Lines, factors: Float64Array): void {
  for (let i = 0; i < factors.length; i += 1) {
    target.re[i] = re[i] * factors[i];
    target.im[i] = im[i] * factors[i];
  }
}

/**
 * Calls `visit` with the complex response of each angle for each voxel of the box: index in the box, then real and
 * imaginary part. Plane by plane, by Fourier transform of the plane with its surroundings.
 */
export function forEachGaborResponse(
  part: Part, bank: GaborBank, { box, boundary }: { readonly box: Box; readonly boundary: Boundary }, visit: (index: number, re: number, im: number) => void,
): void {
  const { axes: [first, second], normal } = bank.plane;
  const reach = bankReach(bank);
  const wide: Box = { low: perAxis((axis) => box.low[axis] - reach[axis]), high: perAxis((axis) => box.high[axis] + reach[axis]) };
  const source = extended(part, wide, boundary);
  const [wideSize, size] = [boxSize(wide), boxSize(box)];
  const [wideStrides, strides] = [wideSize, size].map((n) => [1, n[0], n[0] * n[1]]);
  const transforms = planeTransforms(fftLength(wideSize[first]), fftLength(wideSize[second]));
  const [nu, nv] = transforms.size;
  const [image, spectrum, product] = [zeros(nu * nv), zeros(nu * nv), zeros(nu * nv)];
  const kernels = bank.angles.map((theta) => spectrumOf(bank, theta, transforms));
  for (let n = 0; n < size[normal]; n += 1) {
    for (let v = 0; v < wideSize[second]; v += 1) {
      for (let u = 0; u < wideSize[first]; u += 1) image.re[u + nu * v] = source[u * wideStrides[first] + v * wideStrides[second] + n * wideStrides[normal]];
    }
    const { re, im } = transforms.forward(image);
    spectrum.re.set(re.subarray(0, nu * nv));
    spectrum.im.set(im.subarray(0, nu * nv));
    for (const kernel of kernels) {
      multiplyInto(product, spectrum, kernel);
      const response = transforms.backward(product, reach[first], size[first]);
      for (let v = 0; v < size[second]; v += 1) {
        for (let u = 0, at = size[first] * (v + reach[second]); u < size[first]; u += 1, at += 1) {
          visit(u * strides[first] + v * strides[second] + n * strides[normal], response.re[at], response.im[at]);
        }
      }
    }
  }
}
