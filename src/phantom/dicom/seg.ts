import { packBits } from '../../platform/dicom/pack-bits.js';
import type { Grid } from '../grid.js';
import { axial, code, commonAttributes, positionOf, seriesAttributes, type SeriesFacts, type StudyFacts } from './common.js';
import type { Dataset } from '../../platform/dicom/dataset.js';
import { decimalString as ds } from '../../platform/dicom/decimal-string.js';
import { uidOf } from './uid.js';

export const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';

/** A region to be written as a segment: 1 where it is, on the grid of the source series. */
export interface Segment {
  readonly label: string;
  readonly trackingUid: string;
  readonly type: Dataset;
  readonly voxels: Uint8Array;
}

/** The image series a region is drawn on. */
export interface Source {
  readonly seriesInstanceUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUids: readonly string[];
  readonly grid: Grid;
}

interface SegFrame {
  readonly segment: number;
  readonly slice: number;
  readonly voxels: Uint8Array;
}

function framesOf(segments: readonly Segment[], { size }: Grid): readonly SegFrame[] {
  const plane = size[0] * size[1];
  return segments.flatMap(({ voxels }, k) => Array.from({ length: size[2] }, (_, slice) => ({ segment: k + 1, slice, voxels: voxels.subarray(slice * plane, (slice + 1) * plane) })))
    .filter((frame) => frame.voxels.includes(1));
}

function segmentItem({ label, trackingUid, type }: Segment, number: number): Dataset {
  return {
    SegmentNumber: number, SegmentLabel: label, SegmentAlgorithmType: 'AUTOMATIC', SegmentAlgorithmName: 'phantom truth', TrackingID: label, TrackingUID: trackingUid,
    SegmentedPropertyCategoryCodeSequence: [code('49755003', 'SCT', 'Morphologically Altered Structure')], SegmentedPropertyTypeCodeSequence: [type],
  };
}

function frameItem({ segment, slice }: SegFrame, index: number, { grid, sopClassUid, sopInstanceUids }: Source): Dataset {
  const source = { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUids[slice], PurposeOfReferenceCodeSequence: [code('121322', 'DCM', 'Source image for image processing operation')] };
  return {
    DerivationImageSequence: [{ DerivationCodeSequence: [code('113076', 'DCM', 'Segmentation')], SourceImageSequence: [source] }],
    FrameContentSequence: [{ DimensionIndexValues: [segment, index + 1] }],
    PlanePositionSequence: [{ ImagePositionPatient: positionOf(grid, slice) }],
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }],
  };
}

/** A binary Segmentation with overlap allowed (PS3.3 A.51); slices without a region have no frame. */
export function segmentation(study: StudyFacts, series: SeriesFacts, { source, segments }: { readonly source: Source; readonly segments: readonly Segment[] }): Dataset {
  const { size, spacingMm } = source.grid;
  const frames = framesOf(segments, source.grid);
  const organisation = uidOf(series.seriesInstanceUid, 'dimensions');
  return {
    SOPClassUID: segmentationStorage, SOPInstanceUID: uidOf(series.seriesInstanceUid, 0), ...commonAttributes(study), ...seriesAttributes(series, study), Modality: 'SEG',
    InstanceNumber: '1', ContentDate: study.date, ContentTime: study.time, ContentLabel: 'PHANTOM', ContentDescription: 'Regions of the phantom', ContentCreatorName: 'Phantom^Sarcolens',
    ImageType: ['DERIVED', 'PRIMARY'], SegmentationType: 'BINARY', SegmentsOverlap: 'YES', SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: size[1], Columns: size[0],
    BitsAllocated: 1, BitsStored: 1, HighBit: 0, PixelRepresentation: 0, LossyImageCompression: '00', NumberOfFrames: String(frames.length),
    SegmentSequence: segments.map((segment, k) => segmentItem(segment, k + 1)),
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organisation }],
    DimensionIndexSequence: [
      { DimensionOrganizationUID: organisation, DimensionIndexPointer: 0x0062000b, FunctionalGroupPointer: 0x0062000a, DimensionDescriptionLabel: 'Segment' },
      { DimensionOrganizationUID: organisation, DimensionIndexPointer: 0x00200032, FunctionalGroupPointer: 0x00209113, DimensionDescriptionLabel: 'Position' },
    ],
    ReferencedSeriesSequence: [{ SeriesInstanceUID: source.seriesInstanceUid, ReferencedInstanceSequence: source.sopInstanceUids.map((uid) => ({ ReferencedSOPClassUID: source.sopClassUid, ReferencedSOPInstanceUID: uid })) }],
    SharedFunctionalGroupsSequence: [{
      PlaneOrientationSequence: [{ ImageOrientationPatient: axial }],
      PixelMeasuresSequence: [{ PixelSpacing: [ds(spacingMm[1]), ds(spacingMm[0])], SliceThickness: ds(spacingMm[2]), SpacingBetweenSlices: ds(spacingMm[2]) }],
    }],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => frameItem(frame, frame.slice, source)),
    PixelData: packBits(frames.map(({ voxels }) => voxels)), _vrMap: { PixelData: 'OB' },
  };
}
