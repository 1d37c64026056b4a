import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../../src/platform/problem.js';
import { type LoadedMask, type LoadedVolume, type MaskOptions, sortStudy, buildVolume, type VolumeOptions } from '../../src/volumes/index.js';
import { pathsIn, readFiles, readImage, readMask } from '../../src/volumes/read-image.js';
import { decimalString as ds } from '../../src/platform/dicom/decimal-string.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { valueOf } from './dicom-objects.js';
import { reference } from './real.js';

/** A folder of the reference data's DICOM. */
const at = (path: string): string => join(reference, 'data/dicom', path);

/** A real series as a volume, in the unit of its rescale. */
export const realVolume = (path: string, options: VolumeOptions = { intensity: 'rescaled' }): Promise<Outcome<LoadedVolume>> => readImage(at(path), options);

/** A real mask on a volume. */
export const realMask = (path: string, image: LoadedVolume, wanted?: string | MaskOptions): Promise<Outcome<LoadedMask>> => readMask(at(path), image, wanted);

/** How many voxels a mask has and what the image's mean is there: a mask in the wrong place shows. */
export function countAndMean(image: LoadedVolume, { mask, voxels }: LoadedMask): readonly [number, number] {
  const sum = mask.voxels.reduce((total, inside, i) => (inside === 1 ? total + image.volume.voxels[i] : total), 0);
  return [voxels, sum / voxels];
}

/**
 * Three slices out of one real slice, whose texts of position and instance are replaced by texts of the same length; the
 * rest stays byte for byte. `files` may be one file or one for each slice.
 */
export async function stacked(files: string | readonly [string, string, string]): Promise<Outcome<LoadedVolume>> {
  const names = typeof files === 'string' ? [files, files, files] : files;
  const slices = await Promise.all(['6.6406', '7.4406', '8.2406'].map(async (z, k) => {
    const text = (await readFile(at(`transfer-syntaxes/${names[k]}`))).toString('latin1');
    return { name: `${k}.dcm`, bytes: Buffer.from(text.replaceAll('-91.2000\\6.6406', `-91.2000\\${z}`).replaceAll('5962.1.1.4.1.1.2004', `5962.1.1.4.1.${k + 1}.2004`), 'latin1') };
  }));
  return buildVolume(sortStudy(slices).series[0]?.instances ?? []);
}

/** The folder's series with the files in the order that `order` gives them. */
export async function reordered(path: string, order: (names: readonly string[]) => readonly string[]): Promise<Outcome<LoadedVolume>> {
  const files = valueOf(await readFiles(order(valueOf(await pathsIn(at(path), 'folder')))));
  return buildVolume(sortStudy(files).series[0]?.instances ?? [], { intensity: 'rescaled' });
}

const root = '1.3.6.1.4.1.5962.1.1.0.0.0.1196530851.28319.0.';
/** Slices that highdicom's samples were drawn on, by the last part of their UIDs; of the series only one file remains. */
const cited = new Map([[0, 93], [162, 94], [163, 95], [164, 96]]);

/** The series that highdicom's SEG samples cite, made up: 165 slices of 16 × 16 voxels, x + 16 y + 3 k − 1024 HU. */
export function highdicomSeries(isKept: (k: number) => boolean = () => true): Promise<Outcome<LoadedVolume>> {
  const files = Array.from({ length: 165 }, (_, k) => k).filter(isKept).map((k) => ({
    name: `${k}.dcm`,
    bytes: encode({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: `${root}${cited.get(k) ?? 1000 + k}`, Modality: 'CT', PatientID: '77654033', StudyInstanceUID: `${root}1`, SeriesInstanceUID: `${root}2`,
      FrameOfReferenceUID: `${root}4`, ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], ImagePositionPatient: ['-125', '-128.100006', ds(Number((1.25 * k - 99.480003).toFixed(6)))],
      ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'], PixelSpacing: ['0.488281', '0.488281'], SliceThickness: '1.25', SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: 16, Columns: 16,
      BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 0, RescaleIntercept: '-1024', RescaleSlope: '1', PixelData: Uint16Array.from({ length: 256 }, (_value, i) => i + 3 * k).buffer, _vrMap: { PixelData: 'OW' },
    }),
  }));
  return buildVolume(sortStudy(files).series[0]?.instances ?? []);
}

/** Highdicom's slices that its samples cite. */
export const isCited = (k: number): boolean => cited.has(k);
