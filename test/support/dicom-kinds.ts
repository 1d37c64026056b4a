import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { sortStudy } from '../../src/volumes/index.js';
import { codeOf, fileOf, maskOn, segmentation, slices, structureSet, volumeOf, wholeSlice } from './dicom-objects.js';
import { enhanced, sharedGroups } from './enhanced-objects.js';

/** A kind of object, and what became of it: `read`, `passed over` or the code it is refused with. */
export interface Kind {
  readonly name: string;
  readonly answer: string;
}

const storage = (uid: string): string => `1.2.840.10008.5.1.4.1.1.${uid}`;
const classic = (Modality: string, uid: string, more: Dataset = {}): Dataset => ({ Modality, SOPClassUID: storage(uid), ...more });

const images: readonly (readonly [string, Dataset])[] = [
  ['CT Image', classic('CT', '2')], ['MR Image', classic('MR', '4')], ['Positron Emission Tomography Image', classic('PT', '128')], ['MR Image, ADC map', classic('MR', '4', { ImageType: ['DERIVED', 'PRIMARY', 'ADC'] })],
  ['CT Image, localizer', classic('CT', '2', { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] })], ['CT Image, maximum intensity projection', classic('CT', '2', { ImageType: ['DERIVED', 'SECONDARY', 'MIP'] })],
  ['CT Image, compressed with loss at some time', classic('CT', '2', { LossyImageCompression: '01' })], ['CT Image with something burned in', classic('CT', '2', { BurnedInAnnotation: 'YES' })],
  ['CT Image with a modality look-up table', classic('CT', '2', { ModalityLUTSequence: [{ LUTDescriptor: [2, 0, 16], ModalityLUTType: 'HU', LUTData: [0, 1], _vrMap: { LUTDescriptor: 'US', LUTData: 'US' } }] })],
  ['Secondary Capture Image', classic('CT', '7')], ['Computed Radiography Image', classic('CR', '1')], ['Digital X-Ray Image', classic('DX', '1.1')], ['Ultrasound Image', classic('US', '6.1')],
  ['Nuclear Medicine Image', classic('NM', '20')], ['X-Ray Angiographic Image', classic('XA', '12.1')], ['RT Dose', classic('RTDOSE', '481.2')], ['VL Whole Slide Microscopy Image', classic('SM', '77.1.6')],
];

const frames = [0, 1, 2].map((z) => ({ z, value: z }));
const multiFrame: readonly (readonly [string, Dataset])[] = [
  ['Enhanced CT Image', classic('CT', '2.1')], ['Enhanced MR Image', classic('MR', '4.1')], ['Enhanced PET Image', classic('PT', '130')], ['Parametric Map of integers', classic('MR', '30')], ['Parametric Map of floats', classic('MR', '30', { PixelData: undefined })],
  ['Enhanced MR Image, maximum intensity projection', classic('MR', '4.1', { VolumeBasedCalculationTechnique: 'MAX_IP' })], ['Enhanced MR Color Image', classic('MR', '4.3', { PhotometricInterpretation: 'RGB', SamplesPerPixel: 3 })],
];

const drawn = [{ z: 1, segment: 1, picture: '##.. ##.. ....' }];
const eightBits: Dataset = { BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: Uint8Array.from([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]).buffer };
const masks: readonly (readonly [string, Dataset])[] = [
  ['Segmentation, BINARY', segmentation(drawn)], ['Segmentation, FRACTIONAL', segmentation(drawn, { ...eightBits, SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'OCCUPANCY', MaximumFractionalValue: 1 })],
  ['Label Map Segmentation', segmentation(drawn, { ...eightBits, SOPClassUID: storage('66.7'), SegmentationType: 'LABELMAP' })], ['RT Structure Set', structureSet([{ pointsMm: wholeSlice(33) }])],
  ['Surface Segmentation', segmentation(drawn, { SOPClassUID: storage('66.5'), SegmentationType: undefined })],
];

const documents: readonly (readonly [string, Dataset])[] = [
  ['Comprehensive 3D SR', classic('SR', '88.34')], ['Key Object Selection', classic('KO', '88.59')], ['Grayscale Softcopy Presentation State', classic('PR', '11.1')], ['Real World Value Mapping', classic('RWV', '67')],
  ['Spatial Registration', classic('REG', '66.1')], ['RT Plan', classic('RTPLAN', '481.5')], ['Encapsulated PDF', classic('DOC', '104.1')], ['Media Storage Directory', { Modality: '', SOPClassUID: '1.2.840.10008.1.3.10' }],
];

const answer = (code: string): string => (code === 'ok' ? 'read' : code);

/** Every kind that hospitals have beside each other, read by the code itself. */
export async function objects(): Promise<readonly Kind[]> {
  const kinds: Kind[] = [];
  for (const [name, change] of images) kinds.push({ name, answer: answer(codeOf(await volumeOf(slices(3, () => change)))) });
  for (const [name, change] of multiFrame) kinds.push({ name, answer: answer(codeOf(await volumeOf([enhanced(frames, sharedGroups, change)]))) });
  for (const [name, mask] of masks) kinds.push({ name, answer: answer(codeOf(await maskOn(slices(3), mask))) });
  for (const [name, change] of documents) {
    const { series, masks: found, problems } = sortStudy([fileOf({ ...slices(1)[0], ...change }, name)]);
    kinds.push({ name, answer: series.length + found.length + problems.length === 0 ? 'passed over' : problems[0]?.code ?? 'read' });
  }
  return kinds;
}
