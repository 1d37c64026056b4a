import type { Concept } from './concepts.js';

/** Words and codes that name a soft-tissue mass. English words, ICD-10 and SNOMED CT; what is said otherwise is not understood, and then nothing is shown. */

const softTissueMass = /\bsoft[- ]?tissue[- ]+(?:\w+[- ]+){0,2}(?:mass|masses|tumou?rs?|neoplasms?|lesions?|lumps?|swellings?|sarcomas?|malignanc(?:y|ies)|cancers?)\b/;
const entity = /\b(?:liposarcoma|leiomyosarcoma|rhabdomyosarcoma|fibrosarcoma|myxofibrosarcoma|angiosarcoma|synovial sarcoma|pleomorphic sarcoma|spindle cell sarcoma|epithelioid sarcoma|clear cell sarcoma|alveolar soft part sarcoma|sarcoma|desmoid|aggressive fibromatosis|lipoma|myxoma|schwannoma|neurofibroma|nerve sheath tumou?r|malignant fibrous histiocytoma)s?\b/;
/** Sarcomas and others that the words above would name too, of bone, organs or blood. */
const elsewhere = /\b(?:osteo|bone|osseous|chondro|ewing|kaposi|uter|endometri|cardiac|atrial|heart|liver|hepatic|renal|kidney|breast|phyllodes|brain|intracranial|mening|spinal|filum|vestibular|acoustic|granulocytic|myeloid|lung|gastric|bowel)/;
const mass = /\b(?:mass|masses|lumps?|tumou?rs?|neoplasms?)\b/;
const region = /\b(?:thighs?|calf|calves|(?:lower|upper) (?:leg|arm|limb|extremity)|legs?|arms?|forearms?|limbs?|extremit(?:y|ies)|buttocks?|glute\w*|shoulders?|groin|inguinal|axilla\w*|popliteal|knees?|elbows?|ankles?|wrists?|foot|feet|hands?|trunk|(?:chest|abdominal|body) wall|flank|retroperitone\w*|subcutaneous|muscles?|hips?|humerus|femur|tibia)\b/;
const otherRegion = /\b(?:head|brain|skull|cranial|orbit\w*|sinus\w*|pituitary|ear|dental|jaw|neck|thyroid|spine|cervical|lumbar|thoracic|chest|thorax|lungs?|pulmonary|cardiac|heart|coronary|breasts?|abdomen|abdominal|liver|pancrea\w*|kidneys?|renal|pelvi\w*|prostate|uter\w*|bowel|colon)\b/;
const negation = /\b(?:no|not|without|denies|negative for|ruled out|excluded)\b[^.;,]{0,40}$/;
/** Reasons of nothing but these words name no disease: the patient's own tumour may be meant. */
const followUp = /^(?:[\s,;:/()?-]|follow[- ]?up|surveillance|(?:re-?)?staging|response|monitoring|recurrence|baseline|control|routine|treatment|therapy|post-?op(?:erative)?|local|known|tumou?r|cancer|malignancy|disease|of|for|to|after|the|assess(?:ment)?|evaluation|exam(?:ination)?)+$/;

/** ICD-10: connective and soft tissue (C49, C47, D21, D48.1), retroperitoneum (C48.0), subcutaneous lipoma, unspecified of bone and soft tissue (D49.2), lump of trunk or limb (R22.2–R22.4). */
const icd10 = /^(?:C47|C49|C48\.?0|D17\.?[123]|D21|D48\.?1|D49\.?2|R22\.?[234])/i;
/** SNOMED CT: sarcoma of soft tissue. */
const snomed = new Set(['424952003']);

const isCoded = ({ codes }: Concept): boolean => codes.some(({ system, code }) => (/icd-10|2\.16\.840\.1\.113883\.6\.(?:3|90)$/i.test(system) && icd10.test(code)) || (/snomed/i.test(system) && snomed.has(code)));

/** True where the pattern is found and not denied just before. */
function says(text: string, pattern: RegExp): boolean {
  const found = pattern.exec(text);
  return found !== null && !negation.test(text.slice(0, found.index));
}

const lower = ({ texts }: Concept): readonly string[] => texts.map((text) => text.toLowerCase());

/** True where the words or codes name a soft-tissue mass; `where` are words for the place, of which a mere "mass" needs one. */
export function namesSoftTissueMass(what: Concept, where: readonly string[]): boolean {
  if (isCoded(what)) return true;
  return lower(what).some((text) => {
    if (says(text, softTissueMass)) return true;
    if (elsewhere.test(text)) return false;
    if (says(text, entity)) return true;
    const place = [text, ...where.map((one) => one.toLowerCase())].join(' ');
    return says(text, mass) && region.test(place);
  });
}

/** True where the words are of a part of the body that is no limb nor wall of the trunk. */
export function isOtherRegion(texts: readonly string[]): boolean {
  const place = texts.join(' ').toLowerCase();
  return otherRegion.test(place) && !region.test(place);
}

/** True where the reason names no disease, such as "follow-up". */
export const isFollowUp = (reason: Concept): boolean => reason.texts.length > 0 && reason.texts.every((text) => followUp.test(text.toLowerCase()));
