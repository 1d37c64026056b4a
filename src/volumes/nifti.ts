import { done, refused, type Outcome } from '../platform/problem.js';
import type { Grid, Mask, Volume } from '../radiomics/volume.js';
import { parseNiftiHeader, type NiftiHeader } from './nifti-header.js';

type Numbers =
  | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array
  | Float32Array | Float64Array | BigInt64Array | BigUint64Array;
interface StoredType { readonly bytes: number; readonly view: (buffer: ArrayBuffer) => Numbers }

/** NIfTI datatype code → how one value is stored. Complex and colour have no place in radiomics. */
const storedTypes = new Map<number, StoredType>([
  [2, { bytes: 1, view: (b) => new Uint8Array(b) }], [256, { bytes: 1, view: (b) => new Int8Array(b) }],
  [4, { bytes: 2, view: (b) => new Int16Array(b) }], [512, { bytes: 2, view: (b) => new Uint16Array(b) }],
  [8, { bytes: 4, view: (b) => new Int32Array(b) }], [768, { bytes: 4, view: (b) => new Uint32Array(b) }],
  [16, { bytes: 4, view: (b) => new Float32Array(b) }], [64, { bytes: 8, view: (b) => new Float64Array(b) }],
  [1024, { bytes: 8, view: (b) => new BigInt64Array(b) }], [1280, { bytes: 8, view: (b) => new BigUint64Array(b) }],
]);

/** A NIfTI image as read: voxels in the order of the file, on a grid in LPS. */
export interface NiftiVolume {
  readonly volume: Volume;
  /** 1 where the file holds NaN or infinity (the voxel is then 0); null when it holds neither. */
  readonly padding: Uint8Array | null;
  readonly warnings: readonly string[];
}

export interface NiftiMask {
  readonly mask: Mask;
  readonly voxels: number;
  /** Values other than 0 in the file, ascending. */
  readonly labels: readonly number[];
  readonly warnings: readonly string[];
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let at = 0; at + width <= bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

function storedValues(bytes: Uint8Array, header: NiftiHeader, name: string): Outcome<Numbers> {
  const type = storedTypes.get(header.datatype);
  if (!type) return refused('UNSUPPORTED_IMAGE', `${name}: NIfTI data type ${header.datatype} was found; an integer or float type was expected.`);
  const [nx, ny, nz] = header.grid.size;
  const length = nx * ny * nz * type.bytes;
  const left = bytes.length - header.dataOffset;
  if (left < length) return refused('PIXEL_DATA_TRUNCATED', `${name}: ${Math.max(0, left)} bytes of voxels are there, ${length} were expected.`);
  const own = new Uint8Array(new ArrayBuffer(length));
  own.set(bytes.subarray(header.dataOffset, header.dataOffset + length));
  if (!header.littleEndian && type.bytes > 1) swapBytes(own, type.bytes);
  return done(type.view(own.buffer));
}

/** NIfTI-1 bytes (already inflated) → volume, scaled by scl_slope and scl_inter; the voxels lie in a SharedArrayBuffer. */
export function parseNiftiVolume(bytes: Uint8Array, name: string): Outcome<NiftiVolume> {
  const header = parseNiftiHeader(bytes, name);
  if (!header.ok) return header;
  const stored = storedValues(bytes, header.value, name);
  if (!stored.ok) return stored;
  const { grid, slope, intercept, warnings } = header.value;
  const voxels = new Float32Array(new SharedArrayBuffer(stored.value.length * 4));
  const missing: number[] = [];
  for (let i = 0; i < voxels.length; i += 1) {
    const value = Number(stored.value[i]) * slope + intercept;
    if (Number.isFinite(value)) voxels[i] = value;
    else missing.push(i);
  }
  if (missing.length === 0) return done({ volume: { grid, voxels }, padding: null, warnings });
  const padding = new Uint8Array(voxels.length);
  for (const i of missing) padding[i] = 1;
  const said = `${missing.length} voxels are not finite numbers; masks leave them out.`;
  return done({ volume: { grid, voxels }, padding, warnings: [...warnings, said] });
}

function corners(grid: Grid): number[][] {
  const [nx, ny, nz] = grid.size;
  const ends = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => [(c & 1) * (nx - 1), ((c >> 1) & 1) * (ny - 1), (c >> 2) * (nz - 1)]);
  return ends.map(([x, y, z]) => [0, 4, 8].map((r) => grid.affine[r] * x + grid.affine[r + 1] * y + grid.affine[r + 2] * z + grid.affine[r + 3]));
}

/** Why two grids are not the same, or null: equal sizes, and corners less than 1/1000 of a voxel apart. */
export function gridDifference(image: Grid, mask: Grid): string | null {
  if (image.size.some((n, i) => n !== mask.size[i])) return `the mask has ${mask.size.join(' × ')} voxels, the image ${image.size.join(' × ')}`;
  const theirs = corners(mask);
  const apart = Math.max(...corners(image).map((corner, c) => Math.hypot(...corner.map((mm, i) => mm - theirs[c][i]))));
  return apart <= 1e-3 * Math.min(...image.spacingMm) ? null : `their corners lie up to ${apart.toPrecision(3)} mm apart`;
}

/**
 * NIfTI-1 bytes → mask on the image's grid. Every value other than 0 is inside, or only `label` when one is given.
 * `labels` stops at 1000 different values: a file with more is not a label map.
 */
export function parseNiftiMask(bytes: Uint8Array, name: string, image: Grid, label: number | null): Outcome<NiftiMask> {
  const header = parseNiftiHeader(bytes, name);
  if (!header.ok) return header;
  const difference = gridDifference(image, header.value.grid);
  if (difference !== null) return refused('MASK_GRID_MISMATCH', `${name} does not lie on the grid of the image: ${difference}.`);
  const stored = storedValues(bytes, header.value, name);
  if (!stored.ok) return stored;
  const { slope, intercept, warnings } = header.value;
  const voxels = new Uint8Array(new SharedArrayBuffer(stored.value.length));
  const labels = new Set<number>();
  let inside = 0;
  for (let i = 0; i < voxels.length; i += 1) {
    const value = Number(stored.value[i]) * slope + intercept;
    if (value === 0 || !Number.isFinite(value)) continue;
    if (labels.size < 1000) labels.add(value);
    if (label === null || value === label) { voxels[i] = 1; inside += 1; }
  }
  return done({ mask: { grid: image, voxels }, voxels: inside, labels: [...labels].sort((a, b) => a - b), warnings });
}
