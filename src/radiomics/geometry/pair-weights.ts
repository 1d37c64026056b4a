import { evenTransform } from './even-transform.js';
import type { Layout, Triple } from './pair-layout.js';

/** The spectrum of 1 / distance on one plane kx, from 0 to half the length of each axis: index ky + `weightsAcross` kz. */
export type WeightsAtX = (kx: number) => Float64Array;

/** Frequencies ky from 0 to the middle, and an empty one, as lines are transformed in pairs. */
export const weightsAcross = ({ lengths: [, my] }: Layout): number => my / 2 + 2;

/** What an even transform takes: the value at zero halved. */
const share = (displacement: number): number => (displacement === 0 ? 0.5 : 1);

/** Shares of 1 / distance in millimetres between the origin and the voxels of plane y; 0 at the origin. Index z + rz x. */
function fillPlane(weights: Float64Array, y: number, [rx, , rz]: Triple, [dx, dy, dz]: Triple): void {
  for (let x = 0, to = 0; x < rx; x += 1) {
    const across = x * dx * (x * dx) + y * dy * (y * dy);
    const shareAcross = share(x) * share(y);
    for (let z = 0; z < rz; z += 1, to += 1) {
      const squared = across + z * dz * (z * dz);
      weights[to] = squared === 0 ? 0 : share(z) * shareAcross / Math.sqrt(squared);
    }
  }
}

/**
 * The weights of all displacements between voxels of a box, transformed with the layout's periods. They are even along
 * each axis, and so is the spectrum: an eighth of it is computed.
 */
export function weightSpectrum(layout: Layout, spacingMm: Triple): WeightsAtX {
  const { lengths: [mx, my, mz], rows: [rx, ry, rz] } = layout;
  const width = weightsAcross(layout);
  const planeLength = (mx / 2 + 1) * rz;
  const planes = new Float64Array(ry * planeLength);
  const weights = new Float64Array(rx * rz);
  const alongX = evenTransform(mx, rz);
  for (let y = 0; y < ry; y += 1) {
    fillPlane(weights, y, layout.rows, spacingMm);
    alongX({ values: weights, steps: { line: 1, row: rz } }, planes.subarray(y * planeLength, (y + 1) * planeLength));
  }
  const [alongY, alongZ] = [evenTransform(my, rz), evenTransform(mz, width)];
  const plane = new Float64Array(width * rz);
  const spectrum = new Float64Array(width * (mz / 2 + 1));
  return (kx) => {
    alongY({ values: planes.subarray(kx * rz), steps: { line: 1, row: planeLength } }, plane);
    alongZ({ values: plane, steps: { line: rz, row: 1 } }, spectrum);
    return spectrum;
  };
}
