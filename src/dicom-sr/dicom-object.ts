import type { Code, Dataset } from '../platform/dicom/dataset.js';
import { encode } from '../platform/dicom/encode.js';
import type { Engine } from '../results/feature-set.js';
import type { SourceSeries } from './source-series.js';
import { contentHash, derivedUid } from './uids.js';
import { ownSegmentation } from '../volumes/own-segmentation.js';

/** Where an object comes from: which stored result, when it was made, by what. */
export interface ObjectOrigin {
  /** Id of the stored result, or of the feature set where there is no result. */
  readonly resultId: string;
  /** When the result was made; nothing here asks the clock. */
  readonly madeAt: Date;
  readonly engine: Engine;
}

/** How an object is named and told apart from others. */
export interface InstanceReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
}

/** A DICOM object ready to be stored: `bytes` is a Part 10 file in Explicit VR Little Endian. */
export interface DicomObject extends InstanceReference {
  readonly bytes: Uint8Array;
}

/** What a series of made objects is called. */
export interface SeriesToMake {
  /** Part of the UIDs: what the object is within the result, such as `segmentation`. */
  readonly role: string;
  readonly modality: string;
  readonly number: number;
  readonly description: string;
}

/** DA and TM of a moment on a clock that is `offset` (±HHMM) from UTC; UTC where that is not known. */
export function dateAndTime(moment: Date, offset: string): { readonly date: string; readonly time: string } {
  const [, sign = '+', hours = '00', minutes = '00'] = /^([+-])(\d{2})(\d{2})$/.exec(offset) ?? [];
  const shift = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
  const digits = new Date(moment.getTime() + shift).toISOString().replaceAll(/\D/g, '');
  return { date: digits.slice(0, 8), time: digits.slice(8, 14) };
}

/** Date and time of the content by the clock of the source's own dates. */
export const contentMoment = ({ madeAt }: ObjectOrigin, { patientAndStudy }: SourceSeries): { readonly date: string; readonly time: string } =>
  dateAndTime(madeAt, typeof patientAndStudy.TimezoneOffsetFromUTC === 'string' ? patientAndStudy.TimezoneOffsetFromUTC : '');

/** Patient, study, series and equipment modules (PS3.3 C.7.1, C.7.2, C.7.3.1, C.7.5.2) of an object made of `source`. */
export function commonModules(origin: ObjectOrigin, source: SourceSeries, { role, modality, number, description }: SeriesToMake): Dataset {
  const { date, time } = contentMoment(origin, source);
  const { name, version } = origin.engine;
  return {
    ...source.patientAndStudy, Modality: modality, SeriesInstanceUID: derivedUid({ resultId: origin.resultId, role: `${role} series`, content: source.seriesInstanceUid }),
    SeriesNumber: String(number), SeriesDescription: description.slice(0, 64), SeriesDate: date, SeriesTime: time, InstanceNumber: '1', ContentDate: date, ContentTime: time,
    Manufacturer: ownSegmentation.Manufacturer, ManufacturerModelName: name, DeviceSerialNumber: `${name}-${version}`, SoftwareVersions: version,
  };
}

/** Gives a data set its SOP Instance UID, by what it holds, and writes it. */
export function toObject(dataset: Dataset, { resultId }: Pick<ObjectOrigin, 'resultId'>, role: string): DicomObject {
  const sopInstanceUid = derivedUid({ resultId, role, content: contentHash(dataset) });
  return {
    sopClassUid: String(dataset.SOPClassUID), sopInstanceUid, seriesInstanceUid: String(dataset.SeriesInstanceUID), studyInstanceUid: String(dataset.StudyInstanceUID),
    bytes: encode({ ...dataset, SOPInstanceUID: sopInstanceUid }),
  };
}

/** A reference to an instance (PS3.3 10.8, without frames). */
export const sopReference = ({ sopClassUid, sopInstanceUid }: Pick<InstanceReference, 'sopClassUid' | 'sopInstanceUid'>): Dataset =>
  ({ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid });

/** A slice of the source as what an image was made of (PS3.3 C.7.6.16.2.6), with the frame where it is one of many. */
export const sourceImage = (slice: SourceSeries['slices'][number], purpose: Code): Dataset =>
  ({ ...sopReference(slice), ...(slice.frameNumber === null ? {} : { ReferencedFrameNumber: String(slice.frameNumber) }), PurposeOfReferenceCodeSequence: [purpose] });
