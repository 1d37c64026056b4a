import { randomUUID } from 'node:crypto';

/** As much of a resource as a bundle needs to know. */
export interface Resource {
  readonly resourceType: string;
  readonly id: string;
}

/** A resource whose content nobody here looks at again. */
export type AnyResource = Resource & Readonly<Record<string, unknown>>;

/** What a search has found, as one page shows it. */
export interface FoundPage {
  readonly matches: readonly Resource[];
  readonly included: readonly Resource[];
  /** What the searcher should know, as OperationOutcome. */
  readonly outcome?: object | undefined;
  /** All matches on all pages, where that is known. */
  readonly total: number | undefined;
  /** The search as it was understood. */
  readonly self: string;
  readonly next: string | undefined;
}

/** R4 Bundle of a search. */
export function searchset(base: string, { matches, included, outcome, total, self, next }: FoundPage) {
  const entryOf = (mode: 'match' | 'include') => (resource: Resource) => ({ fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode } });
  const entry = [...matches.map(entryOf('match')), ...included.map(entryOf('include')), ...(outcome === undefined ? [] : [{ fullUrl: `urn:uuid:${randomUUID()}`, resource: outcome, search: { mode: 'outcome' } }])];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total === undefined ? {} : { total }),
    link: [{ relation: 'self', url: self }, ...(next === undefined ? [] : [{ relation: 'next', url: next }])],
    ...(entry.length > 0 ? { entry } : {}),
  };
}
