/**
 * A regular voxel grid in patient space.
 *
 * `size` is [nx, ny, nz]; voxel (x, y, z) is stored at `x + nx * (y + ny * z)`. `affine` is the 4 × 4 matrix, row by
 * row, from voxel index to the millimetre position of the voxel's centre in the DICOM patient system (LPS).
 */
export interface Grid {
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  readonly affine: readonly number[];
}

/** Intensities on a grid. The buffer may be shared between threads. */
export interface Volume {
  readonly grid: Grid;
  readonly voxels: Float32Array;
}

/** A region on a grid: 1 inside, 0 outside. */
export interface Mask {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
}
