import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/** A resource as a server keeps it. */
export type Stored = Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id: string; readonly meta: { readonly versionId: string; readonly lastUpdated: string } };

/** A FHIR server of a hospital, kept in memory. */
export interface FhirMemory {
  readonly server: FastifyInstance;
  readonly base: string;
  /** What is kept, by Type/id. */
  readonly resources: Map<string, Stored>;
  /** Requests as METHOD path, in their order. */
  readonly requests: string[];
  /** Headers of each request. */
  readonly headers: Readonly<Record<string, unknown>>[];
  /** Stores as the hospital itself would; gives what is kept. */
  readonly put: (resource: Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id?: string }) => Stored;
  /** What a test changes while it runs. */
  readonly plan: {
    /** The largest page of a search. */
    pageSize: number;
    /** What stands before the address of a next page; undefined is the server itself. */
    nextBase: string | undefined;
    /** Answers before anything else is done; undefined lets the request through. */
    answer: ((request: FastifyRequest, reply: FastifyReply) => unknown) | undefined;
    /** Called once a resource is stored by a client. */
    afterWrite: ((resource: Stored) => void) | undefined;
    /** Called before a resource is stored by a client. */
    onWrite: ((resource: Stored) => void) | undefined;
    /** The next transaction is carried out, and its answer is lost. */
    losesAnswer: boolean;
    /** Answers requests at /Type/id/$operation. */
    operation: ((request: { readonly type: string; readonly id: string; readonly operation: string; readonly query: Readonly<Record<string, string>> }) => object | undefined) | undefined;
  };
}

const outcome = (diagnostics: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing', diagnostics }] });
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const at = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined);

const metaOf = ({ meta }: Readonly<Record<string, unknown>>): object => (typeof meta === 'object' && meta !== null ? meta : {});

const hasIdentifier = (resource: Stored, token: string): boolean => {
  const bar = token.search(/(?<!\\)\|/);
  const [system, value] = [bar < 0 ? undefined : token.slice(0, bar), token.slice(bar + 1).replaceAll(/\\(.)/g, '$1')];
  return listOf(resource.identifier).some((one) => at(one, 'value') === value && (system === undefined || at(one, 'system') === system));
};

/** The search parameters it knows. */
const matches: Readonly<Record<string, (resource: Stored, value: string) => boolean>> = {
  _id: (resource, value) => resource.id === value,
  status: (resource, value) => resource.status === value,
  patient: (resource, value) => at(resource.subject, 'reference') === `Patient/${value.replace(/^Patient\//, '')}`,
  identifier: hasIdentifier,
  target: (resource, value) => listOf(resource.target).some((one) => at(one, 'reference') === value),
  url: (resource, value) => at(resource.channel, 'endpoint') === value,
  category: (resource, value) => JSON.stringify(resource.category ?? []).includes(`"${value}"`),
  _lastUpdated: (resource, value) => Date.parse(resource.meta.lastUpdated) >= Date.parse(value.replace(/^ge/, '')),
  _count: () => true,
};

/** True where a resource fits a search; undefined where a parameter is not known. */
function fits(resource: Stored, query: Readonly<Record<string, string>>): boolean {
  return Object.entries(query).every(([name, value]) => matches[name]?.(resource, value) ?? false);
}

/**
 * Read, search with paging, create, conditional create, update, delete and transactions with references among the
 * entries, as R4 has them; a parameter that is not known is refused. Nobody needs a token unless `plan.answer` asks for one.
 */
export function fhirMemory(base: string): FhirMemory {
  const server = fastify({ logger: false });
  const resources = new Map<string, Stored>();
  const requests: string[] = [];
  const headers: Readonly<Record<string, unknown>>[] = [];
  const plan: FhirMemory['plan'] = { pageSize: 100, nextBase: undefined, answer: undefined, onWrite: undefined, afterWrite: undefined, losesAnswer: false, operation: undefined };
  let last = 0;
  const put: FhirMemory['put'] = (resource) => {
    const id = resource.id ?? randomUUID();
    const key = `${resource.resourceType}/${id}`;
    const versionId = String(Number(resources.get(key)?.meta.versionId ?? 0) + 1);
    last = Math.max(Date.now(), last + 1);
    const stored = { ...resource, id, meta: { ...metaOf(resource), versionId, lastUpdated: new Date(last).toISOString() } };
    resources.set(key, stored);
    return stored;
  };
  const search = (type: string, query: Readonly<Record<string, string>>): readonly Stored[] => [...resources.values()].filter((one) => one.resourceType === type && fits(one, query));
  const create = (resource: Stored, ifNoneExist: string | undefined): { readonly status: number; readonly stored: Stored } => {
    const found = ifNoneExist === undefined ? [] : search(resource.resourceType, Object.fromEntries(new URLSearchParams(ifNoneExist)));
    if (found.length > 1) throw Object.assign(new Error('several match'), { statusCode: 412 });
    if (found[0]) return { status: 200, stored: found[0] };
    plan.onWrite?.(resource);
    const { id: _id, ...rest } = resource;
    return { status: 201, stored: put(rest) };
  };

  server.addContentTypeParser('application/fhir+json', { parseAs: 'string' }, (_request, body, done) => { done(null, JSON.parse(String(body))); });
  server.addHook('onRequest', async (request) => { await Promise.resolve(); requests.push(`${request.method} ${request.url}`); headers.push(request.headers); });
  server.addHook('preHandler', async (request, reply) => {
    const answered = request.url.startsWith('/fhir/.well-known') || !request.url.startsWith('/fhir') ? undefined : await plan.answer?.(request, reply);
    return answered === undefined ? undefined : reply.send(answered);
  });
  server.addHook('onSend', async (request, reply) => { if (request.url.startsWith('/fhir') && !request.url.includes('.well-known')) reply.header('content-type', 'application/fhir+json'); });

  server.get<{ Params: { type: string }; Querystring: Record<string, string> }>('/fhir/:type', (request, reply) => {
    const { _offset = '0', ...query } = request.query;
    const unknown = Object.keys(query).filter((name) => !(name in matches));
    if (unknown.length > 0) return reply.code(400).send(outcome(`not known: ${unknown.join(', ')}`));
    const found = search(request.params.type, query);
    const start = Number(_offset);
    const page = found.slice(start, start + plan.pageSize);
    const next = start + page.length < found.length ? [{ relation: 'next', url: `${plan.nextBase ?? base}/${request.params.type}?${new URLSearchParams({ ...query, _offset: String(start + page.length) }).toString()}` }] : [];
    return { resourceType: 'Bundle', type: 'searchset', total: found.length, link: next, entry: page.map((resource) => ({ fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource })) };
  });
  server.get<{ Params: { type: string; id: string } }>('/fhir/:type/:id', (request, reply) =>
    resources.get(`${request.params.type}/${request.params.id}`) ?? reply.code(404).send(outcome('no such resource')));
  server.get<{ Params: { type: string; id: string; operation: string }; Querystring: Record<string, string> }>('/fhir/:type/:id/:operation', (request, reply) =>
    plan.operation?.({ ...request.params, query: request.query }) ?? reply.code(404).send(outcome('no such operation')));
  server.post<{ Params: { type: string }; Body: Stored }>('/fhir/:type', (request, reply) => {
    const { status, stored } = create(request.body, request.headers['if-none-exist']?.toString());
    plan.afterWrite?.(stored);
    return reply.code(status).header('location', `${base}/${stored.resourceType}/${stored.id}/_history/1`).send(stored);
  });
  server.put<{ Params: { type: string; id: string }; Body: Stored }>('/fhir/:type/:id', (request, reply) => {
    plan.onWrite?.(request.body);
    const isNew = !resources.has(`${request.params.type}/${request.params.id}`);
    const stored = put({ ...request.body, id: request.params.id });
    plan.afterWrite?.(stored);
    return reply.code(isNew ? 201 : 200).send(stored);
  });
  server.delete<{ Params: { type: string; id: string } }>('/fhir/:type/:id', (request, reply) => {
    resources.delete(`${request.params.type}/${request.params.id}`);
    return reply.code(204).send();
  });
  server.post<{ Body: { readonly entry: readonly { readonly fullUrl: string; readonly resource: Stored; readonly request: { readonly method?: string; readonly url?: string; readonly ifNoneExist?: string } }[] } }>('/fhir', (request, reply) => {
    const ids = new Map<string, string>();
    const answers: object[] = [];
    const before = new Map(resources);
    try {
      // What is named by others is stored first; a reference that names nothing here fails the whole, as R4 has it.
      const waiting = [...request.body.entry];
      while (waiting.length > 0) {
        const k = waiting.findIndex(({ resource }) => [...JSON.stringify(resource).matchAll(/"(urn:uuid:[^"]+)"/g)].every(([, urn = '']) => ids.has(urn)));
        const [entry] = k < 0 ? [] : waiting.splice(k, 1);
        if (entry === undefined) throw Object.assign(new Error('references that name nothing'), { statusCode: 400 });
        const linked = JSON.parse(JSON.stringify(entry.resource).replaceAll(/"(urn:uuid:[^"]+)"/g, (_all, urn: string) => JSON.stringify(ids.get(urn)))) as Stored;
        const { status, stored } = entry.request.method === 'PUT' ? { status: 200, stored: put(linked) } : create(linked, entry.request.ifNoneExist);
        ids.set(entry.fullUrl, `${stored.resourceType}/${stored.id}`);
        answers[request.body.entry.indexOf(entry)] = { response: { status: String(status), location: `${stored.resourceType}/${stored.id}/_history/${stored.meta.versionId}` } };
      }
      if (plan.losesAnswer) {
        plan.losesAnswer = false;
        return reply.code(503).send({});
      }
      return { resourceType: 'Bundle', type: 'transaction-response', entry: answers };
    } catch (error) {
      resources.clear();
      for (const [key, value] of before) resources.set(key, value);
      throw error;
    }
  });
  return { server, base, resources, requests, headers, put, plan };
}
