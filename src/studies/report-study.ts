import { relative } from 'node:path';
import { done, refused, type Outcome } from '../platform/problem.js';
import type { StudyReport } from '../volumes/read-report.js';
import { fetchAll } from './fetch-all.js';
import type { PacsClient } from './pacs.client.js';

/** Fetches a study of at most so many bytes into a folder and has it inspected there; paths in the report are within the study, a folder for each series. */
export async function reportStudy(
  pacs: PacsClient, studyInstanceUid: string, { folder, limitBytes = pacs.studyLimitBytes }: { readonly folder: string; readonly limitBytes?: number }, inspect: (folder: string) => Promise<Outcome<StudyReport>>,
): Promise<Outcome<StudyReport>> {
  const series = await pacs.listSeries(studyInstanceUid);
  if (!series.ok) return series;
  if (series.value.length === 0) return refused('STUDY_NOT_FOUND', `the PACS does not have study ${studyInstanceUid}.`);
  const fetched = await fetchAll(pacs, studyInstanceUid, series.value, { folder, limitBytes });
  if (!fetched.ok) return fetched;
  const found = await inspect(folder);
  const within = <T extends { readonly path: string }>(one: T): T => ({ ...one, path: relative(folder, one.path) });
  return found.ok ? done({ ...found.value, masks: found.value.masks.map(within), problems: found.value.problems.map(within) }) : found;
}
