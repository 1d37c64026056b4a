/** Phantom patients: synthetic limbs with a tumour whose course is known, as DICOM objects. */
import { phantomCourse, type PhantomCourse } from './course.js';
import { phantomStudy, type PhantomStudy } from './study.js';

export type { PhantomCourse } from './course.js';
export type { PhantomInstance, PhantomStudy } from './study.js';

export interface PhantomPatient {
  readonly patient: PhantomCourse;
  /** Made when they are asked for: a study is some 100 objects. */
  readonly studies: () => Generator<PhantomStudy>;
}

/** Phantom patients, three studies each; the same numbers and seed give the same bytes. */
export function phantomPatients({ patients, seed }: { readonly patients: number; readonly seed: number }): readonly PhantomPatient[] {
  return Array.from({ length: patients }, (_, k) => {
    const patient = phantomCourse(k + 1, seed);
    return { patient, * studies() { for (const index of patient.timePoints.keys()) yield phantomStudy(patient, index); } };
  });
}
