import type { Dataset } from '../platform/dicom/dataset.js';
import { type Header, items, text, written } from '../volumes/header.js';

/** keyword, tag, longest value in characters; `always` is written empty where the source has none (type 2). */
type Row = readonly [string, string, number, 'always' | 'where-present'];

/** Texts that people wrote: decoded by the source's character set. Patient, clinical trial and study modules (PS3.3 C.7.1, C.7.2). */
const texts: readonly Row[] = [
  ['PatientID', 'x00100020', 64, 'always'], ['IssuerOfPatientID', 'x00100021', 64, 'where-present'], ['EthnicGroup', 'x00102160', 16, 'where-present'],
  ['PatientComments', 'x00104000', 10_240, 'where-present'], ['DeidentificationMethod', 'x00120063', 1024, 'where-present'],
  ['ClinicalTrialSponsorName', 'x00120010', 64, 'where-present'], ['ClinicalTrialProtocolID', 'x00120020', 64, 'where-present'], ['ClinicalTrialProtocolName', 'x00120021', 64, 'where-present'],
  ['ClinicalTrialSiteID', 'x00120030', 64, 'where-present'], ['ClinicalTrialSiteName', 'x00120031', 64, 'where-present'], ['ClinicalTrialSubjectID', 'x00120040', 64, 'where-present'],
  ['ClinicalTrialSubjectReadingID', 'x00120042', 64, 'where-present'], ['ClinicalTrialTimePointID', 'x00120050', 64, 'where-present'],
  ['AccessionNumber', 'x00080050', 16, 'always'], ['StudyID', 'x00200010', 16, 'always'], ['StudyDescription', 'x00081030', 64, 'where-present'],
];

/** Values of a fixed form: one that is too long is wrong, and left empty rather than cut. */
const forms: readonly Row[] = [
  ['PatientBirthDate', 'x00100030', 8, 'always'], ['PatientSex', 'x00100040', 16, 'always'], ['PatientAge', 'x00101010', 4, 'where-present'],
  ['PatientSize', 'x00101020', 16, 'where-present'], ['PatientWeight', 'x00101030', 16, 'where-present'], ['PatientIdentityRemoved', 'x00120062', 16, 'where-present'],
  ['LongitudinalTemporalInformationModified', 'x00280303', 16, 'where-present'], ['StudyInstanceUID', 'x0020000d', 64, 'always'], ['StudyDate', 'x00080020', 8, 'always'],
  ['StudyTime', 'x00080030', 14, 'always'], ['TimezoneOffsetFromUTC', 'x00080201', 16, 'where-present'],
];

const names: readonly (readonly [string, string])[] = [['PatientName', 'x00100010'], ['ReferringPhysicianName', 'x00080090']];

/** Each group of a person's name — alphabetic, ideographic, phonetic — has at most 64 characters (PS3.5 6.2). */
const personName = (name: string): string => name.split('=').slice(0, 3).map((group) => group.slice(0, 64)).join('=');

function copied(rows: readonly Row[], valueOf: (tag: string, longest: number) => string): Dataset {
  return Object.fromEntries(rows.map(([keyword, tag, longest, when]) => [keyword, valueOf(tag, longest), when] as const)
    .filter(([, value, when]) => when === 'always' || value !== '').map(([keyword, value]) => [keyword, value]));
}

/** Codes of how a patient's identity was removed; needed where the text is missing (PS3.3 C.7.1.1). */
function deidentification(header: Header): Dataset {
  const codes = items(header, 'x00120064').map((item) => ({ CodeValue: text(item, 'x00080100'), CodingSchemeDesignator: text(item, 'x00080102'), CodeMeaning: text(item, 'x00080104') }))
    .filter((one) => one.CodeValue !== '' && one.CodingSchemeDesignator !== '' && one.CodeMeaning !== '');
  return codes.length > 0 ? { DeidentificationMethodCodeSequence: codes } : {};
}

/** Body part and side as the source says them (PS3.3 C.7.3.1). */
export function bodyPart(header: Header): Dataset {
  const part = text(header, 'x00180015');
  const side = text(header, 'x00200060');
  return { ...(part === '' || part.length > 16 ? {} : { BodyPartExamined: part }), Laterality: side === 'L' || side === 'R' ? side : '' };
}

/**
 * Who and which study, copied out of a source instance and written in UTF-8 (ISO_IR 192) whatever its character set was:
 * what is made of an image must file under the same patient and study. Empty stays empty; nothing is invented.
 */
export function patientAndStudy(header: Header): Dataset {
  const characterSet = text(header, 'x00080005');
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ...Object.fromEntries(names.map(([keyword, tag]) => [keyword, personName(written(header, tag, characterSet))])),
    ...copied(texts, (tag, longest) => written(header, tag, characterSet).slice(0, longest)),
    ...copied(forms, (tag, longest) => { const value = text(header, tag); return value.length <= longest ? value : ''; }),
    ...deidentification(header),
  };
}
