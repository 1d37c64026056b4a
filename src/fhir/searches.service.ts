import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEvent } from '../audit/chain.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { DoorError } from '../platform/door-error.js';
import { AuditReader } from './audit-reader.service.js';
import { baseUrl } from './base-url.js';
import { type AnyResource, searchset } from './bundle.js';
import type { Caller } from './caller.js';
import { patientsOf } from './conditions.js';
import { operationOutcome, outcomeOf } from './operation-outcome.js';
import { offers, type ReadableType, readableTypes } from './offers.js';
import { OrderReaders } from './order-readers.service.js';
import { type Held, pageOf, type Reader } from './reader.js';
import { ResultReaders } from './result-readers.service.js';
import { addressOf, type Handling, readSearch, type Search, valuesOf } from './search-query.js';
import { readReference } from './search-values.js';
import { SoftwareReaders } from './software-readers.service.js';

const isReadable = (type: string | undefined): type is ReadableType => readableTypes.some((one) => one === type);
const nameOf = ({ resource }: Held): string => `${resource.resourceType}/${resource.id}`;

/** Answers reads and searches of every type, each with its entry in the audit. */
@Injectable()
export class Searches {
  private readonly readers: ReadonlyMap<ReadableType, Reader>;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings, private readonly audit: AuditService,
    results: ResultReaders, orders: OrderReaders, software: SoftwareReaders, audits: AuditReader,
  ) {
    this.readers = new Map([results, orders, software, audits].flatMap(({ readers }) => readers).map((reader) => [reader.type, reader]));
  }

  /** The resource of this id; an error that it is not here otherwise. */
  async read(type: ReadableType, id: string, caller: Caller): Promise<AnyResource> {
    const [held] = await this.readerOf(type).load([id]);
    if (!held) throw new DoorError(operationOutcome('not-found', `There is no ${type}/${id.slice(0, 64)} here.`), 404);
    await this.audit.record({ ...this.event('fhir.read', caller), entity: `${type}/${id}`, ...(held.patientId === null ? {} : { subject: held.patientId }) });
    return held.resource;
  }

  /** A page of a search as Bundle. */
  async search(type: ReadableType, query: Readonly<Record<string, unknown>>, { handling, caller }: { readonly handling: Handling; readonly caller: Caller }): Promise<object> {
    const read = readSearch(type, query, handling);
    if (!read.ok) throw new DoorError(outcomeOf(read.issues), 400);
    const { search } = read;
    const reader = this.readerOf(type);
    const found = await reader.find(search);
    const { places, hasMore } = found.kind === 'page' ? found : pageOf(found.places, search);
    const matches = await reader.load(places.map(({ id }) => id));
    const included = await this.included(search, matches);
    await this.tell(search, [...matches, ...included], caller);
    const base = baseUrl(this.settings);
    const last = places.at(-1);
    return searchset(base, {
      matches: matches.map(({ resource }) => resource), included: included.map(({ resource }) => resource), total: found.kind === 'all' ? found.places.length : undefined,
      outcome: search.warnings.length > 0 ? outcomeOf(search.warnings) : undefined, self: addressOf(base, search), next: hasMore && last ? addressOf(base, search, last) : undefined,
    });
  }

  /** Ids that a search finds, for a create on the condition that there are none. */
  async idsOf(type: ReadableType, query: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
    const read = readSearch(type, query, 'strict');
    if (!read.ok) throw new DoorError(outcomeOf(read.issues), 400);
    return (await this.readerOf(type).find(read.search)).places.map(({ id }) => id);
  }

  /** What comes with the matches, each once and none that is a match itself. */
  private async included({ type, includes, revIncludes }: Search, matches: readonly Held[]): Promise<readonly Held[]> {
    const offered = offers[type].includes ?? {};
    const wanted = new Map<ReadableType, Set<string>>();
    const want = (of: ReadableType, id: string): void => { wanted.set(of, (wanted.get(of) ?? new Set()).add(id)); };
    for (const { resource } of matches) {
      for (const reference of includes.flatMap((name) => offered[name]?.(resource) ?? [])) {
        const target = readReference(reference);
        if (isReadable(target.type)) want(target.type, target.id);
      }
      if (revIncludes.includes('Provenance:target')) want('Provenance', resource.id);
      if (revIncludes.includes('DocumentReference:related')) want('DocumentReference', resource.id.replace(/^model-/, 'card-'));
    }
    const shown = new Set(matches.map(nameOf));
    const held = await Promise.all([...wanted].map(([of, ids]) => this.readerOf(of).load([...ids].filter((id) => !shown.has(`${of}/${id}`)))));
    return held.flat();
  }

  /** One entry in the audit for each patient of whom something was asked or shown. */
  private async tell(search: Search, shown: readonly Held[], caller: Caller): Promise<void> {
    const patients = new Set([...patientsOf(valuesOf(search, 'patient') ?? []), ...shown.flatMap(({ patientId }) => patientId ?? [])]);
    const event = this.event('fhir.search', caller, { found: shown.length, query: new URLSearchParams(search.understood.map(([name, value]): [string, string] => [name, value])).toString().slice(0, 1000) });
    const events = patients.size === 0 || search.type === 'AuditEvent' && !valuesOf(search, 'patient') ? [{ ...event, entity: search.type }] : [...patients].map((subject) => ({ ...event, entity: search.type, subject }));
    await Promise.all(events.map((one) => this.audit.record(one)));
  }

  private event(action: string, { name, address }: Caller, detail: AuditEvent['detail'] = {}): AuditEvent {
    return { action, actor: name, outcome: 'success', detail: { ...detail, address } };
  }

  private readerOf(type: ReadableType): Reader {
    const reader = this.readers.get(type);
    if (!reader) throw new Error(`${type} is offered and nobody reads it`);
    return reader;
  }
}
