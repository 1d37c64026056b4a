import { relative } from 'node:path';
import { done, refused, type Outcome } from '../platform/problem.js';
import type { StudyReport } from '../volumes/read-report.js';
import { fetchAll } from './fetch-all.js';
import type { AnnouncedSeries, PacsClient } from './pacs.client.js';

/** The first server that has the study, with its series; a server that cannot be asked is only said where no other has it. */
async function holderOf(servers: readonly PacsClient[], studyInstanceUid: string): Promise<Outcome<{ readonly pacs: PacsClient; readonly series: readonly AnnouncedSeries[] }>> {
  let obstacle: Outcome<never> | undefined;
  for (const pacs of servers) {
    const series = await pacs.listSeries(studyInstanceUid);
    if (!series.ok) obstacle ??= series;
    else if (series.value.length > 0) return done({ pacs, series: series.value });
  }
  return obstacle ?? refused('STUDY_NOT_FOUND', `the PACS does not have study ${studyInstanceUid}.`);
}

/** Fetches a study of at most so many bytes from the first server that has it and has it inspected in a folder; paths in the report are within the study, a folder for each series. */
export async function reportStudy(
  servers: readonly PacsClient[], studyInstanceUid: string, { folder, ...limit }: { readonly folder: string; readonly limitBytes?: number }, inspect: (folder: string) => Promise<Outcome<StudyReport>>,
): Promise<Outcome<StudyReport>> {
  const held = await holderOf(servers, studyInstanceUid);
  if (!held.ok) return held;
  const fetched = await fetchAll(held.value.pacs, studyInstanceUid, held.value.series, { folder, ...limit });
  if (!fetched.ok) return fetched;
  const found = await inspect(folder);
  const within = <T extends { readonly path: string }>(one: T): T => ({ ...one, path: relative(folder, one.path) });
  return found.ok ? done({ ...found.value, masks: found.value.masks.map(within), problems: found.value.problems.map(within) }) : found;
}
