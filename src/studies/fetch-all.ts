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
  /** Ends the fetch: it then gives a problem or throws, and nothing is written any more. */
  readonly signal?: AbortSignal;
}

/** What a series is kept under: it is another one on another server, or when it holds other instances, or those of another patient. Undefined where the PACS does not list them. */
async function keyOf(pacs: PacsClient, study: string, { seriesInstanceUid, instances }: AnnouncedSeries, signal: AbortSignal | undefined): Promise<string | undefined> {
  const listed = await pacs.listInstances(study, seriesInstanceUid, signal);
  return listed.length === 0 || listed.length < instances ? undefined : createHash('sha256').update([pacs.address, study, seriesInstanceUid, ...listed].join('\n')).digest('hex');
}

async function fetchOne(pacs: PacsClient, study: string, { series, target, cache }: { readonly series: AnnouncedSeries; readonly target: FetchTarget; readonly cache: SeriesCache | undefined }): Promise<Outcome<readonly FetchedInstance[]>> {
  const key = cache === undefined ? undefined : await keyOf(pacs, study, series, target.signal);
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
export async function fetchAll(pacs: PacsClient, study: string, series: readonly AnnouncedSeries[], { folder, cache, limitBytes = pacs.studyLimitBytes, signal: outer }: FetchPlace): Promise<Outcome<readonly FetchedInstance[]>> {
  const ending = new AbortController();
  const target = { folder, budget: { left: limitBytes }, signal: outer === undefined ? ending.signal : AbortSignal.any([ending.signal, outer]) };
  // What goes wrong after the first is its consequence.
  let first: { readonly problem: Outcome<never> } | { readonly thrown: unknown } | undefined;
  // Once all have settled, nothing writes into the folder any more, and the caller may remove it.
  const fetched = await Promise.all(once(series).map(async (one) => {
    try {
      const outcome = await fetchOne(pacs, study, { series: one, target, cache });
      if (outcome.ok) return outcome.value;
      first ??= { problem: outcome };
    } catch (thrown) {
      first ??= { thrown };
    }
    ending.abort();
    return [];
  }));
  if (first === undefined) return done(fetched.flat());
  if ('thrown' in first) throw first.thrown;
  return first.problem;
}
