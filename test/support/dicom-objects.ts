import type { Outcome } from '../../src/platform/problem.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { decimalString as ds } from '../../src/platform/dicom/decimal-string.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { uidOf } from '../../src/phantom/dicom/uid.js';
import { buildMask, buildVolume, sortStudy, type LoadedMask, type LoadedVolume, type MaskOptions, type StudyFile, type VolumeOptions } from '../../src/volumes/index.js';

/** Small DICOM objects, written whole: 4 columns 1 mm apart, 3 rows 2 mm apart, slices 3 mm apart from (10, 20, 30) on. */
export const columns = 4;
export const rows = 3;
const perSlice = columns * rows;
const spacing = { PixelSpacing: ['2', '1'], SliceThickness: '3' };
const orientation = { ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] };

export const positionOf = (z: number): readonly [string, string, string] => ['10', '20', String(30 + 3 * z)];
export const instanceUid = (z: number): string => uidOf('small', 'instance', z);
const shared = { PatientID: 'P', StudyInstanceUID: uidOf('small', 'study'), FrameOfReferenceUID: uidOf('small', 'frame'), StudyDate: '20260302' };
const imageSeries = uidOf('small', 'series');

/** Stored value `100 × slice + voxel` everywhere. */
const ramp = (z: number): ArrayBuffer => Int16Array.from({ length: perSlice }, (_, i) => 100 * z + i).buffer;

/** One MR slice; `changes` win. */
export const slice = (z: number, changes: Dataset = {}): Dataset => ({
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.4', SOPInstanceUID: instanceUid(z), Modality: 'MR', ...shared, SeriesInstanceUID: imageSeries, ImageType: ['ORIGINAL', 'PRIMARY', 'OTHER'],
  ImagePositionPatient: positionOf(z), ...orientation, ...spacing, SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: rows, Columns: columns,
  BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 1, PixelData: ramp(z), _vrMap: { PixelData: 'OW' }, ...changes,
});

/** `count` slices, each changed as `changes` says. */
export const slices = (count: number, changes: (z: number) => Dataset = () => ({})): readonly Dataset[] => Array.from({ length: count }, (_, z) => slice(z, changes(z)));

export const fileOf = (dataset: Dataset, name: string): StudyFile => ({ name, bytes: encode(dataset) });

/** The first series that is in the data sets, as a volume. */
export function volumeOf(datasets: readonly Dataset[], options?: VolumeOptions): Promise<Outcome<LoadedVolume>> {
  const { series } = sortStudy(datasets.map((dataset, k) => fileOf(dataset, `study/${k}.dcm`)));
  return buildVolume(series[0]?.instances ?? [], options);
}

/** What came out, where nothing should have stood in the way. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.text}`);
  return outcome.value;
}

/** The code of what stood in the way, or `ok`. */
export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.problem.code);

/** Values of one slice of a volume or mask. */
export const sliceOf = (voxels: ArrayLike<number>, z: number): readonly number[] => Array.from(voxels).slice(z * perSlice, (z + 1) * perSlice);

export interface SegFrame {
  readonly z: number;
  readonly segment: number;
  /** One character a voxel, row by row: `#` is inside. */
  readonly picture: string;
}

const isInside = (picture: string): readonly boolean[] => Array.from(picture.replaceAll(/\s/g, ''), (character) => character === '#');

/** Bits of all frames in one run, least significant first (PS3.5 8.1.1). */
function packed(frames: readonly SegFrame[]): ArrayBuffer {
  const bits = frames.flatMap(({ picture }) => isInside(picture));
  const bytes = new Uint8Array(2 * Math.ceil(bits.length / 16));
  bits.forEach((bit, i) => { if (bit) bytes[i >> 3] |= 1 << (i & 7); });
  return bytes.buffer;
}

/** A binary Segmentation with as many segments as the frames name. */
export const segmentation = (frames: readonly SegFrame[], changes: Dataset = {}): Dataset => ({
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4', SOPInstanceUID: uidOf('small', 'seg'), Modality: 'SEG', ...shared, SeriesInstanceUID: uidOf('small', 'seg series'),
  SegmentationType: 'BINARY', SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: rows, Columns: columns, BitsAllocated: 1, BitsStored: 1, HighBit: 0,
  PixelRepresentation: 0, NumberOfFrames: String(frames.length),
  SegmentSequence: [...new Set(frames.map(({ segment }) => segment))].toSorted().map((segment) => ({ SegmentNumber: segment, SegmentLabel: `segment ${segment}` })),
  SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [orientation], PixelMeasuresSequence: [spacing] }],
  PerFrameFunctionalGroupsSequence: frames.map(({ z, segment }) => ({
    PlanePositionSequence: [{ ImagePositionPatient: positionOf(z) }], SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }],
  })),
  PixelData: packed(frames), _vrMap: { PixelData: 'OB' }, ...changes,
});

/** One closed contour by its points in millimetres, and the instance it says it lies on. */
export interface DrawnContour {
  readonly pointsMm: readonly (readonly [number, number, number])[];
  readonly on?: string;
}

/** A structure set with one region, `lesion`. */
export const structureSet = (contours: readonly DrawnContour[], changes: Dataset = {}): Dataset => ({
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3', SOPInstanceUID: uidOf('small', 'rtstruct'), Modality: 'RTSTRUCT', ...shared, SeriesInstanceUID: uidOf('small', 'rtstruct series'),
  StructureSetROISequence: [{ ROINumber: '1', ReferencedFrameOfReferenceUID: changes.FrameOfReferenceUID ?? shared.FrameOfReferenceUID, ROIName: 'lesion' }],
  ROIContourSequence: [{
    ReferencedROINumber: '1',
    ContourSequence: contours.map(({ pointsMm, on }) => ({
      ...(on === undefined ? {} : { ContourImageSequence: [{ ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.4', ReferencedSOPInstanceUID: on }] }),
      ContourGeometricType: 'CLOSED_PLANAR', NumberOfContourPoints: String(pointsMm.length), ContourData: pointsMm.flat().map(ds),
    })),
  }],
  ...changes,
});

/** A rectangle on one slice, by the corners' x and y in millimetres. */
export const rectangle = ([left, top]: readonly [number, number], [right, bottom]: readonly [number, number], z: number): DrawnContour['pointsMm'] =>
  [[left, top, z], [right, top, z], [right, bottom, z], [left, bottom, z]];

/** Around every voxel of a slice. */
export const wholeSlice = (z: number): DrawnContour['pointsMm'] => rectangle([9.6, 19.2], [13.4, 24.8], z);

/** A mask object on the volume of these slices. */
export async function maskOn(image: readonly Dataset[], mask: Dataset, wanted?: string | MaskOptions): Promise<Outcome<LoadedMask>> {
  const volume = await volumeOf(image);
  return volume.ok ? buildMask(encode(mask), volume.value, wanted) : volume;
}

/** A slice of a mask as SegFrame draws it. */
export const pictureOf = (voxels: Uint8Array, z: number): string => sliceOf(voxels, z).map((inside, i) => (i % columns === 0 && i > 0 ? ' ' : '') + (inside === 1 ? '#' : '.')).join('');
