import { done, refused, type Outcome } from '../platform/problem.js';
import type { Grid } from '../radiomics/volume.js';

/** How a NIfTI-1 file stores its voxels, and where they lie in the patient. */
export interface NiftiHeader {
  readonly grid: Grid;
  readonly littleEndian: boolean;
  readonly datatype: number;
  readonly dataOffset: number;
  /** value = stored × slope + intercept; 1 and 0 when the file gives none (scl_slope 0). */
  readonly slope: number;
  readonly intercept: number;
  readonly warnings: readonly string[];
}

type Row = readonly [number, number, number, number];

const headerBytes = 348;
/** xyzt_units, low three bits → factor to millimetres; unknown is taken as millimetres, as every writer means it. */
const unitToMm = new Map([[0, 1], [1, 1000], [2, 1], [3, 0.001]]);

/** The decimal that a float32 was written from (0.977, not 0.976999998), so that a grid size does not hang on rounding noise. */
function decimalOf(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}

function byteOrder(view: DataView): 'little' | 'big' | null {
  if (view.byteLength < headerBytes) return null;
  if (view.getInt32(0, true) === headerBytes) return 'little';
  return view.getInt32(0, false) === headerBytes ? 'big' : null;
}

function sformRows(view: DataView, little: boolean): Row[] {
  const at = (offset: number): number => view.getFloat32(offset, little);
  return [280, 296, 312].map((o): Row => [at(o), at(o + 4), at(o + 8), at(o + 12)]);
}

/** The rotation of the quaternion (b, c, d) times the spacings; qfac = −1 turns the third axis round (nifti1.h, method 2). */
function qformRows(view: DataView, little: boolean, spacing: readonly number[]): Row[] {
  const at = (offset: number): number => view.getFloat32(offset, little);
  const [b, c, d] = [at(256), at(260), at(264)];
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const sz = at(76) < 0 ? -spacing[2] : spacing[2];
  const [sx, sy] = spacing;
  return [
    [(a * a + b * b - c * c - d * d) * sx, 2 * (b * c - a * d) * sy, 2 * (b * d + a * c) * sz, at(268)],
    [2 * (b * c + a * d) * sx, (a * a + c * c - b * b - d * d) * sy, 2 * (c * d - a * b) * sz, at(272)],
    [2 * (b * d - a * c) * sx, 2 * (c * d + a * b) * sy, (a * a + d * d - c * c - b * b) * sz, at(276)],
  ];
}

function rowsOf(view: DataView, little: boolean, spacing: readonly number[]): { rows: Row[]; warnings: string[] } {
  if (view.getInt16(254, little) > 0) return { rows: sformRows(view, little), warnings: [] };
  if (view.getInt16(252, little) > 0) return { rows: qformRows(view, little, spacing), warnings: [] };
  const rows: Row[] = [[spacing[0], 0, 0, 0], [0, spacing[1], 0, 0], [0, 0, spacing[2], 0]];
  return { rows, warnings: ['The NIfTI header has neither sform nor qform; its axes are taken as right, anterior, superior.'] };
}

/** Lengths of the axes in millimetres, or null when an axis has none or two are not perpendicular (a sheared grid). */
function spacingOf(rows: readonly Row[], pixdim: readonly number[]): [number, number, number] | null {
  const dot = (i: number, j: number): number => rows.reduce((sum, row) => sum + row[i] * row[j], 0);
  const lengths = [0, 1, 2].map((i) => Math.sqrt(dot(i, i)));
  if (lengths.some((length) => !Number.isFinite(length) || length <= 0)) return null;
  for (const [i, j] of [[0, 1], [0, 2], [1, 2]]) if (Math.abs(dot(i, j)) > 1e-3 * lengths[i] * lengths[j]) return null;
  const [x, y, z] = lengths.map((length, i) => (Math.abs(length - pixdim[i]) <= 1e-4 * length ? pixdim[i] : length));
  return [x, y, z];
}

/** Patient space of NIfTI is RAS, of DICOM and of this project LPS: the first two axes turn round. */
function lpsAffine(rows: readonly Row[], toMm: number): number[] {
  const sign = [-1, -1, 1];
  return [...rows.flatMap((row, r) => row.map((value) => (value === 0 ? 0 : value * sign[r] * toMm))), 0, 0, 0, 1];
}

function sizeOf(view: DataView, little: boolean, name: string): Outcome<[number, number, number]> {
  const dims = [1, 2, 3, 4, 5, 6, 7].map((i) => (i <= view.getInt16(40, little) ? view.getInt16(40 + 2 * i, little) : 1));
  const [x, y, z, ...more] = dims;
  if (Math.min(x, y, z) < 1) return refused('NOT_NIFTI', `${name}: the size is ${x} × ${y} × ${z}, at least one voxel along each axis was expected.`);
  if (more.some((n) => n > 1)) return refused('NOT_A_VOLUME', `${name} holds ${more.filter((n) => n > 1).join(' × ')} volumes, one was expected.`);
  return done([x, y, z]);
}

/** Reads the header of a NIfTI-1 single file (nifti1.h); `name` stands in the sentences about what is wrong. */
export function parseNiftiHeader(bytes: Uint8Array, name: string): Outcome<NiftiHeader> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = byteOrder(view);
  const magic = String.fromCharCode(...bytes.subarray(344, 347));
  if (order === null || magic !== 'n+1') return refused('NOT_NIFTI', `${name} is not a NIfTI-1 single file; magic n+1 after 344 bytes was expected.`);
  const little = order === 'little';
  const size = sizeOf(view, little, name);
  if (!size.ok) return size;
  const toMm = unitToMm.get(view.getUint8(123) & 7) ?? 1;
  const pixdim = [80, 84, 88].map((offset) => decimalOf(Math.abs(view.getFloat32(offset, little))));
  const { rows, warnings } = rowsOf(view, little, pixdim);
  const spacing = spacingOf(rows, pixdim);
  if (spacing === null) {
    return refused('UNSUPPORTED_IMAGE', `${name}: the axes have no length or are not perpendicular, an orthogonal grid was expected.`);
  }
  const slope = view.getFloat32(112, little);
  const scaled = Number.isFinite(slope) && slope !== 0;
  const intercept = view.getFloat32(116, little);
  return done({
    grid: { size: size.value, spacingMm: [spacing[0] * toMm, spacing[1] * toMm, spacing[2] * toMm], affine: lpsAffine(rows, toMm) },
    littleEndian: little, datatype: view.getInt16(70, little), dataOffset: Math.max(headerBytes, Math.round(view.getFloat32(108, little))),
    slope: scaled ? slope : 1, intercept: scaled && Number.isFinite(intercept) ? intercept : 0, warnings,
  });
}
