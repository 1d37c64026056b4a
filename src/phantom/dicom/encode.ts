import { data } from 'dcmjs';
import { uidOf } from './uid.js';

/** A data set by DICOM keywords; sequences are arrays of data sets. */
export type Dataset = Readonly<Record<string, unknown>>;

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** A decimal string (DS) of at most 16 characters. */
export function ds(value: number): string {
  const text = String(value);
  return text.length <= 16 ? text : value.toPrecision(10).slice(0, 16);
}

/** A Part 10 file in Explicit VR Little Endian: the same data set gives the same bytes. */
export function encode(dataset: Dataset): Uint8Array {
  const { DicomMetaDictionary, DicomDict } = data;
  const file = new DicomDict(DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer, MediaStorageSOPClassUID: dataset.SOPClassUID, MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
    TransferSyntaxUID: explicitLittleEndian, ImplementationClassUID: uidOf('implementation'), ImplementationVersionName: 'SARCOLENS',
  }));
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  return new Uint8Array(file.write({ fragmentMultiframe: false }));
}
