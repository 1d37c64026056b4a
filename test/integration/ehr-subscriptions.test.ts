import type { FastifyInstance } from 'fastify';
import { demonstrationPacs } from '../../demo/pacs.js';
import { matching, outcome } from '../support/answers.js';
import { type EhrSubscriptions, ehrSubscriptions, type Offer } from '../support/ehr-subscriptions.js';
import { type FhirMemory, fhirMemory } from '../support/fhir-memory.js';
import { type Installation, install } from '../support/installation.js';
import { freePort, until } from '../support/processes.js';

const topic = 'https://ehr.example.org/topics/imaging';
const secret = 'a secret of the site that nobody else knows';
const studies = 'ImagingStudy?status=available';
const orders = 'ServiceRequest?category=363679005';

/** An installation between an EHR with subscriptions and a PACS without studies. */
interface Listening {
  readonly ehr: FhirMemory;
  readonly subscriptions: EhrSubscriptions;
  readonly site: Installation;
  readonly states: () => Promise<readonly object[]>;
  readonly close: () => Promise<void>;
}

async function listening(offer: Offer, own: Readonly<Record<string, unknown>> = {}, isThere = true): Promise<Listening> {
  const [ehrPort, pacsPort] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${ehrPort}/fhir`;
  const ehr = fhirMemory(base);
  const subscriptions = ehrSubscriptions(ehr, [topic]);
  subscriptions.offer = offer;
  const pacs: FastifyInstance = demonstrationPacs({ patients: [] });
  await pacs.listen({ port: pacsPort, host: '127.0.0.1' });
  if (isThere) await ehr.server.listen({ port: ehrPort, host: '127.0.0.1' });
  ehr.put({ resourceType: 'Patient', id: 'p', birthDate: '1970-01-01' });
  const site = await install({
    ehr: { fhirUrl: base, attempts: 1, subscriptions: { secret, criteria: [studies, orders], topics: [{ canonical: topic, filters: [studies] }], heartbeatSeconds: 600, pollSeconds: 1, ...own } },
    pacs: { dicomWebUrl: `http://127.0.0.1:${pacsPort}/dicom-web`, attempts: 1 }, wait: { firstSeconds: 3600 }, worker: { threads: 1, pollSeconds: 0.5 },
  });
  return {
    ehr, subscriptions, site,
    states: () => site.dataSource.query<object[]>('SELECT key, kind, state FROM ehr_subscription ORDER BY kind DESC, key'),
    async close() { await site.remove(); await Promise.all([ehr.server.close(), pacs.close()]); },
  };
}

const study = (id: string, accession: string, status = 'available') => ({
  resourceType: 'ImagingStudy', id, status, subject: { reference: 'Patient/p' }, identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:2.25.${id.length}` }, { value: accession }],
});
const order = (id: string, accession: string) => ({
  resourceType: 'ServiceRequest', id, status: 'active', intent: 'order', subject: { reference: 'Patient/p' }, category: [{ coding: [{ system: 'http://snomed.info/sct', code: '363679005' }] }],
  identifier: [{ system: 'urn:placer', value: `P-${id}` }, { type: { coding: [{ code: 'ACSN' }] }, value: accession }],
});

const analysesOf = (site: Installation, id: string) => site.dataSource.query<{ state: string }[]>("SELECT a.state FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE o.placer_value = $1 ORDER BY a.created_at", [`P-${id}`]);
const statesOf = async (site: Installation, id: string): Promise<string> => (await analysesOf(site, id)).map(({ state }) => state).join(' ');
const detail = (site: Installation, action: string) => site.dataSource.query<{ detail: Readonly<Record<string, unknown>> }[]>('SELECT detail FROM audit_event WHERE action = $1 ORDER BY sequence', [action]);

/** Tells of what the EHR has stored; gives the number of the event. */
function happen({ ehr, subscriptions }: Listening, resource: Parameters<FhirMemory['put']>[0]): number {
  const { resourceType, id } = ehr.put(resource);
  return subscriptions.events.push(`${resourceType}/${id}`);
}

describe('an EHR with topic-based subscriptions', () => {
  let here: Listening;
  beforeAll(async () => { here = await listening('topics'); }, 60_000);
  afterAll(() => here.close());

  test('SUB-T1: is asked for its topic by canonical, with filter, heartbeat, ids only and a header that is ours', async () => {
    await until('the subscription to be active', async () => (await here.states())[0] !== undefined && here.subscriptions.all()[0]?.status === 'active', 20_000);
    expect(here.subscriptions.all()).toMatchObject([{
      status: 'active', criteria: topic, meta: { profile: [matching(/backport-subscription$/)] },
      _criteria: { extension: [{ url: matching(/backport-filter-criteria$/), valueString: studies }] },
      channel: {
        type: 'rest-hook', endpoint: matching(/\/fhir\/\$notify\/[\w-]{43}$/), header: [matching(/^x-sarcolens-notification: [\w-]{43}$/)], payload: 'application/fhir+json',
        extension: [{ url: matching(/backport-heartbeat-period$/), valueUnsignedInt: 600 }, { url: matching(/backport-timeout$/) }],
        _payload: { extension: [{ url: matching(/backport-payload-content$/), valueCode: 'id-only' }] },
      },
    }]);
    expect(await here.states()).toEqual([{ key: topic, kind: 'topic', state: 'active' }, { key: studies, kind: 'criteria', state: 'standby' }, { key: orders, kind: 'criteria', state: 'standby' }]);
  });

  test('SUB-T3: an order that is told of is fetched and taken in, as often as it comes once', async () => {
    const number = happen(here, order('o1', 'A1'));
    expect(await here.subscriptions.notify('event-notification', [number])).toBe(200);
    await until('the analysis to wait', async () => await statesOf(here.site, 'o1') === 'waiting-for-study', 20_000);
    expect(await here.subscriptions.notify('event-notification', [number])).toBe(200);
    expect(await here.site.dataSource.query('SELECT received_by, revision FROM imaging_order')).toEqual([{ received_by: 'subscription', revision: 1 }]);
  }, 30_000);

  test('SUB-T3: a study that an analysis waits for has it looked for at once, and one that is not available yet has not', async () => {
    expect(await here.subscriptions.notify('event-notification', [happen(here, study('s1', 'A1', 'registered'))])).toBe(200);
    expect(await here.subscriptions.notify('event-notification', [happen(here, study('s1', 'A1'))])).toBe(200);
    await until('the analysis to begin again', async () => await statesOf(here.site, 'o1') === 'cancelled waiting-for-study', 20_000);
  }, 30_000);

  test('SUB-T2: events that were lost are made up for by $events, and without it by asking', async () => {
    happen(here, order('lost', 'A2'));
    expect(await here.subscriptions.notify('event-notification', [happen(here, order('heard', 'A3'))])).toBe(200);
    await until('both orders', async () => await statesOf(here.site, 'lost') !== '' && await statesOf(here.site, 'heard') !== '', 20_000);
    here.subscriptions.hasOperations = false;
    happen(here, order('lost-too', 'A4'));
    expect(await here.subscriptions.notify('heartbeat')).toBe(200);
    await until('the order', async () => await statesOf(here.site, 'lost-too') !== '', 20_000);
    here.subscriptions.hasOperations = true;
    expect((await detail(here.site, 'ehr.catch-up')).map((one) => one.detail)).toEqual([{ subscription: topic, from: 4, to: 4, by: '$events' }, { subscription: topic, from: 6, to: 6, by: 'search' }]);
  }, 50_000);

  test('SUB-T2: where heartbeats stay away, the EHR is asked for $status, what was missed is made up for, and the subscription turned off and on', async () => {
    happen(here, order('silent', 'A5'));
    const written: unknown[] = [];
    here.ehr.plan.onWrite = ({ status }) => { written.push(status); };
    const asked = here.ehr.requests.length;
    await here.site.dataSource.query("UPDATE ehr_subscription SET heard_at = now() - interval '1 hour', look_at = now() WHERE kind = 'topic'");
    await until('the order', async () => await statesOf(here.site, 'silent') !== '', 20_000);
    expect(here.ehr.requests.slice(asked).find((one) => one.includes('/Subscription/'))).toMatch(/^GET .*\$status$/);
    expect(written).toEqual(['off', 'requested']);
    expect((await detail(here.site, 'ehr.catch-up')).at(-1)?.detail).toMatchObject({ from: 7, to: 7, by: '$events' });
    await until('the handshake', async () => JSON.stringify(await here.states()).includes('"active"'), 10_000);
  }, 50_000);

  test('SUB-T2: an error of the subscription is reset by us, to requested', async () => {
    const [subscription] = here.subscriptions.all();
    here.ehr.put({ ...subscription, resourceType: 'Subscription', status: 'error' });
    await here.site.dataSource.query("UPDATE ehr_subscription SET heard_at = now() - interval '1 hour', look_at = now() WHERE kind = 'topic'");
    await until('the subscription to be active', () => Promise.resolve(here.subscriptions.all()[0]?.status === 'active'), 20_000);
    expect(here.subscriptions.all()).toHaveLength(1);
  }, 30_000);

  test('SUB-T2: a subscription that is gone is made again', async () => {
    here.ehr.resources.delete(`Subscription/${here.subscriptions.all()[0]?.id ?? ''}`);
    await here.site.dataSource.query("UPDATE ehr_subscription SET heard_at = now() - interval '1 hour', look_at = now() WHERE kind = 'topic'");
    await until('another subscription', () => Promise.resolve(here.subscriptions.all()[0]?.status === 'active'), 20_000);
  }, 30_000);

  test('SUB-T3: nobody else notifies: the address and the header must both be right, and the audit holds neither', async () => {
    const [subscription] = here.subscriptions.all();
    const { endpoint, header: [line = ''] } = subscription?.channel as { readonly endpoint: string; readonly header: readonly string[] };
    const [name = '', value = ''] = line.split(': ');
    const send = async (address: string, headers: Readonly<Record<string, string>>) => (await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' })).status;
    expect(await send(endpoint, {})).toBe(401);
    expect(await send(endpoint, { [name]: 'x' })).toBe(401);
    expect(await send(endpoint.replace(/[\w-]+$/, 'guessed'), { [name]: value })).toBe(401);
    expect(await send(endpoint, { authorization: here.site.credentials.bearer('every-role') })).toBe(401);
    const bad = await fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/fhir+json', [name]: value }, body: JSON.stringify({ resourceType: 'Patient' }) });
    expect([bad.status, await bad.json()]).toEqual([400, outcome('invalid', matching(/^Bundle\.resourceType: /))]);
    const audit = JSON.stringify(await here.site.dataSource.query('SELECT detail FROM audit_event'));
    for (const part of [endpoint.split('/').at(-1) ?? '', value, secret]) expect(audit).not.toContain(part);
  });

  test('SUB-T3: a notification of a subscription that is not ours is 404, and changes nothing', async () => {
    const [subscription] = here.subscriptions.all();
    const { endpoint, header: [line = ''] } = subscription?.channel as { readonly endpoint: string; readonly header: readonly string[] };
    const body = { resourceType: 'Bundle', type: 'history', entry: [{ resource: { resourceType: 'Parameters', parameter: [{ name: 'type', valueCode: 'heartbeat' }, { name: 'subscription', valueReference: { reference: 'Subscription/another' } }] } }] };
    const answer = await fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/fhir+json', [line.split(': ', 2)[0]]: line.split(': ', 2)[1] ?? '' }, body: JSON.stringify(body) });
    expect(answer.status).toBe(404);
  });
});

describe('an EHR without topics', () => {
  let here: Listening;
  beforeAll(async () => { here = await listening('searches'); }, 60_000);
  afterAll(() => here.close());

  test('SUB-T4: is subscribed to by searches, without payload, and asked when it calls', async () => {
    await until('the subscriptions to be active', async () => JSON.stringify(await here.states()).split('"active"').length === 3, 30_000);
    expect(await here.states()).toEqual([{ key: topic, kind: 'topic', state: 'refused' }, { key: studies, kind: 'criteria', state: 'active' }, { key: orders, kind: 'criteria', state: 'active' }]);
    expect(here.subscriptions.all().map(({ criteria, channel }) => [criteria, Reflect.get(channel as object, 'payload') as unknown])).toEqual([[studies, undefined], [orders, undefined]]);
    here.ehr.put(order('o1', 'A1'));
    expect(await here.subscriptions.ping()).toBe(200);
    await until('the order', async () => await statesOf(here.site, 'o1') === 'waiting-for-study', 20_000);
    here.ehr.put(study('s1', 'A1'));
    expect(await here.subscriptions.ping()).toBe(200);
    await until('the study', async () => await statesOf(here.site, 'o1') === 'cancelled waiting-for-study', 20_000);
  }, 60_000);

  test('SUB-T4: a search subscription in error is reset, and what was missed is asked for', async () => {
    const [, subscription] = here.subscriptions.all();
    here.ehr.put(order('missed', 'A9'));
    here.ehr.put({ ...subscription, resourceType: 'Subscription', status: 'error' });
    await here.site.dataSource.query('UPDATE ehr_subscription SET look_at = now() WHERE key = $1', [orders]);
    await until('the order', async () => await statesOf(here.site, 'missed') !== '', 20_000);
    expect(here.subscriptions.all().map(({ status }) => status)).toEqual(['active', 'active']);
  }, 30_000);
});

describe('an EHR without subscriptions', () => {
  test('SUB-T4: is polled by _lastUpdated, page by page, and what is told twice changes nothing', async () => {
    const here = await listening('nothing');
    here.ehr.plan.pageSize = 2;
    for (const k of [1, 2, 3, 4, 5]) here.ehr.put(order(`o${k}`, `A${k}`));
    await until('all orders', async () => (await here.site.dataSource.query<object[]>('SELECT 1 FROM imaging_order')).length === 5, 30_000);
    expect(await here.states()).toMatchObject([{ state: 'refused' }, { state: 'polling' }, { state: 'polling' }]);
    expect(here.ehr.requests.some((one) => /^GET \/fhir\/ServiceRequest\?category=363679005&_lastUpdated=ge20/.test(one))).toBe(true);
    await new Promise((go) => { setTimeout(go, 2500); });
    expect(await here.site.dataSource.query('SELECT max(revision) AS most, count(*)::int AS orders FROM imaging_order')).toEqual([{ most: 1, orders: 5 }]);
    await here.close();
  }, 60_000);

  test('SUB-T4: an EHR that is not there yet is subscribed to when it is', async () => {
    const here = await listening('topics', {}, false);
    expect((await here.site.anybody.get('/health/ready')).status).toBe(200);
    await until('a first try', async () => (await here.states()).length === 3, 10_000);
    await here.ehr.server.listen({ port: Number(new URL(here.ehr.base).port), host: '127.0.0.1' });
    await here.site.dataSource.query("UPDATE ehr_subscription SET look_at = now() WHERE state = 'wanted'");
    await until('the subscription to be active', async () => JSON.stringify(await here.states()).includes('"active"'), 20_000);
    await here.close();
  }, 60_000);
});
