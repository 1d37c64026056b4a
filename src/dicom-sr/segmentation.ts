import type { Code, Dataset } from '../platform/dicom/dataset.js';
import { packBits } from '../platform/dicom/pack-bits.js';
import { derivedBySegmentation, morphologicallyAbnormal, neoplasm, sourceForProcessing } from './codes.js';
import { commonModules, type DicomObject, type ObjectOrigin, sopReference, sourceImage, toObject } from './dicom-object.js';
import { dimensions, planePosition, sharedGeometry } from './multi-frame.js';
import { instancesOf, type SourceSeries } from './source-series.js';
import { derivedUid } from './uids.js';
import { ownSegmentation } from '../volumes/own-segmentation.js';

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';
const role = 'segmentation';

/** One region that was measured. */
export interface SegmentToWrite {
  readonly label: string;
  /** 1 inside, 0 outside, on the grid of the source series as it came: x + columns × (y + rows × slice). */
  readonly voxels: Uint8Array;
  readonly trackingId: string;
  readonly trackingUid: string;
  readonly algorithm: { readonly type: 'MANUAL' } | { readonly type: 'SEMIAUTOMATIC' | 'AUTOMATIC'; readonly name: string };
  /** Where the region came from, such as the RTSTRUCT it was drawn in. */
  readonly description?: string;
  readonly category?: Code;
  readonly type?: Code;
}

/** The regions of one series. */
export interface SegmentationToWrite {
  readonly source: SourceSeries;
  readonly segments: readonly SegmentToWrite[];
  readonly seriesNumber?: number;
  /** DICOM PN of who is answerable for the content. */
  readonly creatorName?: string;
}

interface SegmentFrame {
  readonly segment: number;
  readonly slice: number;
  readonly voxels: Uint8Array;
}

/** Slices that hold a voxel of a segment, segment after segment; slices without have no frame. */
function framesOf({ source, segments }: SegmentationToWrite): readonly SegmentFrame[] {
  const plane = source.columns * source.rows;
  return segments.flatMap(({ label, voxels }, k) => {
    if (voxels.length !== plane * source.slices.length) throw new Error(`segmentation: the mask "${label}" has ${voxels.length} voxels, ${plane * source.slices.length} expected on the grid of its series.`);
    return source.slices.map((_, slice) => ({ segment: k + 1, slice, voxels: voxels.subarray(slice * plane, (slice + 1) * plane) }));
  }).filter(({ voxels }) => voxels.includes(1));
}

/** Whether a voxel belongs to more than one segment somewhere. */
function overlap(segments: readonly SegmentToWrite[]): 'YES' | 'NO' {
  const claims = new Uint8Array(segments[0].voxels.length);
  for (const { voxels } of segments) for (let i = 0; i < claims.length; i += 1) claims[i] = Math.min(2, claims[i] + voxels[i]);
  return claims.includes(2) ? 'YES' : 'NO';
}

function segmentItem({ label, trackingId, trackingUid, algorithm, description, category, type }: SegmentToWrite, number: number): Dataset {
  return {
    SegmentNumber: number, SegmentLabel: label.replaceAll('\\', '/').slice(0, 64), ...(description === undefined ? {} : { SegmentDescription: description.slice(0, 1024) }),
    SegmentAlgorithmType: algorithm.type, ...(algorithm.type === 'MANUAL' ? {} : { SegmentAlgorithmName: algorithm.name.slice(0, 64) }), TrackingID: trackingId, TrackingUID: trackingUid,
    SegmentedPropertyCategoryCodeSequence: [category ?? morphologicallyAbnormal], SegmentedPropertyTypeCodeSequence: [type ?? neoplasm],
  };
}

function frameItem({ segment, slice }: SegmentFrame, positionIndex: number, { slices }: SourceSeries): Dataset {
  return {
    DerivationImageSequence: [{ DerivationCodeSequence: [derivedBySegmentation], SourceImageSequence: [sourceImage(slices[slice], sourceForProcessing)] }],
    FrameContentSequence: [{ DimensionIndexValues: [segment, positionIndex] }],
    ...planePosition(slices[slice].positionMm),
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }],
  };
}

/** Segmentation image module (PS3.3 C.8.20.2) with its bits. */
function imageModule(frames: readonly SegmentFrame[], { source, segments }: SegmentationToWrite): Dataset {
  return {
    ImageType: ['DERIVED', 'PRIMARY'], SegmentationType: 'BINARY', SegmentsOverlap: overlap(segments), SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2',
    Rows: source.rows, Columns: source.columns, BitsAllocated: 1, BitsStored: 1, HighBit: 0, PixelRepresentation: 0, LossyImageCompression: '00', NumberOfFrames: String(frames.length),
    SegmentSequence: segments.map((segment, k) => segmentItem(segment, k + 1)), PixelData: packBits(frames.map(({ voxels }) => voxels)), _vrMap: { PixelData: 'OB' },
  };
}

/**
 * A binary Segmentation (PS3.3 A.51) of regions as they were measured: the mask on the grid of the image before any
 * interpolation, each frame placed by the slice it was drawn on, so oblique and unevenly spaced series need nothing
 * special. Throws for a mask of another size and where no segment holds a voxel: what was measured is never empty.
 */
export function segmentation(origin: ObjectOrigin, wanted: SegmentationToWrite): DicomObject {
  const { source, seriesNumber = 9101, creatorName = 'Sarcolens^Software' } = wanted;
  const frames = framesOf(wanted);
  if (frames.length === 0) throw new Error('segmentation: no segment holds a voxel; a region that was measured holds at least one.');
  const places = [...new Set(frames.map(({ slice }) => slice))].toSorted((a, b) => a - b);
  return toObject({
    SOPClassUID: segmentationStorage, ...commonModules(origin, source, { role, modality: 'SEG', number: seriesNumber, description: 'Regions measured by Sarcolens' }),
    FrameOfReferenceUID: source.frameOfReferenceUid, PositionReferenceIndicator: '',
    ContentLabel: ownSegmentation.ContentLabel, ContentDescription: 'Regions as they were measured', ContentCreatorName: creatorName,
    ...imageModule(frames, wanted),
    ...dimensions(derivedUid({ resultId: origin.resultId, role: `${role} dimensions`, content: source.seriesInstanceUid }), 'segment and position'),
    ReferencedSeriesSequence: [{ SeriesInstanceUID: source.seriesInstanceUid, ReferencedInstanceSequence: instancesOf(source).map(sopReference) }],
    SharedFunctionalGroupsSequence: [sharedGeometry(source)],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => frameItem(frame, places.indexOf(frame.slice) + 1, source)),
  }, origin, role);
}
