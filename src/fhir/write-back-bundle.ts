import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AnyResource, Resource } from './bundle.js';
import { systems } from './systems.js';

type Json = Readonly<Record<string, unknown>>;

/** What is to be written, and what the EHR knows already under its own ids. */
export interface WriteBack {
  readonly resources: readonly AnyResource[];
  /** What a reference of ours is called at the EHR, such as its own ServiceRequest. */
  readonly known: ReadonlyMap<string, object>;
  /** Types whose ids are the EHR's own. */
  readonly ofTheEhr: ReadonlySet<string>;
  /** Of our FHIR server: what is not written is referred to there. */
  readonly base: string;
}

const nameOf = ({ resourceType, id }: Resource): string => `${resourceType}/${id}`;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy in which every relative reference is what `renamed` makes of it. */
function relinked(value: unknown, renamed: (reference: string) => object | string): unknown {
  if (Array.isArray(value)) return value.map((one) => relinked(one, renamed));
  if (!isObject(value)) return value;
  const { reference, ...rest } = value;
  const others = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, relinked(inner, renamed)]));
  if (typeof reference !== 'string') return reference === undefined ? others : { ...others, reference: relinked(reference, renamed) };
  const name = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]+/.test(reference) ? renamed(reference) : reference;
  return typeof name === 'string' ? { ...others, reference: name } : { ...others, ...name };
}

/** A search for an identifier; what separates in a search is escaped in its value (R4 3.1.1.4.0.1). */
export const tokenOf = (system: string, value: string): string => `identifier=${encodeURIComponent(`${system}|${value.replaceAll(/[\\|,$]/g, '\\$&')}`)}`;

/** System and value by which the EHR will know a resource as ours; Provenance has no identifier in R4. */
function identifierOf({ identifier }: AnyResource): string | undefined {
  const first: unknown = Array.isArray(identifier) ? identifier[0] : undefined;
  const { system, value } = isObject(first) ? first : {};
  return typeof system === 'string' && typeof value === 'string' ? tokenOf(system, value) : undefined;
}

/**
 * Resources of ours as an R4 transaction: each is created unless the EHR has one with our identifier (`ifNoneExist`), and
 * they refer to each other by the entries' addresses, to the EHR's resources by its ids, and to everything else at our
 * own server. Ids and versions are the EHR's to give.
 */
export function transactionOf({ resources, known, ofTheEhr, base }: WriteBack) {
  const urns = new Map(resources.map((resource) => [nameOf(resource), `urn:uuid:${randomUUID()}`]));
  const renamed = (reference: string): object | string => {
    const name = reference.replace(/\/_history\/.*$/, '');
    return urns.get(name) ?? known.get(name) ?? (ofTheEhr.has(name.split('/', 1)[0] ?? '') ? reference : `${base}/${reference}`);
  };
  return {
    resourceType: 'Bundle', type: 'transaction',
    entry: resources.map((resource) => {
      const ifNoneExist = identifierOf(resource);
      return {
        fullUrl: urns.get(nameOf(resource)),
        resource: asTheirs(resource, renamed),
        request: { method: 'POST', url: resource.resourceType, ...(ifNoneExist === undefined ? {} : { ifNoneExist }) },
      };
    }),
  };
}

/** A copy without what the EHR gives itself, its references as they are there. */
function asTheirs({ id: _id, meta, ...content }: AnyResource, renamed: (reference: string) => object | string): Json {
  const { versionId: _versionId, lastUpdated: _lastUpdated, ...labels } = isObject(meta) ? meta : {};
  const linked = relinked(content, renamed);
  return { ...(isObject(linked) ? linked : {}), ...(Object.keys(labels).length > 0 ? { meta: labels } : {}) };
}

/** What was written and may be entered in error, as a transaction that says so of each where the EHR keeps it. */
export function updatesOf({ resources, known, ofTheEhr, base }: WriteBack, locations: Readonly<Record<string, string>>) {
  const renamed = (reference: string): object | string => known.get(reference.replace(/\/_history\/.*$/, '')) ?? (ofTheEhr.has(reference.split('/', 1)[0] ?? '') ? reference : `${base}/${reference}`);
  return {
    resourceType: 'Bundle', type: 'transaction',
    entry: resources.filter(({ status }) => status === 'entered-in-error').flatMap((resource) => {
      const [type = '', id = ''] = locations[nameOf(resource)]?.split('/') ?? [];
      return id === '' ? [] : [{ resource: { ...asTheirs(resource, renamed), id }, request: { method: 'PUT', url: `${type}/${id}` } }];
    }),
  };
}

/** Where the EHR keeps each, by our names for them, from its answer to a transaction. */
export function locationsIn(body: unknown, resources: readonly AnyResource[]): Readonly<Record<string, string>> {
  const entries: readonly unknown[] = isObject(body) && Array.isArray(body.entry) ? body.entry : [];
  return Object.fromEntries(resources.flatMap((resource, k) => {
    const entry = entries[k];
    const response = isObject(entry) && isObject(entry.response) ? entry.response : {};
    const found = typeof response.location === 'string' ? /[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/.exec(response.location)?.[0] : undefined;
    return found === undefined ? [] : [[nameOf(resource), found]];
  }));
}

const searchset = z.looseObject({ entry: z.array(z.looseObject({ resource: z.unknown() })) });
const assessmentResource = z.looseObject({ resourceType: z.literal('RiskAssessment'), id: z.string(), identifier: z.array(z.looseObject({ system: z.string().optional(), value: z.string().optional() })) });
const provenanceResource = z.looseObject({ resourceType: z.literal('Provenance'), id: z.string(), target: z.array(z.looseObject({ reference: z.string().optional() })) });

const resourcesIn = (body: unknown): readonly unknown[] => searchset.safeParse(body).data?.entry.map(({ resource }) => resource) ?? [];

/** The EHR's name for a result of ours, from its answer to a search for it. A server may not look at what is searched for, and answer with somebody else's, which must not be taken for ours. */
export function assessmentIn(body: unknown, resultId: string): string | undefined {
  const ours = resourcesIn(body).map((one) => assessmentResource.safeParse(one).data).find((one) => one?.identifier.some(({ system, value }) => system === systems.result && value === resultId));
  return ours && `RiskAssessment/${ours.id}`;
}

/** The EHR's name for the Provenance of a resource it has, likewise. */
export function provenanceIn(body: unknown, target: string): string | undefined {
  const ours = resourcesIn(body).map((one) => provenanceResource.safeParse(one).data).find((one) => one?.target.some(({ reference = '' }) => `/${reference.replace(/\/_history\/.*$/, '')}`.endsWith(`/${target}`)));
  return ours && `Provenance/${ours.id}`;
}

/** What an OperationOutcome says, in a line; empty where it is none. */
export function refusalIn(body: unknown): string {
  const issues: readonly unknown[] = isObject(body) && body.resourceType === 'OperationOutcome' && Array.isArray(body.issue) ? body.issue : [];
  const texts = issues.flatMap((issue) => {
    if (!isObject(issue)) return [];
    const details = isObject(issue.details) ? issue.details.text : undefined;
    const places = Array.isArray(issue.expression) ? ` (${issue.expression.join(', ')})` : '';
    const text = [issue.diagnostics, details].find((one) => typeof one === 'string') ?? '';
    return [`${String(issue.code)}${text === '' ? '' : `: ${text}`}${places}`];
  });
  return texts.join('; ').slice(0, 2000);
}
