import { z } from 'zod';
import { type Incoming, isIntakeType, readIncoming, type Surroundings, typeOf } from './incoming.js';
import type { IntakeType } from './offers.js';
import type { Issue } from './operation-outcome.js';
import { expectation, fault, issuesOf } from './zod-issues.js';

/** One resource that is to be taken in. */
export interface Entry {
  readonly type: IntakeType;
  readonly incoming: Incoming;
  /** The id in the address of an update; absent for a create. */
  readonly id?: string;
  /** Search of a conditional create. */
  readonly ifNoneExist?: string;
}

export type ReadEntry = { readonly ok: true; readonly entry: Entry } | { readonly ok: false; readonly issues: readonly Issue[] };

const bundle = z.looseObject({
  resourceType: z.literal('Bundle', 'expected a Bundle'),
  type: z.enum(['transaction', 'batch']),
  entry: z.array(z.looseObject({
    fullUrl: z.string().optional(),
    resource: z.looseObject({ resourceType: z.string(), id: z.string().optional() }),
    request: z.looseObject({ method: z.string(), url: z.string(), ifNoneExist: z.string().optional() }),
  })).min(1),
});

type BundleEntry = z.infer<typeof bundle>['entry'][number];

/** A bundle as it can be worked on. */
export type ReadBundle = { readonly ok: true; readonly type: 'transaction' | 'batch'; readonly entries: readonly ReadEntry[] } | { readonly ok: false; readonly issues: readonly Issue[] };

/** References among the entries by what they stand for: the id on the EHR, where the resource has one. */
function namesIn(entries: readonly BundleEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.flatMap(({ fullUrl, resource: { resourceType, id } }) => (fullUrl?.startsWith('urn:') && id !== undefined ? [[fullUrl, `${resourceType}/${id}`] as const] : [])));
}

/** The value with every reference to another entry replaced by what it stands for. */
function linked(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => linked(one, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, unknown]) => [key, key === 'reference' && typeof inner === 'string' ? names.get(inner) ?? inner : linked(inner, names)]));
}

function readEntry({ resource, request }: BundleEntry, { place, ehrUrl }: Surroundings, names: ReadonlyMap<string, string>): ReadEntry {
  const type = typeOf(resource);
  if (!isIntakeType(type)) return { ok: false, issues: [fault('not-supported', `${place}.resource`, 'expected a ServiceRequest, an ImagingStudy or a Patient')] };
  const [, addressed, id] = /^([A-Za-z]+)(?:\/([A-Za-z0-9\-.]{1,64}))?$/.exec(request.url) ?? [];
  if (request.method !== 'POST' && request.method !== 'PUT') return { ok: false, issues: [fault('not-supported', `${place}.request.method`, 'expected POST or PUT')] };
  const expected = request.method === 'POST' ? type : `${type}/${resource.id ?? ''}`;
  if (addressed !== type || (request.method === 'POST' ? id !== undefined : id === undefined || id !== resource.id)) return { ok: false, issues: [fault('value', `${place}.request.url`, `expected ${expected}`)] };
  const read = readIncoming(type, linked(resource, names), { place: `${place}.resource`, ehrUrl });
  if (!read.ok) return read;
  return { ok: true, entry: { type, incoming: read.incoming, ...(id === undefined ? {} : { id }), ...(request.ifNoneExist === undefined || id !== undefined ? {} : { ifNoneExist: request.ifNoneExist }) } };
}

/** Reads a transaction or batch (R4, http): each entry for itself, with the references among them resolved. */
export function readBundle(body: unknown, ehrUrl: string | undefined): ReadBundle {
  const parsed = bundle.safeParse(body, { error: expectation });
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error, 'Bundle') };
  const { type, entry } = parsed.data;
  const names = namesIn(entry);
  return { ok: true, type, entries: entry.map((one, k) => readEntry(one, { place: `Bundle.entry[${k}]`, ehrUrl }, names)) };
}
