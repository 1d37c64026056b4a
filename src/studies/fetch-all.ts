import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { done, type Outcome } from '../platform/problem.js';
import type { AnnouncedSeries, FetchTarget, PacsClient } from './pacs.client.js';
import type { SeriesCache } from './series-cache.js';
import type { FetchedInstance } from './store-part.js';

/** Where fetched series go, and where they are kept for the next time. */
export interface FetchPlace {
  readonly folder: string;
  readonly cache?: SeriesCache | undefined;
  /** Of all series together; that of the settings when not said. */
  readonly limitBytes?: number;
}

/** What a series is kept under: it is another one when it holds other instances, or those of another patient. Undefined where the PACS does not list them. */
async function keyOf(pacs: PacsClient, study: string, { seriesInstanceUid, instances }: AnnouncedSeries): Promise<string | undefined> {
  const listed = await pacs.listInstances(study, seriesInstanceUid);
  return listed.length === 0 || listed.length < instances ? undefined : createHash('sha256').update([study, seriesInstanceUid, ...listed].join('\n')).digest('hex');
}

async function fetchOne(pacs: PacsClient, study: string, series: AnnouncedSeries, target: FetchTarget, cache: SeriesCache | undefined): Promise<Outcome<readonly FetchedInstance[]>> {
  const key = cache === undefined ? undefined : await keyOf(pacs, study, series);
  if (cache === undefined || key === undefined) return pacs.fetchSeries(study, series, target);
  const kept = await cache.take(key, join(target.folder, series.seriesInstanceUid));
  if (kept !== null) return done(kept);
  const fetched = await pacs.fetchSeries(study, series, target);
  if (fetched.ok) await cache.keep(key, fetched.value);
  return fetched;
}

/** Each series once: archives behind one address may each list it, with as many instances as they hold. */
const once = (series: readonly AnnouncedSeries[]): readonly AnnouncedSeries[] =>
  [...Map.groupBy(series, ({ seriesInstanceUid }) => seriesInstanceUid).values()].map((same) => same.reduce((largest, one) => (one.instances > largest.instances ? one : largest)));

/**
 * Fetches series of a study, several at one time, those that are kept from the cache. The first that fails ends the others,
 * and its problem is the answer. Instances come in the order of the series.
 */
export async function fetchAll(pacs: PacsClient, study: string, series: readonly AnnouncedSeries[], { folder, cache, limitBytes = pacs.studyLimitBytes }: FetchPlace): Promise<Outcome<readonly FetchedInstance[]>> {
  const ending = new AbortController();
  const budget = { left: limitBytes };
  let first: Outcome<never> | undefined;
  const settled = await Promise.allSettled(once(series).map(async (one) => {
    try {
      const outcome = await fetchOne(pacs, study, one, { folder, budget, signal: ending.signal }, cache);
      if (outcome.ok) return outcome.value;
      first ??= outcome;
      ending.abort();
      return [];
    } catch (error) {
      ending.abort();
      throw error;
    }
  }));
  // Nothing writes into the folder any more, and the caller may remove it.
  const thrown = settled.find((one) => one.status === 'rejected');
  if (thrown !== undefined) throw thrown.reason;
  return first ?? done(settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])));
}
