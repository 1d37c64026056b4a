import { deflateRawSync } from 'node:zlib';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { columns, instanceUid, rectangle, rows, segmentation, slice, structureSet, wholeSlice } from './dicom-objects.js';
import { compressors, encapsulated, rle, withSyntax, type Picture } from './encapsulated.js';
import { enhanced, sharedGroups, transformation } from './enhanced-objects.js';
import { identity } from './mutate-dicom.js';

/** A file to be mutated, and the files that stand beside it: the other slices of its series, or the image of a mask. */
export interface Base {
  readonly name: string;
  readonly file: Uint8Array;
  readonly beside: readonly Uint8Array[];
  /** Which slice the instances beside it are, where all values are those of `slice`. */
  readonly untouched: ReadonlyMap<string, number>;
}

const mr: Dataset = { ...identity, RescaleSlope: '2', RescaleIntercept: '-3', EchoTime: '20', InstanceNumber: '1', SeriesDescription: 'T1', PixelPaddingValue: -2000, _vrMap: { PixelData: 'OW', PixelPaddingValue: 'SS' } };
const pet: Dataset = {
  ...identity, Modality: 'PT', SOPClassUID: '1.2.840.10008.5.1.4.1.1.128', Units: 'BQML', DecayCorrection: 'START', CorrectedImage: ['ATTN', 'DECY', 'SCAT'], PatientWeight: '70', PatientSize: '1.7', PatientSex: 'F',
  SeriesDate: '20260302', SeriesTime: '100000', AcquisitionDate: '20260302', AcquisitionTime: '100000', RescaleSlope: '3', RescaleIntercept: '0',
  RadiopharmaceuticalInformationSequence: [{ RadiopharmaceuticalStartTime: '090000', RadionuclideTotalDose: '350000000', RadionuclideHalfLife: '6586' }],
};
const frames = [0, 1, 2, 3].map((z) => ({ z, value: 10 * z, groups: { ...transformation(z + 1, 2), FrameContentSequence: [{ StackID: '1', DimensionIndexValues: [1, z + 1] }] } }));
const spots = '##.. .##. ...#';
const drawn = [1, 2, 3].map((z) => ({ z, segment: 1 + (z % 2), picture: spots }));
const code = { CodeValue: '86049000', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Neoplasm' };
const references = { ReferencedSeriesSequence: [{ SeriesInstanceUID: String(slice(0).SeriesInstanceUID), ReferencedInstanceSequence: [1, 2, 3].map((z) => ({ ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.4', ReferencedSOPInstanceUID: instanceUid(z) })) }] };
const segments = { SegmentSequence: [1, 2].map((SegmentNumber) => ({ SegmentNumber, SegmentLabel: `lesion ${SegmentNumber}`, TrackingUID: `2.25.${SegmentNumber}`, SegmentedPropertyTypeCodeSequence: [code] })) };
const eightBits = { BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: new Uint8Array(columns * rows * drawn.length).map((_, i) => i % 3).buffer };

const pictureOf = (z: number): Picture => ({ values: Int16Array.from({ length: columns * rows }, (_, i) => 100 * z + i), columns, rows });
const series = (more: Dataset): readonly Uint8Array[] => [0, 1, 2, 3, 4].map((z) => encode(slice(z, more)));

const untouched: Base['untouched'] = new Map([1, 2, 3, 4].map((z) => [instanceUid(z), z]));

function ofSlices(name: string, [file, ...beside]: readonly Uint8Array[]): Base { return { name, file, beside, untouched }; }

/** Image and masks; those whose decoders are slow to start stand apart. */
export async function fuzzBases(): Promise<{ readonly plain: readonly Base[]; readonly compressed: readonly Base[] }> {
  const image = series(mr);
  const onImage = (name: string, dataset: Dataset): Base => ({ name, file: encode({ ...dataset, ...identity }), beside: image, untouched });
  const binary = segmentation(drawn, { ...segments, ...references });
  const bits = drawn.map(() => Uint8Array.from([0b01100011, 0b00001000]));
  const { bySyntax } = await compressors();
  const inSyntax = (transferSyntaxUid: keyof typeof bySyntax): Base =>
    ofSlices(transferSyntaxUid, [0, 1, 2].map((z) => encapsulated(slice(z, { ...mr, PixelData: undefined }), { transferSyntaxUid, frames: [[bySyntax[transferSyntaxUid](pictureOf(z))]] })));
  return {
    plain: [
      ofSlices('MR', image), ofSlices('PET', series(pet)), ofSlices('CT', series({ ...mr, Modality: 'CT' })),
      { name: 'enhanced', file: encode(enhanced(frames, { ...sharedGroups }, { ...identity, DimensionIndexSequence: ['00209056', '00209057'].map((DimensionIndexPointer) => ({ DimensionIndexPointer })) })), beside: [], untouched: new Map() },
      onImage('SEG', binary), onImage('fractional SEG', { ...binary, ...eightBits, SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'PROBABILITY', MaximumFractionalValue: 2 }),
      onImage('LABELMAP', { ...binary, ...eightBits, SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.7', SegmentationType: 'LABELMAP' }),
      { name: 'RLE SEG', file: encapsulated({ ...binary, ...identity }, { transferSyntaxUid: '1.2.840.10008.1.2.5', frames: bits.map((frame) => [rle(frame, 1)]), offsetTable: 'written' }), beside: image, untouched },
      onImage('RTSTRUCT', structureSet([{ pointsMm: wholeSlice(33), on: instanceUid(1) }, { pointsMm: rectangle([10.6, 21], [12.4, 23], 33) }, { pointsMm: wholeSlice(36) }], { RTROIObservationsSequence: [{ ObservationNumber: '1', ReferencedROINumber: '1', RTROIIdentificationCodeSequence: [code] }] })),
      inSyntax('1.2.840.10008.1.2.5'), inSyntax('1.2.840.10008.1.2.8.1'), inSyntax('1.2.840.10008.1.2.4.70'),
    ],
    compressed: [inSyntax('1.2.840.10008.1.2.4.80'), inSyntax('1.2.840.10008.1.2.4.90'), inSyntax('1.2.840.10008.1.2.4.201')],
  };
}

/** Three frames with some life in them, compressed in every transfer syntax, and how a series of such frames is written. */
export async function fuzzFrames() {
  const size = { columns: 48, rows: 40 };
  const picture = (z: number): Picture => ({ ...size, values: Int16Array.from({ length: size.columns * size.rows }, (_, i) => Math.round(500 * Math.sin(i / 9 + z) + 200 * Math.cos(i / 144)) + ((i * 7919 + z * 31) % 97)) });
  const { bySyntax } = await compressors();
  return {
    framesBySyntax: Object.entries(bySyntax).map(([transferSyntaxUid, compress]) => ({ transferSyntaxUid, frames: [0, 1, 2].map((z) => compress(picture(z))) })),
    written: (transferSyntaxUid: string, frames: readonly Uint8Array[]): readonly Uint8Array[] =>
      frames.map((frame, z) => encapsulated(slice(z, { ...identity, Rows: size.rows, Columns: size.columns, PixelData: undefined }), { transferSyntaxUid, frames: [[frame]] })),
  };
}

/** The file with its data set deflated, whatever is in it. */
export function deflatedFile(file: Uint8Array): Uint8Array {
  if (file.length < 400) return file;
  const inSyntax = withSyntax(file, '1.2.840.10008.1.2.1.99');
  const start = 144 + new DataView(inSyntax.buffer, inSyntax.byteOffset).getUint32(140, true);
  return new Uint8Array(Buffer.concat([inSyntax.subarray(0, start), deflateRawSync(inSyntax.subarray(start))]));
}
