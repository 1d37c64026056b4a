import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sha256Hex } from '../platform/canonical-json.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { parseNiftiMask, parseNiftiVolume } from './nifti.js';
import type { LoadedMask, LoadedVolume, Region, Vector, VolumeSource } from './types.js';

const inflate = promisify(gunzip);
/** A header may promise anything: nothing larger than this is inflated (1024³ voxels of 4 bytes need 4 GB; a clinical CT 0.3 GB). */
const maxBytes = 2 ** 31;

const nowhere: VolumeSource = {
  format: 'NIFTI', modality: '', studyInstanceUid: '', seriesInstanceUid: '', frameOfReferenceUid: '', patientId: '', studyDate: '',
  acquisitionDateTime: '', seriesDescription: '', manufacturer: '', transferSyntaxUid: '', instances: [],
};

/** Whether a path is spelt like a NIfTI file. */
export const looksLikeNifti = (path: string): boolean => /\.nii(\.gz)?$/i.test(path);

/** A file's content, inflated, and the hash of the file as it lies there. */
export interface NiftiFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Reads a `.nii` or `.nii.gz` file whole. Never rejects. */
export async function readNiftiFile(path: string): Promise<Outcome<NiftiFile>> {
  const file = await readFile(path).catch(() => null);
  if (file === null) return refused('FILE_NOT_FOUND', `${path} cannot be read; a NIfTI file was expected there.`);
  const sha256 = sha256Hex(file);
  if (file[0] !== 0x1f || file[1] !== 0x8b) return done({ bytes: file, sha256 });
  const bytes = await inflate(file, { maxOutputLength: maxBytes }).catch(() => null);
  if (bytes === null) return refused('NOT_NIFTI', `${path} cannot be inflated: the gzip stream is broken or larger than 2 GB.`);
  return done({ bytes, sha256 });
}

/** Reads a `.nii` or `.nii.gz` image. The file does not say its unit: intensities are `a.u.`. */
export async function readNiftiVolume(path: string): Promise<Outcome<LoadedVolume>> {
  const file = await readNiftiFile(path);
  if (!file.ok) return file;
  const read = parseNiftiVolume(file.value.bytes, basename(path));
  if (!read.ok) return read;
  const { volume, padding, warnings } = read.value;
  const { affine: a, size } = volume.grid;
  const sliceOriginsMm = Array.from({ length: size[2] }, (_, z): Vector => [a[2] * z + a[3], a[6] * z + a[7], a[10] * z + a[11]]);
  const source = { ...nowhere, instances: [{ sopInstanceUid: '', sha256: file.value.sha256 }] };
  return done({ volume, sliceOriginsMm, intensityUnit: 'a.u.', padding, source, warnings });
}

function regionOf(roi: number | null, labels: readonly number[]): Region {
  const number = roi ?? (labels.length === 1 ? labels[0] : 0);
  return { number, label: number === 0 ? 'all labels' : `label ${number}` };
}

function withoutPadding(voxels: Uint8Array, padding: Uint8Array): number {
  let left = 0;
  for (let i = 0; i < voxels.length; i += 1) {
    if (padding[i] === 1) voxels[i] = 0;
    left += voxels[i];
  }
  return left;
}

/**
 * Reads a `.nii` or `.nii.gz` mask on the image's grid. `roi` is a label value; without it every value but 0 is inside.
 * `reading` is the file where it is being read already.
 */
export async function readNiftiMask(path: string, image: LoadedVolume, roi?: string, reading: Promise<Outcome<NiftiFile>> = readNiftiFile(path)): Promise<Outcome<LoadedMask>> {
  const name = basename(path);
  const label = roi === undefined ? null : Number(roi);
  const file = await reading;
  if (!file.ok) return file;
  const read = parseNiftiMask(file.value.bytes, name, image.volume.grid, label);
  if (!read.ok) return read;
  const { mask, labels } = read.value;
  const held = labels.length === 0 ? 'none' : labels.slice(0, 20).join(', ');
  if (label !== null && !labels.includes(label)) return refused('ROI_NOT_FOUND', `${name} holds no label ${roi}; its labels are: ${held}.`);
  const voxels = image.padding === null ? read.value.voxels : withoutPadding(mask.voxels, image.padding);
  if (voxels === 0) return refused('ROI_EMPTY', `${name}: no voxel of the image is inside, at least one was expected.`);
  const warnings = [...read.value.warnings];
  if (label === null && labels.length > 1) warnings.push(`${name} holds ${labels.length} labels (${held}); all of them are measured as one region.`);
  return done({ mask, voxels, roi: regionOf(label, labels), source: { modality: 'NIFTI', sha256: file.value.sha256 }, warnings });
}
