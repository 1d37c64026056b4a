import { done, type Outcome, refused } from '../platform/problem.js';
import type { EhrImagingStudy } from './imaging-study.js';

/** What an order says of its study. */
export interface StudyClue {
  readonly resourceId: string | null;
  readonly accessionNumber: string | null;
  readonly studyInstanceUid: string | null;
}

/** How the study is to be looked for in the PACS, and the EHR's resource that said so. */
export interface StudyAddress {
  readonly match: { readonly AccessionNumber: string } | { readonly StudyInstanceUID: string };
  readonly imagingStudy: EhrImagingStudy | null;
}

/**
 * Chooses how to find an order's study: the order's own StudyInstanceUID, else the EHR's ImagingStudy that is based on
 * the order or carries its accession number, else the accession number alone.
 */
export function locateStudy(clue: StudyClue, known: readonly EhrImagingStudy[]): Outcome<StudyAddress> {
  const based = known.filter((study) => clue.resourceId !== null && study.basedOn.some((reference) => reference.endsWith(`ServiceRequest/${clue.resourceId}`)));
  const sameAccession = known.filter((study) => clue.accessionNumber !== null && study.identifiers.includes(clue.accessionNumber));
  const [first, ...others] = based.length > 0 ? based : sameAccession;
  if (clue.studyInstanceUid) {
    return done({ match: { StudyInstanceUID: clue.studyInstanceUid }, imagingStudy: known.find((study) => study.studyInstanceUid === clue.studyInstanceUid) ?? null });
  }
  if (first && others.some((study) => study.studyInstanceUid !== first.studyInstanceUid)) {
    return refused('STUDY_AMBIGUOUS', `The EHR names ${others.length + 1} studies for the order; expected one.`);
  }
  if (first) return done({ match: { StudyInstanceUID: first.studyInstanceUid }, imagingStudy: first });
  if (clue.accessionNumber) return done({ match: { AccessionNumber: clue.accessionNumber }, imagingStudy: null });
  return refused('STUDY_NOT_FOUND', 'The order names no accession number and no study, and the EHR knows of no study based on it.');
}
