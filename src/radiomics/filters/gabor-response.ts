import { fftLength } from '../geometry/fft.js';
import { boxSize, perAxis, type Box, type Triple } from '../preprocessing/box.js';
import type { Boundary } from './boundary.js';
import { gaborAt, gaborReach, inPlane, type Gabor, type Plane } from './gabor.js';
import { extended, type Part } from './part.js';
import { transformBack, transformForward, type ComplexField } from './spectrum.js';

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

const emptyField = (size: Triple): ComplexField => ({ size, re: new Float64Array(size[0] * size[1]), im: new Float64Array(size[0] * size[1]) });

/** The spectrum of one kernel on a periodic plane that is large enough for it. */
function spectrumOf({ gabor, plane, spacingMm }: GaborBank, theta: number, size: Triple): ComplexField {
  const field = emptyField(size);
  const [su, sv] = inPlane(spacingMm, plane);
  const [ru, rv] = gaborReach(gabor, theta, [su, sv]);
  for (let v = -rv; v <= rv; v += 1) {
    for (let u = -ru; u <= ru; u += 1) {
      const at = (u + size[0]) % size[0] + size[0] * ((v + size[1]) % size[1]);
      const { re, im } = gaborAt(gabor, theta, [u * su, v * sv]);
      field.re[at] += re;
      field.im[at] += im;
    }
  }
  transformForward(field, [0, 1]);
  return field;
}

function multiplyInto(target: ComplexField, a: ComplexField, b: ComplexField): void {
  for (let i = 0; i < a.re.length; i += 1) {
    target.re[i] = a.re[i] * b.re[i] - a.im[i] * b.im[i];
    target.im[i] = a.re[i] * b.im[i] + a.im[i] * b.re[i];
  }
}

/**
 * Calls `visit` with the complex response of each angle for each voxel of the box: index in the box, then real and
 * imaginary part. Plane by plane, by Fourier transform of the plane with its surroundings.
 */
export function forEachGaborResponse(
  part: Part, bank: GaborBank, { box, boundary }: { readonly box: Box; readonly boundary: Boundary }, visit: (index: number, re: number, im: number) => void,
): void {
  const { plane, angles } = bank;
  const [first, second] = plane.axes;
  const reach = bankReach(bank);
  const wide: Box = { low: perAxis((axis) => box.low[axis] - reach[axis]), high: perAxis((axis) => box.high[axis] + reach[axis]) };
  const source = extended(part, wide, boundary);
  const [wideSize, size] = [boxSize(wide), boxSize(box)];
  const [wideStrides, strides] = [wideSize, size].map((n) => [1, n[0], n[0] * n[1]]);
  const padded: Triple = [fftLength(wideSize[first]), fftLength(wideSize[second]), 1];
  const [image, product] = [emptyField(padded), emptyField(padded)];
  const kernels = angles.map((theta) => spectrumOf(bank, theta, padded));
  for (let n = 0; n < size[plane.normal]; n += 1) {
    image.re.fill(0);
    image.im.fill(0);
    for (let v = 0; v < wideSize[second]; v += 1) {
      for (let u = 0; u < wideSize[first]; u += 1) image.re[u + padded[0] * v] = source[u * wideStrides[first] + v * wideStrides[second] + n * wideStrides[plane.normal]];
    }
    transformForward(image, [0, 1]);
    for (const kernel of kernels) {
      multiplyInto(product, image, kernel);
      transformBack(product, [0, 1]);
      for (let v = 0; v < size[second]; v += 1) {
        for (let u = 0; u < size[first]; u += 1) {
          const at = u + reach[first] + padded[0] * (v + reach[second]);
          visit(u * strides[first] + v * strides[second] + n * strides[plane.normal], product.re[at], product.im[at]);
        }
      }
    }
  }
}
