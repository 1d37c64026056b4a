import { text, written, type Header } from './header.js';

/**
 * What header values may be repeated in a problem's sentence. A header that is broken may carry a name or a date of
 * birth anywhere, so only words of the standard are repeated, and UIDs in their form.
 */
const words = new Set([
  // Modality (PS3.3 C.7.3.1.1.1), as far as an archive may hold them beside images.
  'ANN', 'AR', 'AS', 'ASMT', 'AU', 'BDUS', 'BI', 'BMD', 'CFM', 'CR', 'CT', 'CTPROTOCOL', 'DG', 'DMS', 'DOC', 'DX', 'ECG', 'EEG', 'EMG', 'EOG', 'EPS', 'ES', 'FID', 'GM', 'HC', 'HD',
  'IO', 'IOL', 'IVOCT', 'IVUS', 'KER', 'KO', 'LEN', 'LP', 'LS', 'M3D', 'MG', 'MR', 'NM', 'OAM', 'OCT', 'OP', 'OPM', 'OPT', 'OPTBSV', 'OPTENF', 'OPV', 'OSS', 'OT', 'PLAN', 'POS',
  'PR', 'PT', 'PX', 'REG', 'RESP', 'RF', 'RG', 'RTDOSE', 'RTIMAGE', 'RTINTENT', 'RTPLAN', 'RTRAD', 'RTRECORD', 'RTSEGANN', 'RTSTRUCT', 'RWV', 'SEG', 'SM', 'SMR', 'SR', 'SRF',
  'STAIN', 'TEXTUREMAP', 'TG', 'US', 'VA', 'XA', 'XAPROTOCOL', 'XC',
  // PhotometricInterpretation (C.7.6.3.1.2).
  'MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR', 'RGB', 'HSV', 'ARGB', 'CMYK', 'YBR_FULL', 'YBR_FULL_422', 'YBR_PARTIAL_422', 'YBR_PARTIAL_420', 'YBR_ICT', 'YBR_RCT', 'XYB',
  // Units, SUVType, DecayCorrection (C.8.9.1) and PatientSex.
  'CNTS', 'NONE', 'CM2', 'CM2ML', 'PCNT', 'CPS', 'BQML', 'MGMINML', 'UMOLMINML', 'MLMING', 'MLG', '1CM', 'UMOLML', 'PROPCNTS', 'PROPCPS', 'MLMINML', 'MLML', 'GML', 'STDDEV',
  'BSA', 'BW', 'LBM', 'LBMJAMES128', 'LBMJANMA', 'IBW', 'START', 'ADMIN', 'M', 'F', 'O',
  // SegmentationType and SegmentationFractionalType (C.8.20.2.3).
  'BINARY', 'FRACTIONAL', 'LABELMAP', 'PROBABILITY', 'OCCUPANCY',
]);

/** A coded value where it is a word of the standard, else ''. */
export const knownWord = (value: string): string => (words.has(value) ? value : '');

/** A coded value for a sentence: itself, `absent`, or that it is no word of the standard. */
export const quotedWord = (value: string): string => (value === '' ? 'absent' : knownWord(value) || 'none that DICOM defines');

const uid = /^[0-2](\.\d+){2,}$/;

/** A UID where it is one (PS3.5 9.1), else ''. */
export const knownUid = (value: string): string => (value.length <= 64 && uid.test(value) ? value : '');

/** A UID for a sentence, likewise. */
export const quotedUid = (value: string): string => (value === '' ? '(none)' : knownUid(value) || '(not a UID)');

const shortestName = 3;

/**
 * For the words that people chose, such as the labels of regions: those that hold a part of the patient's name, or the date
 * of birth, are not repeated in a sentence.
 */
export function withholding(header: Header): (words: string) => string {
  const name = written(header, 'x00100010', text(header, 'x00080005')).split(/[\^=\s\\]+/);
  const identifying = [...name, text(header, 'x00100030')].filter((part) => part.length >= shortestName).map((part) => part.toLowerCase());
  return (words) => (identifying.some((part) => words.toLowerCase().includes(part)) ? '(withheld: it names the patient)' : words);
}
