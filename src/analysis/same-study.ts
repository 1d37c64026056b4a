import type { Problem } from '../platform/problem.js';
import type { StudySurvey } from './study-survey.js';

/** A PACS that answers with instances of another study than it was asked for has mixed something up; the problem, if it has. */
export function findOtherStudy({ studyInstanceUids }: StudySurvey, { studyInstanceUid }: { readonly studyInstanceUid: string }): Problem | undefined {
  const others = studyInstanceUids.filter((uid) => uid !== studyInstanceUid);
  return others.length === 0 ? undefined : { code: 'STUDY_MISMATCH', text: `The PACS sent instances of ${others.length === 1 ? 'another study' : `${others.length} other studies`} when it was asked for study ${studyInstanceUid}.` };
}
