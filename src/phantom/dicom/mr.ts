import type { Grid } from '../grid.js';
import type { Sequence } from '../images.js';
import { commonAttributes, planeAttributes, seriesAttributes, type SeriesFacts, slicePixels, type StudyFacts } from './common.js';
import type { Dataset } from '../../platform/dicom/dataset.js';
import { uidOf } from './uid.js';

export const mrImageStorage = '1.2.840.10008.5.1.4.1.1.4';

const timing = { T1: { repetition: '550', echo: '12' }, T2: { repetition: '4200', echo: '86' } } as const;

/** Classic MR images (PS3.3 A.4), one per slice. */
export function mrSlices(study: StudyFacts, series: SeriesFacts, { grid, signal, sequence }: { readonly grid: Grid; readonly signal: Float64Array; readonly sequence: Sequence }): readonly Dataset[] {
  const stored = Uint16Array.from(signal, Math.round);
  return Array.from({ length: grid.size[2] }, (_, slice) => ({
    SOPClassUID: mrImageStorage, SOPInstanceUID: uidOf(series.seriesInstanceUid, slice),
    ...commonAttributes(study), ...seriesAttributes(series, study), Modality: 'MR', BodyPartExamined: 'THIGH', Laterality: 'R', PatientPosition: 'FFS',
    ImageType: ['ORIGINAL', 'PRIMARY', 'OTHER'], AcquisitionDate: study.date, AcquisitionTime: study.time,
    ScanningSequence: 'SE', SequenceVariant: 'SK', ScanOptions: sequence === 'T2' ? 'FS' : '', MRAcquisitionType: '2D', RepetitionTime: timing[sequence].repetition, EchoTime: timing[sequence].echo, EchoTrainLength: '1',
    ...planeAttributes(grid, slice), PixelRepresentation: 0, PixelData: slicePixels(stored, grid, slice), _vrMap: { PixelData: 'OW' },
  }));
}
