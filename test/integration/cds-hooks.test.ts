import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import type { DemoPatient } from '../../demo/hospital.js';
import { cardsOf, matching, outcome } from '../support/answers.js';
import { issuer, type TokenChanges, unsigned } from '../support/credentials.js';
import { type Installation, install } from '../support/installation.js';
import { freePort } from '../support/processes.js';

const person = (id: string): DemoPatient => ({ id, patientId: id, birthDate: '1970-01-01', gender: 'female', familyName: 'Nobody', givenName: 'Any', origin: 'phantom', studies: [] });

let site: Installation;
let ehr: FastifyInstance;
let ehrUrl: string;
beforeAll(async () => {
  const port = await freePort();
  ehrUrl = `http://127.0.0.1:${port}/fhir`;
  ehr = demonstrationEhr({ patients: ['known', 'ordered', 'signing'].map(person) }, ehrUrl);
  await ehr.listen({ port, host: '127.0.0.1' });
  site = await install({ ehr: { fhirUrl: ehrUrl } });
});
afterAll(async () => { await Promise.all([site.remove(), ehr.close()]); });

const view = 'sarcolens-patient-view';
const viewing = (patientId: string) => ({ hook: 'patient-view', hookInstance: randomUUID(), context: { userId: 'Practitioner/p', patientId }, prefetch: { patient: { resourceType: 'Patient', id: patientId } } });
const order = (patientId: string, more: object = {}) => ({
  resourceType: 'ServiceRequest', identifier: [{ type: { coding: [{ code: 'PLAC' }] }, system: 'urn:test', value: `order-of-${patientId}` }], status: 'active', intent: 'order',
  subject: { reference: `Patient/${patientId}` }, category: [{ coding: [{ system: 'http://snomed.info/sct', code: '363679005' }] }], ...more,
});
const drafting = (hook: 'order-select' | 'order-sign', patientId: string, ...drafts: readonly object[]) => {
  const { context, ...request } = viewing(patientId);
  const draftOrders = { resourceType: 'Bundle', entry: drafts.map((resource) => ({ resource })) };
  return { ...request, hook, context: { ...context, draftOrders, ...(hook === 'order-select' ? { selections: ['ServiceRequest/draft'] } : {}) } };
};
const ordersOf = (patientId: string) => site.dataSource.query<object[]>('SELECT status, received_by FROM imaging_order WHERE patient_id = $1', [patientId]);
const statusCodes: Readonly<Record<number, string>> = { 400: 'invalid', 403: 'forbidden', 404: 'not-found', 412: 'processing' };
const refusedFor = (status: number, text: RegExp) => ({ status, body: outcome(statusCodes[status] ?? '', matching(text)) });

describe('the token of a CDS client', () => {
  const call = (authorization: string) => site.anybody.post(`/cds-services/${view}`).set('authorization', authorization).send(viewing('known'));
  const audience = () => `${site.url}/cds-services/${view}`;
  const now = Math.floor(Date.now() / 1000);

  const good: readonly [string, TokenChanges][] = [
    ['ES384', {}], ['RS384', { signer: 'rsa-client' }], ['with the claims of a tenant and a subject', { claims: { tenant: 't', sub: 's', nbf: now - 300 } }],
    ['expired within the leeway of a clock', { claims: { exp: now - 20 } }],
  ];
  test.each(good)('%s lets in', async (_what, changes) => {
    expect((await call(await site.credentials.client(audience(), changes))).status).toBe(200);
  });

  const bad: readonly [string, TokenChanges][] = [
    ['of an issuer that is not on the list', { claims: { iss: 'https://elsewhere.example.org' } }], ['without issuer', { claims: { iss: undefined } }],
    ['that has expired', { claims: { iat: now - 900, exp: now - 600 } }], ['without expiry', { claims: { exp: undefined } }], ['that lives for a day', { claims: { exp: now + 86_400 } }],
    ['issued in the future', { claims: { iat: now + 600, exp: now + 900 } }], ['without time of issue', { claims: { iat: undefined } }],
    ['for another service', { claims: { aud: 'http://127.0.0.1/cds-services/sarcolens-order-sign' } }], ['without audience', { claims: { aud: undefined } }],
    ['without id', { claims: { jti: undefined } }], ['with an empty id', { claims: { jti: '' } }],
    ['without key id', { header: { kid: undefined } }], ['with an unknown key id', { header: { kid: 'another' } }], ['without type', { header: { typ: undefined } }],
    ['that names its own key set', { header: { jku: 'https://elsewhere.example.org/jwks' } }], ['signed by a stranger', { signer: 'stranger' }],
    ['HS256 with the public key as secret', { signer: 'public-key-as-secret', header: { alg: 'HS256' } }],
  ];
  test.each(bad)('%s is 401 and nothing more', async (_what, changes) => {
    expect(await call(await site.credentials.client(audience(), changes))).toMatchObject({ status: 401, text: '' });
  });

  test('that nobody signed (alg none) is 401', async () => { expect((await call(unsigned(audience()))).status).toBe(401); });

  test('works once', async () => {
    const token = await site.credentials.client(audience());
    expect([(await call(token)).status, (await call(token)).status]).toEqual([200, 401]);
  });

  test('may name this service among several audiences', async () => {
    expect((await call(await site.credentials.client(audience(), { claims: { aud: [issuer, audience()] } }))).status).toBe(200);
  });
});

describe('discovery', () => {
  test('answers everybody and names three services, none of them a patient', async () => {
    const services = ['patient-view', 'order-select', 'order-sign'].map((hook) => ({ hook, id: `sarcolens-${hook}`, prefetch: { patient: 'Patient/{{context.patientId}}' } }));
    expect(await site.anybody.get('/cds-services')).toMatchObject({ status: 200, body: { services } });
  });
});

describe('a call', () => {
  test('for a patient without order is answered with no card', async () => {
    expect(await site.callHook(view, viewing('known'))).toMatchObject({ status: 200, body: { cards: [] } });
  });

  test('for a patient whose order is in line says so, from prefetch and from the FHIR server alike', async () => {
    await site.as('integrator').post('/fhir/ServiceRequest').send(order('ordered')).expect(201);
    const { prefetch: _prefetch, ...bare } = viewing('ordered');
    const [prefetched, fetched] = await Promise.all([site.callHook(view, viewing('ordered')), site.callHook(view, { ...bare, fhirServer: ehrUrl })]);
    const expected = [matching(/^Analysis in progress/)];
    expect([prefetched, fetched].map((answer) => cardsOf(answer).map((card) => card.summary))).toEqual([expected, expected]);
  });

  test('order-select shows what is known and takes nothing in', async () => {
    expect(await site.callHook('sarcolens-order-select', drafting('order-select', 'known', order('known', { status: 'draft' })))).toMatchObject({ status: 200, body: { cards: [] } });
    expect(await ordersOf('known')).toEqual([]);
  });

  test('order-sign takes an imaging order in, once, and says so', async () => {
    const answers = await Promise.all([1, 2].map(() => site.callHook('sarcolens-order-sign', drafting('order-sign', 'signing', order('signing', { status: 'draft' })))));
    for (const answer of answers) expect(cardsOf(answer)).toMatchObject([{ summary: matching(/^Order taken in/) }]);
    expect(await ordersOf('signing')).toEqual([{ status: 'active', received_by: 'order-sign' }]);
  });

  test('order-sign does not store a draft that has no placer identifier yet, and says so', async () => {
    const answer = await site.callHook('sarcolens-order-sign', drafting('order-sign', 'known', order('known', { id: 'draft-1', identifier: undefined, status: 'draft' })));
    expect(cardsOf(answer)).toMatchObject([{ summary: matching(/^The signed order was not taken in\. An order has no placer identifier yet/), detail: matching(/no external validation/) }]);
    expect(await ordersOf('known')).toEqual([]);
  });

  test('order-sign does not give one patient\'s order to another', async () => {
    await site.callHook('sarcolens-order-sign', drafting('order-sign', 'signing', order('signing', { status: 'draft' })));
    const answer = await site.callHook('sarcolens-order-sign', drafting('order-sign', 'known', order('signing', { subject: { reference: 'Patient/known' }, status: 'draft' })));
    expect(cardsOf(answer)).toMatchObject([{ summary: matching(/^The signed order was not taken in\. The order cannot be taken in: an order of another patient/) }]);
    expect([await ordersOf('known'), (await ordersOf('signing')).length]).toEqual([[], 1]);
  });

  test('order-sign leaves the orders of other patients and other services alone', async () => {
    const laboratory = order('known', { category: [{ coding: [{ code: '108252007' }] }] });
    expect((await site.callHook('sarcolens-order-sign', drafting('order-sign', 'known', order('somebody-else'), laboratory))).body).toEqual({ cards: [] });
    expect([...await ordersOf('known'), ...await ordersOf('somebody-else')]).toEqual([]);
  });

  const refusals: readonly [string, number, string, () => object, RegExp][] = [
    ['an unknown service', 404, 'no-such-service', () => viewing('known'), /known are sarcolens-patient-view/],
    ['a hook of another service', 400, view, () => ({ ...viewing('known'), hook: 'order-sign' }), /^hook: this service answers patient-view, not order-sign$/],
    ['no context', 400, view, () => ({ ...viewing('known'), context: undefined }), /^context: /],
    ['a hookInstance that is no UUID', 400, view, () => ({ ...viewing('known'), hookInstance: 'x' }), /^hookInstance: expected a UUID$/],
    ['an order that cannot be read', 400, 'sarcolens-order-sign', () => drafting('order-sign', 'known', order('known', { identifier: undefined })), /^context\.draftOrders: The order cannot be taken in/],
    ['no patient and no server to ask', 412, view, () => ({ ...viewing('known'), prefetch: undefined }), /^PATIENT_NOT_FOUND: /],
    ['a patient whom the EHR could not give', 412, view, () => ({ ...viewing('known'), prefetch: { patient: null } }), /^PATIENT_NOT_FOUND: /],
    ['a patient whom its server does not know', 412, view, () => ({ ...viewing('nobody'), prefetch: undefined, fhirServer: ehrUrl }), /^PATIENT_NOT_FOUND: The EHR does not know Patient\/nobody\.$/],
    ['a FHIR server that is not on the list', 403, view, () => ({ ...viewing('known'), fhirServer: 'http://169.254.169.254/fhir' }), /expected one of its allow-list\.$/],
    ['a FHIR server whose address only begins like one of the list', 403, view, () => ({ ...viewing('known'), fhirServer: `${ehrUrl}.elsewhere.example.org` }), /allow-list/],
  ];
  test.each(refusals)('with %s is %d, with an OperationOutcome that says why', async (_what, status, service, body, text) => {
    expect(await site.callHook(service, body())).toMatchObject(refusedFor(status, text));
  });
});

describe('feedback', () => {
  const shownCard = async (): Promise<string> => cardsOf(await site.callHook(view, viewing('ordered')))[0]?.uuid ?? '';
  const overridden = (card: string) => ({ card, outcome: 'overridden', outcomeTimestamp: '2026-01-31T12:00:00Z', overrideReason: { reason: { system: 'urn:sarcolens:card', code: 'known' } } });
  const report = (...feedback: readonly object[]) => site.callHook(`${view}/feedback`, { feedback });
  const stored = (card: string) => site.dataSource.query<object[]>('SELECT outcome FROM card_feedback WHERE card_uuid = $1', [card]);

  test('is stored, as often as it comes', async () => {
    const card = await shownCard();
    expect([(await report(overridden(card))).status, (await report(overridden(card))).status]).toEqual([200, 200]);
    expect(await stored(card)).toEqual([{ outcome: 'overridden' }, { outcome: 'overridden' }]);
  });

  test('on a card that was never shown is 404, and what came beside it is stored', async () => {
    const card = await shownCard();
    expect(await report(overridden(randomUUID()), overridden(card))).toMatchObject(refusedFor(404, /no card was shown/));
    expect(await stored(card)).toEqual([{ outcome: 'overridden' }]);
  });

  test('without time is 400 and stores nothing', async () => {
    const card = await shownCard();
    expect(await report({ ...overridden(card), outcomeTimestamp: undefined })).toMatchObject(refusedFor(400, /^feedback\.0\.outcomeTimestamp: /));
    expect(await stored(card)).toEqual([]);
  });

  test('asks for a token of its own address', async () => {
    const authorization = await site.credentials.client(`${site.url}/cds-services/${view}`);
    expect((await site.anybody.post(`/cds-services/${view}/feedback`).set('authorization', authorization).send({ feedback: [] })).status).toBe(401);
  });
});
