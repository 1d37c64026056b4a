import { done, type Outcome } from '../platform/problem.js';
import { inspectStudy, type StudyReport } from './inspect-study.js';
import { inspectedNifti } from './inspect-volume.js';
import { pathsIn, readFiles } from './read-image.js';
import { looksLikeNifti, readNiftiVolume } from './read-nifti.js';

export type { StudyReport } from './inspect-study.js';

/** NIfTI files as volumes; one that cannot be read belongs to no volume. */
async function inspectNifti(paths: readonly string[]): Promise<Pick<StudyReport, 'volumes' | 'problems'>> {
  const volumes: StudyReport['volumes'][number][] = [];
  const problems: StudyReport['problems'][number][] = [];
  for (const path of paths) {
    const read = await readNiftiVolume(path);
    if (read.ok) volumes.push(inspectedNifti(path, read.value));
    else problems.push({ path, ...read.problem });
  }
  return { volumes, problems };
}

/**
 * A file, or a folder with all that is below it → what is there and what stands in the way. Refused only when there is
 * no such path or a file may not be read. `report` takes the share of the work that is done.
 */
export async function inspectPath(path: string, report?: (share: number) => void): Promise<Outcome<StudyReport>> {
  const paths = await pathsIn(path, 'tree');
  if (!paths.ok) return paths;
  const files = await readFiles(paths.value.filter((at) => !looksLikeNifti(at)), 'none');
  if (!files.ok) return files;
  const dicom = await inspectStudy(files.value, report);
  const nifti = await inspectNifti(paths.value.filter(looksLikeNifti));
  return done({ volumes: [...dicom.volumes, ...nifti.volumes], masks: dicom.masks, problems: [...dicom.problems, ...nifti.problems] });
}
