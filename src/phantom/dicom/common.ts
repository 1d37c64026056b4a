import type { PhantomCourse } from '../course.js';
import type { Grid } from '../grid.js';
import type { Dataset } from '../../platform/dicom/dataset.js';
import { decimalString as ds } from '../../platform/dicom/decimal-string.js';

/** What all objects of one study share. */
export interface StudyFacts {
  readonly course: PhantomCourse;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly accessionNumber: string;
  readonly description: string;
  /** DICOM DA and TM. */
  readonly date: string;
  readonly time: string;
}

export interface SeriesFacts {
  readonly seriesInstanceUid: string;
  readonly number: number;
  readonly description: string;
}

/** Patient, study and equipment modules (PS3.3 C.7.1, C.7.2, C.7.5). */
export function commonAttributes({ course, studyInstanceUid, accessionNumber, description, date, time }: StudyFacts): Dataset {
  return {
    SpecificCharacterSet: 'ISO_IR 192', PatientName: `Phantom^${course.name}`, PatientID: course.id, PatientBirthDate: course.birthDate.replaceAll('-', ''), PatientSex: course.sex,
    PatientWeight: ds(course.weightKg), PatientComments: 'SYNTHETIC PHANTOM, NOT A PERSON',
    StudyInstanceUID: studyInstanceUid, StudyDate: date, StudyTime: time, StudyID: '1', AccessionNumber: accessionNumber, StudyDescription: description, ReferringPhysicianName: '',
    Manufacturer: 'Sarcolens', ManufacturerModelName: 'phantom', DeviceSerialNumber: '1', SoftwareVersions: '1',
  };
}

/** General series module, with the frame of reference. */
export function seriesAttributes({ seriesInstanceUid, number, description }: SeriesFacts, { frameOfReferenceUid, date, time }: StudyFacts): Dataset {
  return {
    SeriesInstanceUID: seriesInstanceUid, SeriesNumber: String(number), SeriesDescription: description, SeriesDate: date, SeriesTime: time,
    FrameOfReferenceUID: frameOfReferenceUid, PositionReferenceIndicator: '',
  };
}

/** Direction of rows and columns of every phantom image: axial. */
export const axial = ['1', '0', '0', '0', '1', '0'] as const;

/** Position of a slice (ImagePositionPatient). */
export const positionOf = ({ originMm, spacingMm }: Grid, slice: number): readonly string[] => [ds(originMm[0]), ds(originMm[1]), ds(originMm[2] + slice * spacingMm[2])];

/** Image plane and pixel modules of one slice in 16 bits. */
export function planeAttributes(grid: Grid, slice: number): Dataset {
  const { size, spacingMm } = grid;
  return {
    InstanceNumber: String(slice + 1), ImagePositionPatient: positionOf(grid, slice), ImageOrientationPatient: axial, PixelSpacing: [ds(spacingMm[1]), ds(spacingMm[0])],
    SliceThickness: ds(spacingMm[2]), SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: size[1], Columns: size[0],
    BitsAllocated: 16, BitsStored: 16, HighBit: 15, LossyImageCompression: '00',
  };
}

export { code } from '../../platform/dicom/dataset.js';

/** Pixel data of one slice, in the grid's order. */
export function slicePixels(values: Int16Array | Uint16Array, { size }: Grid, slice: number): ArrayBuffer {
  const plane = size[0] * size[1];
  return new Uint8Array(values.slice(slice * plane, (slice + 1) * plane).buffer).slice().buffer;
}
