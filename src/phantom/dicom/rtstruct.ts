import type { Outline } from '../contour.js';
import { commonAttributes, seriesAttributes, type SeriesFacts, type StudyFacts } from './common.js';
import type { Dataset } from '../../platform/dicom/dataset.js';
import { decimalString as ds } from '../../platform/dicom/decimal-string.js';
import type { Source } from './seg.js';
import { uidOf } from './uid.js';

export const rtStructureSetStorage = '1.2.840.10008.5.1.4.1.1.481.3';

/** A structure set with one ROI (PS3.3 A.19). */
export function structureSet(study: StudyFacts, series: SeriesFacts, { source, label, outlines }: { readonly source: Source; readonly label: string; readonly outlines: readonly Outline[] }): Dataset {
  const image = (slice: number): Dataset => ({ ReferencedSOPClassUID: source.sopClassUid, ReferencedSOPInstanceUID: source.sopInstanceUids[slice] });
  return {
    SOPClassUID: rtStructureSetStorage, SOPInstanceUID: uidOf(series.seriesInstanceUid, 0), ...commonAttributes(study), ...seriesAttributes(series, study), Modality: 'RTSTRUCT', OperatorsName: '', InstanceNumber: '1',
    StructureSetLabel: 'PHANTOM', StructureSetDate: study.date, StructureSetTime: study.time,
    ReferencedFrameOfReferenceSequence: [{
      FrameOfReferenceUID: study.frameOfReferenceUid,
      RTReferencedStudySequence: [{
        ReferencedSOPClassUID: '1.2.840.10008.3.1.2.3.1', ReferencedSOPInstanceUID: study.studyInstanceUid,
        RTReferencedSeriesSequence: [{ SeriesInstanceUID: source.seriesInstanceUid, ContourImageSequence: source.sopInstanceUids.map((_, slice) => image(slice)) }],
      }],
    }],
    StructureSetROISequence: [{ ROINumber: '1', ReferencedFrameOfReferenceUID: study.frameOfReferenceUid, ROIName: label, ROIGenerationAlgorithm: 'AUTOMATIC' }],
    ROIContourSequence: [{
      ReferencedROINumber: '1', ROIDisplayColor: ['220', '40', '40'],
      ContourSequence: outlines.map(({ slice, pointsMm }) => ({ ContourImageSequence: [image(slice)], ContourGeometricType: 'CLOSED_PLANAR', NumberOfContourPoints: String(pointsMm.length), ContourData: pointsMm.flat().map(ds) })),
    }],
    RTROIObservationsSequence: [{ ObservationNumber: '1', ReferencedROINumber: '1', RTROIInterpretedType: 'GTV', ROIInterpreter: '' }],
    ApprovalStatus: 'UNAPPROVED',
  };
}
