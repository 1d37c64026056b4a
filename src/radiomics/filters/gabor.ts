import { exp } from '../numbers/exp.js';
import { norm } from '../numbers/powers.js';
import { cos, sin } from '../numbers/sin-cos.js';
import type { Triple } from '../preprocessing/box.js';

export interface Gabor {
  readonly sigmaMm: number;
  readonly wavelengthMm: number;
  readonly gamma: number;
}

/** Envelope below which the kernel is cut off, in standard deviations: e^−18. The manual sets no cut-off. */
const cutoffSigma = 6;

/** How far the kernel reaches along the two axes of its plane, in voxels, at the angle (radians). */
export function gaborReach({ sigmaMm, gamma }: Gabor, theta: number, spacingMm: readonly [number, number]): [number, number] {
  const [along, across] = [sigmaMm, sigmaMm / gamma];
  return [
    Math.ceil(cutoffSigma * norm(along * cos(theta), across * sin(theta)) / spacingMm[0]),
    Math.ceil(cutoffSigma * norm(along * sin(theta), across * cos(theta)) / spacingMm[1]),
  ];
}

/**
 * The Gabor kernel (IBSI Q88H) at a displacement in millimetres: exp(−(u² + γ² v²) / 2σ² + 2πi u / λ), where u runs along
 * the wave, turned by θ from the plane's first axis towards its second.
 */
export function gaborAt({ sigmaMm, wavelengthMm, gamma }: Gabor, theta: number, [x, y]: readonly [number, number]): { readonly re: number; readonly im: number } {
  const u = x * cos(theta) + y * sin(theta);
  const v = x * sin(theta) - y * cos(theta);
  const envelope = exp(-(u * u + gamma * gamma * v * v) / (2 * sigmaMm * sigmaMm));
  const phase = 2 * Math.PI * u / wavelengthMm;
  return { re: envelope * cos(phase), im: envelope * sin(phase) };
}

/** The axes of a plane and the one that stands on it. */
export interface Plane {
  readonly axes: readonly [number, number];
  readonly normal: number;
}

export const axialPlane: Plane = { axes: [0, 1], normal: 2 };
export const orthogonalPlanes: readonly Plane[] = [axialPlane, { axes: [0, 2], normal: 1 }, { axes: [1, 2], normal: 0 }];

/** The spacing of a plane's axes. */
export const inPlane = (triple: Triple, { axes }: Plane): readonly [number, number] => [triple[axes[0]], triple[axes[1]]];
