import { randomUUID } from 'node:crypto';
import type { FhirMemory, Stored } from './fhir-memory.js';

/** What an EHR takes subscriptions to. */
export type Offer = 'topics' | 'searches' | 'nothing';

/** Subscriptions at a FHIR server: as the R4 backport has them, by search as R4 itself, or refused. */
export interface EhrSubscriptions {
  offer: Offer;
  /** Subscriptions that were made, as they are now. */
  readonly all: () => readonly Stored[];
  /** Sends a notification; gives the status it was answered with. */
  readonly notify: (type: string, numbers?: readonly number[]) => Promise<number>;
  /** What an event is about, by its number less one. */
  readonly events: string[];
  /** Sends what R4 sends for a search: nothing but the call. */
  readonly ping: () => Promise<number>;
  /** Whether requested subscriptions are greeted. */
  greets: boolean;
  /** Whether `$events` and `$status` are offered. */
  hasOperations: boolean;
}

const at = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Adds subscriptions to a server. */
export function ehrSubscriptions(ehr: FhirMemory, topics: readonly string[]): EhrSubscriptions {
  const all = (): readonly Stored[] => [...ehr.resources.values()].filter(({ resourceType }) => resourceType === 'Subscription');
  const post = async (subscription: Stored, body: object | undefined): Promise<number> => {
    const { channel } = subscription;
    const own = (at(channel, 'header') as readonly string[] | undefined ?? []).map((line) => line.split(': ', 2) as [string, string]);
    const answer = await fetch(text(at(channel, 'endpoint')), {
      method: 'POST', headers: { ...Object.fromEntries(own), ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => undefined);
    return answer?.status ?? 0;
  };
  const status = (subscription: Stored, type: string, numbers: readonly number[]) => ({
    resourceType: 'Parameters', id: randomUUID(),
    parameter: [
      { name: 'subscription', valueReference: { reference: `${ehr.base}/Subscription/${subscription.id}` } }, { name: 'topic', valueCanonical: text(subscription.criteria) },
      { name: 'status', valueCode: text(subscription.status) }, { name: 'type', valueCode: type }, { name: 'events-since-subscription-start', valueString: String(state.events.length) },
      ...numbers.map((number) => ({ name: 'notification-event', part: [{ name: 'event-number', valueString: String(number) }, { name: 'focus', valueReference: { reference: `${ehr.base}/${state.events[number - 1] ?? ''}` } }] })),
    ],
  });
  const focusOf = (number: number) => ({ fullUrl: `${ehr.base}/${state.events[number - 1] ?? ''}`, request: { method: 'POST', url: 'ImagingStudy' }, response: { status: '201' } });
  const bundle = (subscription: Stored, type: string, numbers: readonly number[]) => ({ resourceType: 'Bundle', type: 'history', entry: [{ resource: status(subscription, type, numbers) }, ...numbers.map(focusOf)] });
  const state: EhrSubscriptions = {
    offer: 'topics', greets: true, hasOperations: true, events: [], all,
    async notify(type, numbers = []) { const [one] = all(); return one === undefined ? 0 : post(one, bundle(one, type, numbers)); },
    async ping() { const [one] = all(); return one === undefined ? 0 : post(one, undefined); },
  };

  ehr.plan.answer = (request, reply) => {
    if (!(request.method === 'POST' && request.url === '/fhir/Subscription')) return undefined;
    const isTopic = topics.includes(text(at(request.body, 'criteria')));
    const isTaken = state.offer === 'topics' ? isTopic : state.offer === 'searches' && !isTopic;
    return isTaken ? undefined : reply.code(state.offer === 'nothing' ? 404 : 422).send({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-supported' }] });
  };
  ehr.plan.afterWrite = (stored) => {
    if (stored.resourceType !== 'Subscription' || stored.status !== 'requested' || !state.greets) return;
    if (!topics.includes(text(stored.criteria))) { ehr.put({ ...stored, status: 'active' }); return; }
    void post(stored, bundle(stored, 'handshake', [])).then((code) => { if (code === 200) ehr.put({ ...stored, status: 'active' }); });
  };
  ehr.plan.operation = ({ type, id, operation, query }) => {
    const subscription = ehr.resources.get(`${type}/${id}`);
    if (!state.hasOperations || subscription === undefined) return undefined;
    if (operation === '$status') return { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: status(subscription, 'query-status', []) }] };
    const [from, to] = [Number(query.eventsSinceNumber), Number(query.eventsUntilNumber)];
    return operation === '$events' ? bundle(subscription, 'query-event', state.events.map((_one, k) => k + 1).filter((number) => number >= from && number <= to)) : undefined;
  };
  return state;
}
