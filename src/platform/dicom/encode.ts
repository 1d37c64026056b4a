import { data } from 'dcmjs';
import type { Dataset } from './dataset.js';

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** What this software is called as a writer of DICOM files, whatever its version (PS3.7 D.3.3.2). */
const implementationClassUid = '2.25.280872268809925160725799912661157869280';

/** A Part 10 file in Explicit VR Little Endian: the same data set gives the same bytes. */
export function encode(dataset: Dataset): Uint8Array {
  const { DicomMetaDictionary, DicomDict } = data;
  const file = new DicomDict(DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer, MediaStorageSOPClassUID: dataset.SOPClassUID, MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
    TransferSyntaxUID: explicitLittleEndian, ImplementationClassUID: implementationClassUid, ImplementationVersionName: 'SARCOLENS',
  }));
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  return new Uint8Array(file.write({ fragmentMultiframe: false }));
}
