import type { Triple } from '../preprocessing/box.js';

/** Squared distance along x alone, by a sweep from each side; Infinity in a row without a voxel of the mask. */
function alongX(mask: Uint8Array, [nx, ny, nz]: Triple, spacingMm: number): Float64Array {
  const squared = new Float64Array(mask.length);
  for (let row = 0; row < nx * ny * nz; row += nx) {
    let steps = Infinity;
    for (let i = row; i < row + nx; i += 1) {
      steps = mask[i] === 0 ? steps + 1 : 0;
      squared[i] = steps;
    }
    steps = Infinity;
    for (let i = row + nx - 1; i >= row; i -= 1) {
      steps = mask[i] === 0 ? steps + 1 : 0;
      const mm = Math.min(steps, squared[i]) * spacingMm;
      squared[i] = mm * mm;
    }
  }
  return squared;
}

/** Lines of one direction and what the lower envelope of one needs; used again for every line. */
interface Lines {
  readonly length: number;
  readonly stride: number;
  readonly spacingMm: number;
  /** The line as it was. */
  readonly heights: Float64Array;
  /** Parabolas of the envelope from left to right: where each one's lowest point is, and from where on it is the lowest. */
  readonly vertices: Int32Array;
  readonly starts: Float64Array;
}

const linesOf = (length: number, stride: number, spacingMm: number): Lines => ({
  length, stride, spacingMm, heights: new Float64Array(length), vertices: new Int32Array(length), starts: new Float64Array(length),
});

/** Puts the parabolas of a line into the envelope and answers how many stay. */
function buildEnvelope({ length, spacingMm, heights, vertices, starts }: Lines): number {
  const square = spacingMm * spacingMm;
  let count = 0;
  for (let q = 0; q < length; q += 1) {
    // A line that has not met the mask is no parabola, and ∞ − ∞ no number.
    if (heights[q] === Infinity) continue;
    let start = -Infinity;
    while (count > 0) {
      const v = vertices[count - 1];
      start = ((heights[q] - heights[v]) / square + (q - v) * (q + v)) / (2 * (q - v));
      if (start > starts[count - 1]) break;
      start = -Infinity;
      count -= 1;
    }
    vertices[count] = q;
    starts[count] = start;
    count += 1;
  }
  return count;
}

/** min over q of squared(q) + (s (p − q))² for every p of the line that begins at `base`, in place. */
function transformLine(squared: Float64Array, base: number, lines: Lines): void {
  const { length, stride, spacingMm, heights, vertices, starts } = lines;
  for (let p = 0; p < length; p += 1) heights[p] = squared[base + p * stride];
  const count = buildEnvelope(lines);
  if (count === 0) return;
  let k = 0;
  for (let p = 0; p < length; p += 1) {
    while (k + 1 < count && starts[k + 1] < p) k += 1;
    const mm = (p - vertices[k]) * spacingMm;
    squared[base + p * stride] = heights[vertices[k]] + mm * mm;
  }
}

/**
 * Squared Euclidean distance in mm² from the centre of every voxel to the nearest centre of a voxel in the mask; 0 inside
 * it. Index order x + nx (y + ny z), spacing along x, y, z. Exact to rounding, in time linear in the voxels: lower
 * envelopes of parabolas along one axis after another (Felzenszwalb and Huttenlocher 2012, doi:10.4086/toc.2012.v008a019).
 * Infinity everywhere when the mask is empty.
 */
export function squaredDistances(mask: Uint8Array, size: Triple, spacingMm: Triple): Float64Array {
  const [nx, ny, nz] = size;
  const squared = alongX(mask, size, spacingMm[0]);
  const alongY = linesOf(ny, nx, spacingMm[1]);
  for (let z = 0; z < nz; z += 1) for (let x = 0; x < nx; x += 1) transformLine(squared, x + nx * ny * z, alongY);
  const alongZ = linesOf(nz, nx * ny, spacingMm[2]);
  for (let i = 0; i < nx * ny; i += 1) transformLine(squared, i, alongZ);
  return squared;
}
