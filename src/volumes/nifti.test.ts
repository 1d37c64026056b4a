import { parseNiftiMask, parseNiftiVolume } from './nifti.js';

interface Made {
  readonly size: readonly number[];
  readonly pixdim?: readonly number[];
  readonly datatype?: number;
  readonly bits?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly sform?: readonly number[];
  readonly qform?: { readonly quaternion: readonly number[]; readonly offset: readonly number[]; readonly qfac: number };
  readonly endian?: 'little' | 'big';
  readonly write: (view: DataView, little: boolean) => void;
}

/** A NIfTI-1 file in memory, by nifti1.h. */
function nifti(made: Made): Uint8Array {
  const { size, pixdim = [1, 1, 1], datatype = 4, bits = 16, slope = 0, intercept = 0, sform, qform, endian = 'little', write } = made;
  const little = endian === 'little';
  const bytes = new Uint8Array(352 + size.reduce((product, n) => product * n, 1) * bits / 8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, little);
  [size.length, ...size].forEach((n, i) => { view.setInt16(40 + 2 * i, n, little); });
  view.setInt16(70, datatype, little);
  view.setInt16(72, bits, little);
  [qform?.qfac ?? 1, ...pixdim].forEach((mm, i) => { view.setFloat32(76 + 4 * i, mm, little); });
  [352, slope, intercept].forEach((value, i) => { view.setFloat32(108 + 4 * i, value, little); });
  view.setInt16(252, qform ? 1 : 0, little);
  view.setInt16(254, sform ? 1 : 0, little);
  [...(qform ? [...qform.quaternion, ...qform.offset] : [])].forEach((value, i) => { view.setFloat32(256 + 4 * i, value, little); });
  (sform ?? []).forEach((value, i) => { view.setFloat32(280 + 4 * i, value, little); });
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  write(new DataView(bytes.buffer, 352), little);
  return bytes;
}

const counting = (view: DataView, little: boolean): void => { for (let i = 0; i < view.byteLength / 2; i += 1) view.setInt16(2 * i, i - 3, little); };
const sform = [2, 0, 0, -10, 0, 2, 0, -20, 0, 0, 3, 30];

function volumeOf(bytes: Uint8Array) {
  const read = parseNiftiVolume(bytes, 'made.nii');
  if (!read.ok) throw new Error(read.problem.text);
  return read.value;
}
const codeOf = (bytes: Uint8Array): string => { const read = parseNiftiVolume(bytes, 'made.nii'); return read.ok ? 'read' : read.problem.code; };

test.each(['little', 'big'] as const)('%s-endian integers are read in the order of the file', (endian) => {
  expect([...volumeOf(nifti({ size: [2, 2, 2], endian, write: counting })).volume.voxels]).toEqual([-3, -2, -1, 0, 1, 2, 3, 4]);
});

test('scl_slope and scl_inter scale, a slope of 0 does not', () => {
  expect([...volumeOf(nifti({ size: [2, 1, 1], slope: 2, intercept: 5, write: counting })).volume.voxels]).toEqual([-1, 1]);
  expect([...volumeOf(nifti({ size: [2, 1, 1], slope: 0, intercept: 5, write: counting })).volume.voxels]).toEqual([-3, -2]);
});

test('the sform, right anterior superior, becomes left posterior superior', () => {
  const { grid } = volumeOf(nifti({ size: [2, 2, 2], pixdim: [2, 2, 3], sform, write: counting })).volume;
  expect(grid).toEqual({ size: [2, 2, 2], spacingMm: [2, 2, 3], affine: [-2, 0, 0, 10, 0, -2, 0, 20, 0, 0, 3, 30, 0, 0, 0, 1] });
});

test('a quaternion of half a turn about z and qfac −1 place the axes', () => {
  const qform = { quaternion: [0, 0, 1], offset: [1, 2, 3], qfac: -1 };
  const { grid } = volumeOf(nifti({ size: [2, 2, 2], pixdim: [1, 2, 3], qform, write: counting })).volume;
  expect(grid.affine).toEqual([1, 0, 0, -1, 0, 2, 0, -2, 0, 0, -3, 3, 0, 0, 0, 1]);
});

test('a spacing written as a 32-bit float is the decimal that was meant', () => {
  expect(volumeOf(nifti({ size: [2, 2, 2], pixdim: [0.977, 0.977, 3], write: counting })).volume.grid.spacingMm).toEqual([0.977, 0.977, 3]);
});

test('voxels that are no numbers are left out of masks, and said', () => {
  const write = (view: DataView): void => { [1, NaN, 2].forEach((value, i) => { view.setFloat32(4 * i, value, true); }); };
  const { padding, warnings, volume } = volumeOf(nifti({ size: [3, 1, 1], datatype: 16, bits: 32, sform, write }));
  expect([...volume.voxels]).toEqual([1, 0, 2]);
  expect([...padding ?? []]).toEqual([0, 1, 0]);
  expect(warnings).toEqual(['1 voxels are not finite numbers; masks leave them out.']);
});

test.each([
  ['NOT_NIFTI', new Uint8Array(10)],
  ['NOT_NIFTI', new Uint8Array(400)],
  ['NOT_A_VOLUME', nifti({ size: [2, 2, 2, 5], write: counting })],
  ['UNSUPPORTED_IMAGE', nifti({ size: [2, 2, 2], datatype: 128, bits: 24, write: () => undefined })],
  ['UNSUPPORTED_IMAGE', nifti({ size: [2, 2, 2], sform: [1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], write: counting })],
  ['PIXEL_DATA_TRUNCATED', nifti({ size: [2, 2, 2], write: counting }).subarray(0, 360)],
])('%s', (code, bytes) => { expect(codeOf(bytes)).toBe(code); });

describe('a mask', () => {
  const write = (view: DataView): void => { [0, 1, 3, 3].forEach((label, i) => { view.setUint8(i, label); }); };
  const made = (offset: number): Uint8Array =>
    nifti({ size: [2, 2, 1], datatype: 2, bits: 8, sform: [2, 0, 0, offset, 0, 2, 0, 0, 0, 0, 2, 0], write });
  const { grid } = volumeOf(made(0)).volume;

  test('holds every voxel but the zeros, and names its labels', () => {
    const read = parseNiftiMask(made(0), 'mask.nii', grid, null);
    expect(read.ok && [...read.value.mask.voxels]).toEqual([0, 1, 1, 1]);
    expect(read.ok && read.value.labels).toEqual([1, 3]);
  });

  test('holds one label when it is asked for', () => {
    const read = parseNiftiMask(made(0), 'mask.nii', grid, 3);
    expect(read.ok && [...read.value.mask.voxels]).toEqual([0, 0, 1, 1]);
  });

  test('a thousandth of a voxel aside is the same grid, a hundredth is not', () => {
    expect(parseNiftiMask(made(0.001), 'mask.nii', grid, null).ok).toBe(true);
    const text: unknown = expect.stringContaining('0.0200 mm apart');
    const problem = { code: 'MASK_GRID_MISMATCH', text };
    expect(parseNiftiMask(made(0.02), 'mask.nii', grid, null)).toMatchObject({ ok: false, problem });
  });
});
