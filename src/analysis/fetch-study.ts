import { done, type Outcome, type Problem, refused } from '../platform/problem.js';
import { fetchAll, type FetchPlace } from '../studies/fetch-all.js';
import type { AnnouncedSeries, PacsClient } from '../studies/pacs.client.js';
import type { FetchedStudy, FoundStudy } from './analyse-study.js';
import { type AnnouncedContents, changeBetween, fewerThanCounted } from './still-arriving.js';
import type { Patience } from './waiting.js';

/** Modalities that may be measured, and those that say where; the rest of a study is left where it is. */
const images = new Set(['CT', 'MR', 'PT']);
const masks = new Set(['SEG', 'RTSTRUCT']);

const isWanted = ({ modality }: AnnouncedSeries): boolean => images.has(modality) || masks.has(modality);

/** What a study lacks that nobody could measure without. */
function lackOf(series: readonly AnnouncedSeries[]): Problem | undefined {
  const modalities = [...new Set(series.filter(isWanted).map(({ modality }) => modality))];
  if (!modalities.some((modality) => images.has(modality))) return { code: 'STUDY_NOT_FOUND', text: 'The PACS knows the study of the order, but it holds no images yet.' };
  if (!modalities.some((modality) => masks.has(modality))) return { code: 'STUDY_INCOMPLETE', text: `The study holds ${modalities.join(', ')} and no region that the model measures; expected a SEG or RTSTRUCT.` };
  return undefined;
}

/** Asks again for what was fetched, whether it is still all there is. */
async function changeSince(before: AnnouncedContents, pacs: PacsClient, studyInstanceUid: string, signal: AbortSignal | undefined): Promise<Outcome<Problem | undefined>> {
  const [series, studies] = [await pacs.listSeries(studyInstanceUid, signal), await pacs.findStudies({ StudyInstanceUID: studyInstanceUid }, signal)];
  if (!series.ok) return series;
  if (!studies.ok) return studies;
  const study = studies.value.find((one) => one.studyInstanceUid === studyInstanceUid);
  return done(changeBetween(before, { series: series.value, instances: study?.instances ?? null }));
}

/**
 * Fetches the images and masks of a study. Code: STUDY_ARRIVING, where the EHR counts more of it than there is, as long as
 * there is patience, and where it changed while it was fetched.
 */
export async function fetchStudy({ studyInstanceUid, instances, counts }: FoundStudy, pacs: PacsClient, { patience, ...place }: FetchPlace & { readonly patience: Patience }): Promise<Outcome<FetchedStudy>> {
  const listed = await pacs.listSeries(studyInstanceUid, place.signal);
  if (!listed.ok) return listed;
  const before: AnnouncedContents = { series: listed.value, instances };
  const [lack, fewer] = [lackOf(listed.value), fewerThanCounted(counts, before)];
  const obstacle = lack ?? (patience === 'left' ? fewer : undefined);
  if (obstacle) return refused(obstacle.code, obstacle.text);
  const series = listed.value.filter(isWanted).toSorted((a, b) => (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1));
  const fetched = await fetchAll(pacs, studyInstanceUid, series, place);
  if (!fetched.ok) return fetched;
  const change = await changeSince(before, pacs, studyInstanceUid, place.signal);
  if (!change.ok) return change;
  if (change.value) return refused(change.value.code, change.value.text);
  return done({
    files: fetched.value.map(({ path, sha256 }) => ({ path, sha256 })), announced: listed.value.map(({ seriesInstanceUid }) => seriesInstanceUid),
    warnings: fewer === undefined ? [] : [`${fewer.code}: ${fewer.text} It was measured as it is.`],
  });
}
