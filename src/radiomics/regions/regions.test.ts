import fc from 'fast-check';
import { findHabitats, habitatMask, isRefused, ringAround, shells, squaredDistances, type FeatureMap, type HabitatSettings, type Habitats } from './index.js';
import type { Grid, Mask } from '../volume.js';

type Triple = readonly [number, number, number];
type At = (x: number, y: number, z: number) => number;

const gridOf = (size: Triple, spacingMm: Triple = [1, 1, 1]): Grid => ({ size, spacingMm, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] });

function valuesOf({ size: [nx, ny, nz] }: Grid, at: At): Float64Array {
  return new Float64Array(nx * ny * nz).map((_, i) => at(i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))));
}

const mapOf = (grid: Grid, at: At): FeatureMap => ({ grid, voxels: valuesOf(grid, at) });
const maskOf = (grid: Grid, inside: (x: number, y: number, z: number) => boolean): Mask =>
  ({ grid, voxels: Uint8Array.from(valuesOf(grid, (x, y, z) => (inside(x, y, z) ? 1 : 0))) });
const volumeOf = ({ voxels }: Mask): number => voxels.reduce((sum, voxel) => sum + voxel, 0);

/** Noise from −½ to ½ that depends on the place alone. */
const noise = (x: number, y: number, z: number, stream: number): number => {
  const sine = Math.sin(12.9898 * x + 78.233 * y + 37.719 * z + 4.581 * stream) * 43758.5453;
  return sine - Math.floor(sine) - 0.5;
};

function made<T extends object>(result: T): Exclude<T, { readonly kind: 'refused' }> {
  if (isRefused(result)) throw new Error(result.detail);
  return result as Exclude<T, { readonly kind: 'refused' }>;
}
