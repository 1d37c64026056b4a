import { fft, fftLength, type Fft } from './fft.js';

type Triple = readonly [number, number, number];

/** Sums over all ordered pairs of different voxels in a mask, weighted by w = 1 / distance in millimetres. */
export interface PairSums {
  /** Σ w. */
  readonly weights: number;
  /** Σ w d_i d_j. */
  readonly products: number;
  /** Σ w d_i². */
  readonly squares: number;
}

/** Real fields after the transform along x: index y + ny z of plane kx, real and imaginary parts. */
interface Planes { readonly re: Float64Array[]; readonly im: Float64Array[] }

const fieldsPerPlane = 4;
const [maskField, valueField, squareField, weightField] = [0, 1, 2, 3];

function emptyPlanes(count: number, length: number): Planes {
  const make = (): Float64Array[] => Array.from({ length: count * fieldsPerPlane }, () => new Float64Array(length));
  return { re: make(), im: make() };
}

/** Two real lines in one complex transform: what belongs to which follows from the symmetry of real lines. */
function splitPair(planes: Planes, fields: readonly [number, number], at: number, line: { re: Float64Array; im: Float64Array }): void {
  const n = line.re.length;
  for (let k = 0; k <= n >> 1; k += 1) {
    const back = (n - k) % n;
    const [p, q] = [k * fieldsPerPlane + fields[0], k * fieldsPerPlane + fields[1]];
    planes.re[p][at] = (line.re[k] + line.re[back]) / 2;
    planes.im[p][at] = (line.im[k] - line.im[back]) / 2;
    planes.re[q][at] = (line.im[k] + line.im[back]) / 2;
    planes.im[q][at] = (line.re[back] - line.re[k]) / 2;
  }
}

/** Mask, values, their squares and weights, transformed along x only. */
function alongX(values: Float64Array, mask: Uint8Array, size: Triple, spacingMm: Triple, x: Fft): Planes {
  const [nx, ny, nz] = size;
  const planes = emptyPlanes((x.length >> 1) + 1, ny * nz);
  const line = { re: new Float64Array(x.length), im: new Float64Array(x.length) };
  for (let row = 0; row < ny * nz; row += 1) {
    line.re.fill(0);
    line.im.fill(0);
    for (let i = 0; i < nx; i += 1) if (mask[nx * row + i] === 1) { line.re[i] = 1; line.im[i] = values[nx * row + i]; }
    x.transform(line.re, line.im);
    splitPair(planes, [maskField, valueField], row, line);
    line.re.fill(0);
    line.im.fill(0);
    const across = Math.hypot((row % ny) * spacingMm[1], Math.floor(row / ny) * spacingMm[2]);
    for (let i = 0; i < nx; i += 1) {
      if (mask[nx * row + i] === 1) line.re[i] = values[nx * row + i] ** 2;
      const distance = Math.hypot(i * spacingMm[0], across);
      if (distance > 0) line.im[i] = line.im[(x.length - i) % x.length] = 1 / distance;
    }
    x.transform(line.re, line.im);
    splitPair(planes, [squareField, weightField], row, line);
  }
  return planes;
}

/** Transforms one plane along y and z. Lines of nothing but padding are not computed. */
function transformPlane(plane: { re: Float64Array; im: Float64Array }, filledZ: (z: number) => boolean, y: Fft, z: Fft): void {
  for (let k = 0; k < z.length; k += 1) {
    if (filledZ(k)) y.transform(plane.re.subarray(k * y.length, (k + 1) * y.length), plane.im.subarray(k * y.length, (k + 1) * y.length));
  }
  const [re, im] = [new Float64Array(z.length), new Float64Array(z.length)];
  for (let j = 0; j < y.length; j += 1) {
    for (let k = 0; k < z.length; k += 1) { re[k] = plane.re[j + k * y.length]; im[k] = plane.im[j + k * y.length]; }
    z.transform(re, im);
    for (let k = 0; k < z.length; k += 1) { plane.re[j + k * y.length] = re[k]; plane.im[j + k * y.length] = im[k]; }
  }
}

/** Lays a plane out with padding; weights are even and stand on both sides of zero. */
function padded(planes: Planes, index: number, ny: number, nz: number, target: { re: Float64Array; im: Float64Array }, y: number, z: number): void {
  target.re.fill(0);
  target.im.fill(0);
  const even = index % fieldsPerPlane === weightField;
  for (let k = 0; k < nz; k += 1) {
    for (let j = 0; j < ny; j += 1) {
      const [re, im] = [planes.re[index][j + ny * k], planes.im[index][j + ny * k]];
      const places = even ? [j + y * k, (y - j) % y + y * k, j + y * ((z - k) % z), (y - j) % y + y * ((z - k) % z)] : [j + y * k];
      for (const at of places) { target.re[at] = re; target.im[at] = im; }
    }
  }
}

/**
 * The sums over pairs by Parseval's theorem: a weight that depends on the displacement alone is a product of spectra, so
 * n² pairs become a few Fourier transforms. Exact to rounding; direct summation of 2 million voxels would take hours.
 * `values` are read inside the mask only. Index order x + nx (y + ny z).
 */
export function pairSums(values: Float64Array, mask: Uint8Array, size: Triple, spacingMm: Triple): PairSums {
  const [x, y, z] = size.map((n) => fft(fftLength(2 * n - 1)));
  const [, ny, nz] = size;
  const planes = alongX(values, mask, size, spacingMm, x);
  const area = y.length * z.length;
  const work = Array.from({ length: fieldsPerPlane }, () => ({ re: new Float64Array(area), im: new Float64Array(area) }));
  const [m, d, s, w] = work;
  let [weights, products, squares] = [0, 0, 0];
  for (let kx = 0; kx <= x.length >> 1; kx += 1) {
    const mirrored = kx === 0 || 2 * kx === x.length ? 1 : 2;
    work.forEach((plane, field) => {
      padded(planes, kx * fieldsPerPlane + field, ny, nz, plane, y.length, z.length);
      transformPlane(plane, (k) => k < nz || (field === weightField && k > z.length - nz), y, z);
    });
    for (let i = 0; i < area; i += 1) {
      const weight = mirrored * w.re[i];
      weights += weight * (m.re[i] * m.re[i] + m.im[i] * m.im[i]);
      products += weight * (d.re[i] * d.re[i] + d.im[i] * d.im[i]);
      squares += weight * (m.re[i] * s.re[i] + m.im[i] * s.im[i]);
    }
  }
  const total = x.length * area;
  return { weights: weights / total, products: products / total, squares: squares / total };
}
