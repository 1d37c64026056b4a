import { sha256Hex } from '../platform/canonical-json.js';
import { code, type Code } from '../platform/dicom/dataset.js';

/** Coding schemes that a report must say where they come from (PS3.3 C.12.1.1.1): IBSI by its UID in PS3.16, and our own. */
export const codingSchemes = [
  { CodingSchemeDesignator: 'IBSI', CodingSchemeUID: '1.2.840.10008.2.16.13', CodingSchemeName: 'Image Biomarker Standardisation Initiative' },
  { CodingSchemeDesignator: '99SARCOLENS', CodingSchemeName: 'Sarcolens', CodingSchemeResponsibleOrganization: 'Sarcolens' },
];

export const dcm = (value: string, meaning: string): Code => code(value, 'DCM', meaning);
export const sct = (value: string, meaning: string): Code => code(value, 'SCT', meaning);
export const ucum = (value: string, meaning: string): Code => code(value, 'UCUM', meaning);
export const ibsi = (value: string, meaning: string): Code => code(value, 'IBSI', meaning);

/** A concept of our own; the code is at most 16 characters. */
export const own = (value: string, meaning: string): Code => code(value, '99SARCOLENS', meaning.slice(0, 64));

/** A concept of our own that is one of many, such as a feature IBSI does not know: its code is made from its name, so the same name has the same code. */
export const ownByName = (name: string, meaning: string): Code => own(sha256Hex(name).slice(0, 12).toUpperCase(), meaning);

/** Purposes and derivations of images (CID 7202, CID 7203). */
export const sourceForProcessing = dcm('121322', 'Source image for image processing operation');
export const derivedBySegmentation = dcm('113076', 'Segmentation');

/** Findings: whether a tumour is malignant is not ours to say, so the default is a neoplasm (CID 7151). */
export const morphologicallyAbnormal = sct('49755003', 'Morphologically Abnormal Structure');
export const neoplasm = sct('108369006', 'Neoplasm');
