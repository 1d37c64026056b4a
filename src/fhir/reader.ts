import type { AnyResource } from './bundle.js';
import type { ReadableType } from './offers.js';
import type { Position, Search } from './search-query.js';

/** What a search finds: all of it, or what fits on the page where all would be too much. */
export type Found =
  | { readonly kind: 'all'; readonly places: readonly Position[] }
  | { readonly kind: 'page'; readonly places: readonly Position[]; readonly hasMore: boolean };

/** A resource, and whose it is; null where it is nobody's. */
export interface Held {
  readonly resource: AnyResource;
  readonly patientId: string | null;
}

/** Reads the resources of one type. */
export interface Reader {
  readonly type: ReadableType;
  /** Where the matches are, in their order. */
  readonly find: (search: Search) => Promise<Found>;
  /** Those that are here, in the order of the ids. */
  readonly load: (ids: readonly string[]) => Promise<readonly Held[]>;
}

/** The part of all matches that is the page asked for. */
export function pageOf(places: readonly Position[], { after, count }: Pick<Search, 'after' | 'count'>): { readonly places: readonly Position[]; readonly hasMore: boolean } {
  const seen = after === undefined ? -1 : places.findIndex(({ id }) => id === after.id);
  // Where the last one seen is no longer found, the page begins at its time: rather something twice than not at all.
  const later = after === undefined ? 0 : places.findIndex(({ at }) => at >= after.at);
  const start = seen >= 0 ? seen + 1 : later < 0 ? places.length : later;
  return { places: places.slice(start, start + count), hasMore: count > 0 && start + count < places.length };
}

/** Puts what was loaded into the order of the ids; an id that is not there is left out. */
export const inOrder = <T>(ids: readonly string[], loaded: readonly T[], idOf: (one: T) => string): readonly T[] => {
  const byId = new Map(loaded.map((one) => [idOf(one), one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
};
