import type { Code, Dataset } from '../platform/dicom/dataset.js';
import { decimalString } from '../platform/dicom/decimal-string.js';
import type { Grid } from '../radiomics/index.js';
import { codingSchemes, dcm, sct, sourceForProcessing } from './codes.js';
import { commonModules, type DicomObject, type ObjectOrigin, sopReference, sourceImage, toObject } from './dicom-object.js';
import { dimensions, planePosition, type PlaneGeometry, sharedGeometry } from './multi-frame.js';
import { instancesOf, type SourceSeries } from './source-series.js';
import { derivedUid } from './uids.js';
import type { Vector } from '../volumes/types.js';

const parametricMapStorage = '1.2.840.10008.5.1.4.1.1.30';
const role = 'parametric map';
const imageProcessing = dcm('110001', 'Image Processing');

/** A map of something measured at every voxel. */
export interface MapToWrite {
  readonly source: SourceSeries;
  /** The map's own grid, of any spacing and orientation, in the patient system of the source. */
  readonly grid: Grid;
  /** One finite value for each voxel: x + nx × (y + ny × z). Stored as float32. */
  readonly voxels: Float32Array | Uint8Array;
  /** What the values are, and in which unit. */
  readonly quantity: Code;
  readonly unit: Code;
  /** At most 16 characters, for lists. */
  readonly label: string;
  /** In a few words. */
  readonly explanation: string;
  /** How the map came from its source, step by step (CID 7203 or a filter's IBSI code), and in words; by default some image processing, and the explanation. */
  readonly derivations?: readonly Code[];
  readonly description?: string;
  readonly seriesNumber?: number;
}

const column = ({ affine }: Grid, i: number): Vector => [affine[i], affine[4 + i], affine[8 + i]];

function geometryOf(grid: Grid): PlaneGeometry {
  const [dx, dy, dz] = grid.spacingMm;
  const direction = (axis: 0 | 1): readonly number[] => column(grid, axis).map((mm) => mm / grid.spacingMm[axis]);
  return { orientation: [...direction(0), ...direction(1)], pixelSpacingMm: [dy, dx], sliceSpacingMm: dz };
}

/** Centre of the first voxel of plane z. */
function planeOrigin(grid: Grid, z: number): Vector {
  const [step, origin] = [column(grid, 2), column(grid, 3)];
  return [origin[0] + z * step[0], origin[1] + z * step[1], origin[2] + z * step[2]];
}

/** Smallest and largest value. Throws where one is not finite: a map says something everywhere or is not written. */
function rangeOf(values: Float32Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) throw new Error('parametricMap: a value of the map is not a finite number.');
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** What a stored value means: itself, of this quantity in this unit (PS3.3 C.7.6.16.2.11). */
const realWorldValues = ({ quantity, unit, label, explanation }: MapToWrite, [low, high]: readonly [number, number]): Dataset => ({
  RealWorldValueMappingSequence: [{
    LUTLabel: label.slice(0, 16), LUTExplanation: explanation.slice(0, 64), RealWorldValueIntercept: 0, RealWorldValueSlope: 1,
    DoubleFloatRealWorldValueFirstValueMapped: low, DoubleFloatRealWorldValueLastValueMapped: high, MeasurementUnitsCodeSequence: [unit],
    QuantityDefinitionSequence: [{ ValueType: 'CODE', ConceptNameCodeSequence: [sct('246205007', 'Quantity')], ConceptCodeSequence: [quantity] }],
  }],
});

const imageType = ['DERIVED', 'PRIMARY', 'VOLUME', 'QUANTITY'];

/** What all frames share: where they lie, what their values mean, and that any of them may come from any slice of the source. */
function sharedGroups(wanted: MapToWrite, [low, high]: readonly [number, number]): Dataset {
  return {
    ...sharedGeometry(geometryOf(wanted.grid)), ...realWorldValues(wanted, [low, high]),
    ParametricMapFrameTypeSequence: [{ FrameType: imageType }],
    PixelValueTransformationSequence: [{ RescaleIntercept: '0', RescaleSlope: '1', RescaleType: 'US' }],
    FrameVOILUTSequence: [{ WindowCenter: decimalString((low + high) / 2), WindowWidth: decimalString(Math.max(high - low, 1e-6)), VOILUTFunction: 'LINEAR_EXACT' }],
    DerivationImageSequence: [{ DerivationDescription: (wanted.description ?? wanted.explanation).slice(0, 1024), DerivationCodeSequence: wanted.derivations ?? [imageProcessing], SourceImageSequence: wanted.source.slices.map((slice) => sourceImage(slice, sourceForProcessing)) }],
  };
}

/**
 * A Parametric Map (PS3.3 A.75) in float32: a filter's response or a map of habitats, on its own grid, with what its values
 * mean. Modality is OT, so that nobody takes it for an image of the scanner. Throws where the size is not the grid's or a
 * value is not finite.
 */
export function parametricMap(origin: ObjectOrigin, wanted: MapToWrite): DicomObject {
  const { source, grid, seriesNumber = 9104 } = wanted;
  const [nx, ny, nz] = grid.size;
  if (wanted.voxels.length !== nx * ny * nz) throw new Error(`parametricMap: the map has ${wanted.voxels.length} values, ${nx * ny * nz} expected on its grid.`);
  const values = Float32Array.from(wanted.voxels);
  const range = rangeOf(values);
  return toObject({
    SOPClassUID: parametricMapStorage, ...commonModules(origin, source, { role: `${role} ${wanted.label}`, modality: 'OT', number: seriesNumber, description: `Sarcolens: ${wanted.label}` }), ...source.bodyPart,
    CodingSchemeIdentificationSequence: codingSchemes, FrameOfReferenceUID: source.frameOfReferenceUid, PositionReferenceIndicator: '',
    ContentLabel: 'MAP', ContentDescription: wanted.explanation.slice(0, 64), ContentCreatorName: 'Sarcolens^Software', ContentQualification: 'RESEARCH',
    ImageType: imageType, SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: ny, Columns: nx, BitsAllocated: 32, NumberOfFrames: String(nz),
    BurnedInAnnotation: 'NO', RecognizableVisualFeatures: 'NO', LossyImageCompression: '00', PresentationLUTShape: 'IDENTITY', AcquisitionContextSequence: [],
    ...dimensions(derivedUid({ resultId: origin.resultId, role: `${role} dimensions`, content: source.seriesInstanceUid + wanted.label }), 'position'),
    ReferencedSeriesSequence: [{ SeriesInstanceUID: source.seriesInstanceUid, ReferencedInstanceSequence: instancesOf(source).map(sopReference) }],
    SharedFunctionalGroupsSequence: [sharedGroups(wanted, range)],
    PerFrameFunctionalGroupsSequence: Array.from({ length: nz }, (_, z) => ({ FrameContentSequence: [{ DimensionIndexValues: z + 1 }], ...planePosition(planeOrigin(grid, z)) })),
    FloatPixelData: values.buffer,
  }, origin, role);
}
