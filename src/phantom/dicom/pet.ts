import type { Grid } from '../grid.js';
import { code, commonAttributes, planeAttributes, seriesAttributes, type SeriesFacts, slicePixels, type StudyFacts } from './common.js';
import type { Dataset } from '../../platform/dicom/dataset.js';
import { decimalString as ds } from '../../platform/dicom/decimal-string.js';
import { uidOf } from './uid.js';

export const petImageStorage = '1.2.840.10008.5.1.4.1.1.128';

/** Half-life of fluorine-18 in seconds. */
const halfLifeSeconds = 6586.2;
const uptakeSeconds = 3600;
/** The scan begins at 09:30. */
const injectedAt = '083000';

/** Activity concentration in Bq/mL at the scan's start that a body-weight SUV means: SUV × decayed dose ÷ weight in grams. */
export function activityPerSuv({ doseBq, weightKg }: { readonly doseBq: number; readonly weightKg: number }): number {
  return (doseBq * 2 ** (-uptakeSeconds / halfLifeSeconds)) / (weightKg * 1000);
}

/** Classic PET images (PS3.3 A.21) in Bq/mL, decay corrected to the scan's start, with a rescale slope of its own for every slice. */
export function petSlices(study: StudyFacts, series: SeriesFacts, { grid, suv }: { readonly grid: Grid; readonly suv: Float64Array }): readonly Dataset[] {
  const { weightKg } = study.course;
  const doseBq = Math.round(weightKg * 4.5e6);
  const activity = activityPerSuv({ doseBq, weightKg });
  const plane = grid.size[0] * grid.size[1];
  const [nx, , nz] = grid.size;
  const injection = {
    Radiopharmaceutical: 'Fluorodeoxyglucose F^18^', RadiopharmaceuticalStartTime: injectedAt, RadiopharmaceuticalStartDateTime: study.date + injectedAt, RadionuclideTotalDose: ds(doseBq), RadionuclideHalfLife: ds(halfLifeSeconds),
    RadionuclideCodeSequence: [code('77004003', 'SCT', 'Fluorine-18')], RadiopharmaceuticalCodeSequence: [code('35321007', 'SCT', 'Fluorodeoxyglucose F^18^')],
  };
  return Array.from({ length: nz }, (_, slice) => {
    const concentration = suv.slice(slice * plane, (slice + 1) * plane).map((value) => value * activity);
    const highest = concentration.reduce((most, value) => Math.max(most, value), 0);
    const slope = ds(Number((highest / 32767).toPrecision(8)));
    const stored = Int16Array.from(concentration, (value) => Math.min(32767, Math.round(value / Number(slope))));
    return {
      SOPClassUID: petImageStorage, SOPInstanceUID: uidOf(series.seriesInstanceUid, slice),
      ...commonAttributes(study), ...seriesAttributes(series, study), Modality: 'PT', BodyPartExamined: 'THIGH', Laterality: 'R',
      PatientOrientationCodeSequence: [{ ...code('102538003', 'SCT', 'recumbent'), PatientOrientationModifierCodeSequence: [code('40199007', 'SCT', 'supine')] }],
      PatientGantryRelationshipCodeSequence: [code('102541007', 'SCT', 'feet-first')],
      ImageType: ['ORIGINAL', 'PRIMARY'], AcquisitionDate: study.date, AcquisitionTime: study.time, Units: 'BQML', CountsSource: 'EMISSION', SeriesType: ['STATIC', 'IMAGE'],
      NumberOfSlices: nz, CorrectedImage: ['NORM', 'DTIM', 'ATTN', 'SCAT', 'RAN', 'DECY'], RandomsCorrectionMethod: 'DLYD', AttenuationCorrectionMethod: 'phantom', ScatterCorrectionMethod: 'phantom',
      DecayCorrection: 'START', DecayFactor: '1', CollimatorType: 'NONE', ReconstructionMethod: 'phantom', FrameReferenceTime: '0', ActualFrameDuration: '180000', ImageIndex: slice + 1,
      RadiopharmaceuticalInformationSequence: [injection], ...planeAttributes(grid, slice), PixelRepresentation: 1, RescaleIntercept: '0', RescaleSlope: slope,
      PixelData: slicePixels(stored, { ...grid, size: [nx, grid.size[1], 1] }, 0), _vrMap: { PixelData: 'OW' },
    };
  });
}
