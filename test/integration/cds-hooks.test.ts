import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import type { DemoPatient } from '../../demo/hospital.js';
import { projectRoot } from '../../src/platform/project.js';
import { matching, outcome } from '../support/answers.js';
import { checkedCards, discovery } from '../support/cds-hooks-schema.js';
import { issuer, type TokenChanges, unsigned } from '../support/credentials.js';
import { draftOrder, placer, selecting, serviceOf, signing, viewing } from '../support/hook-requests.js';
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
  site = await install({ ehr: { fhirUrl: ehrUrl }, http: { corsOrigins: ['https://ehr.example.org'] } });
});
afterAll(async () => { await Promise.all([site.remove(), ehr.close()]); });

const view = 'sarcolens-patient-view';
const numbered = (patientId: string, more: object = {}) => draftOrder(patientId, { identifier: [placer(`order-of-${patientId}`)], ...more });
const ordersOf = (patientId: string) => site.dataSource.query<object[]>('SELECT status, received_by FROM imaging_order WHERE patient_id = $1', [patientId]);
const statusCodes: Readonly<Record<number, string>> = { 400: 'invalid', 403: 'forbidden', 404: 'not-found', 412: 'processing' };
const refusedFor = (status: number, text: RegExp) => ({ status, body: outcome(statusCodes[status] ?? '', matching(text)) });
const cards = async (body: { readonly hook: Parameters<typeof serviceOf>[0] }) => checkedCards(await site.callHook(serviceOf(body.hook), body));

describe('the token of a CDS client', () => {
  const audience = () => `${site.url}/cds-services/${view}`;
  const call = (authorization: string) => site.anybody.post(`/cds-services/${view}`).set('authorization', authorization).send(viewing('known'));
  const now = Math.floor(Date.now() / 1000);

  const good: readonly [string, TokenChanges][] = [
    ['CDS-G5: ES384', {}], ['CDS-G5: RS384', { signer: 'rsa-client' }], ['CDS-G11: with the claims of a tenant, a subject and nbf', { signer: 'rsa-client', claims: { tenant: 't', sub: 's', nbf: now - 300, exp: now + 900 } }],
    ['CDS-G8: expired within the leeway of a clock', { claims: { exp: now - 20 } }],
  ];
  test.each(good)('%s lets in', async (_what, changes) => {
    expect((await call(await site.credentials.client(audience(), changes))).status).toBe(200);
  });

  const bad: readonly [string, TokenChanges][] = [
    ['CDS-G7: of an issuer that is not on the list', { claims: { iss: 'https://elsewhere.example.org' } }], ['CDS-G3: without issuer', { claims: { iss: undefined } }],
    ['CDS-G8: that has expired', { claims: { iat: now - 900, exp: now - 600 } }], ['CDS-G3: without expiry', { claims: { exp: undefined } }], ['CDS-G8: that lives for a day', { claims: { exp: now + 86_400 } }],
    ['CDS-G8: issued in the future', { claims: { iat: now + 600, exp: now + 900 } }], ['CDS-G3: without time of issue', { claims: { iat: undefined } }],
    ['CDS-G6: for another service', { claims: { aud: 'http://127.0.0.1/cds-services/sarcolens-order-sign' } }], ['CDS-G3: without audience', { claims: { aud: undefined } }],
    ['CDS-G3: without id', { claims: { jti: undefined } }], ['CDS-G3: with an empty id', { claims: { jti: '' } }],
    ['CDS-G2: without key id', { header: { kid: undefined } }], ['CDS-G10: with an unknown key id', { header: { kid: 'another' } }], ['CDS-G2: without type', { header: { typ: undefined } }],
    ['CDS-G7: that names its own key set', { header: { jku: 'https://elsewhere.example.org/jwks' } }], ['CDS-G7: signed by a stranger', { signer: 'stranger' }],
    ['CDS-G4: HS256 with the public key as secret', { signer: 'public-key-as-secret', header: { alg: 'HS256' } }],
  ];
  test.each(bad)('%s is 401 and nothing more', async (_what, changes) => {
    expect(await call(await site.credentials.client(audience(), changes))).toMatchObject({ status: 401, text: '' });
  });

  test('CDS-G4: that nobody signed (alg none) is 401', async () => { expect((await call(unsigned(audience()))).status).toBe(401); });

  test('CDS-G1, CDS-G9: none at all is 401, without a word', async () => {
    expect(await site.anybody.post(`/cds-services/${view}`).send(viewing('known'))).toMatchObject({ status: 401, text: '' });
  });

  test('CDS-G8: works once', async () => {
    const token = await site.credentials.client(audience());
    expect([(await call(token)).status, (await call(token)).status]).toEqual([200, 401]);
  });

  test('CDS-G6: may name this service among several audiences', async () => {
    expect((await call(await site.credentials.client(audience(), { claims: { aud: [issuer, audience()] } }))).status).toBe(200);
  });
});

describe('discovery', () => {
  const services = ['patient-view', 'order-select', 'order-sign'].map((hook) => ({ hook, id: `sarcolens-${hook}`, prefetch: { patient: 'Patient/{{context.patientId}}' } }));

  test('CDS-B1, CDS-B2, CDS-B3, CDS-B4, CDS-B5: answers everybody and names three services, none of them a patient', async () => {
    const answer = await site.anybody.get('/cds-services');
    expect(answer).toMatchObject({ status: 200, body: { services } });
    expect(discovery.parse(answer.body).services.length).toBe(3);
  });

  test('CDS-B6: versions are told in the edition 3.0 only', async () => {
    expect(JSON.stringify((await site.anybody.get('/cds-services')).body)).not.toContain('ersion"');
    const other = await install({ cdsHooks: { edition: '3.0' } });
    const told = discovery.parse((await other.anybody.get('/cds-services')).body).services.map(({ version, hookVersion }) => [version, hookVersion]);
    await other.remove();
    expect(told).toEqual([['3.0.0-ballot', '1.0'], ['3.0.0-ballot', '1.0'], ['3.0.0-ballot', '1.1.0']]);
  });

  test('CDS-B7: each hook has a service id of its own, so that an empty answer takes no card away', async () => {
    const { services: found } = discovery.parse((await site.anybody.get('/cds-services')).body);
    expect(new Set(found.map(({ id }) => id)).size).toBe(new Set(found.map(({ hook }) => hook)).size);
  });

  test('CDS-B8: a token for its address does no harm', async () => {
    expect((await site.anybody.get('/cds-services').set('authorization', await site.credentials.client(`${site.url}/cds-services`))).status).toBe(200);
  });

  test('CDS-B1, CDS-G6: behind a proxy with a path, addresses and audiences are those of the settings, never those of the Host header', async () => {
    const publicUrl = 'https://hospital.example.org/sarcolens';
    const other = await install({ http: { publicUrl } });
    await other.as('integrator').post('/fhir/ServiceRequest').send({ ...numbered('proxied'), status: 'active' }).expect(201);
    const send = async (audience: string) => other.anybody.post(`/cds-services/${view}`).set('authorization', await other.credentials.client(audience)).send(viewing('proxied'));
    const [outside, inside] = [await send(`${publicUrl}/cds-services/${view}`), await send(`${other.url}/cds-services/${view}`)];
    await other.remove();
    expect(inside.status).toBe(401);
    const [card] = checkedCards(outside);
    expect([card.source.url, card.links?.[0].url]).toEqual([publicUrl, `${publicUrl}/#/cards/${card.uuid}`]);
  });
});

describe('a page of another origin', () => {
  test.each(['', `/${view}`, `/${view}/feedback`])('CDS-H1: of the list has its preflight for /cds-services%s answered before it has credentials', async (path) => {
    const answer = await site.anybody.options(`/cds-services${path}`).set('origin', 'https://ehr.example.org').set('access-control-request-method', 'POST').set('access-control-request-headers', 'authorization, content-type');
    expect(answer).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://ehr.example.org', 'access-control-allow-headers': 'authorization, content-type' } });
  });

  test('CDS-H1: not of the list gets none', async () => {
    expect((await site.anybody.options('/cds-services').set('origin', 'https://elsewhere.example.org').set('access-control-request-method', 'GET')).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a call', () => {
  test('CDS-A1, CDS-E1, CDS-E2: for a patient without order is answered with no card', async () => {
    expect(await site.callHook(view, viewing('known'))).toMatchObject({ body: { cards: [] }, headers: { 'content-type': matching(/^application\/json/) } });
  });

  test('CDS-D10: for a patient whose order is in line says so, from prefetch and from the FHIR server alike', async () => {
    await site.as('integrator').post('/fhir/ServiceRequest').send({ ...numbered('ordered'), status: 'active' }).expect(201);
    const [prefetched, fetched] = [await cards(viewing('ordered')), await cards(viewing('ordered', { prefetch: null, fhirServer: ehrUrl }))];
    expect([prefetched, fetched].map((found) => found.map((card) => card.summary))).toEqual(Array.from({ length: 2 }, () => [matching(/^Analysis in progress/)]));
  });

  test('CDS-A4: with fields and extensions that nobody here knows is answered all the same', async () => {
    const body = { ...viewing('ordered'), extension: { 'org.example.client': { colour: 'blue' } }, unknown: [null, { deep: {} }] };
    expect((await cards({ ...body, context: { ...body.context, encounterId: 'e-1', local: 1 } } as typeof body)).length).toBe(1);
  });

  test('order-select shows what is known and takes nothing in', async () => {
    await cards(selecting('known', [numbered('known')]));
    expect(await ordersOf('known')).toEqual([]);
  });

  test('order-sign takes an imaging order in, once, and says so', async () => {
    const answers = await Promise.all([1, 2].map(() => cards(signing('signing', [numbered('signing')]))));
    for (const answer of answers) expect(answer).toMatchObject([{ summary: matching(/^Order taken in/) }]);
    expect(await ordersOf('signing')).toEqual([{ status: 'active', received_by: 'order-sign' }]);
  });

  test('order-sign does not store a draft that has no placer identifier yet, and says so', async () => {
    expect(await cards(signing('known', [draftOrder('known')]))).toMatchObject([{ summary: matching(/^The signed order was not taken in\. An order has no placer identifier yet/), detail: matching(/no external validation/) }]);
    expect(await ordersOf('known')).toEqual([]);
  });

  test('order-sign does not give one patient\'s order to another', async () => {
    await cards(signing('signing', [numbered('signing')]));
    expect(await cards(signing('known', [numbered('signing', { subject: { reference: 'Patient/known' } })]))).toMatchObject([{ summary: matching(/^The signed order was not taken in\. The order cannot be taken in: an order of another patient/) }]);
    expect([await ordersOf('known'), (await ordersOf('signing')).length]).toEqual([[], 1]);
  });

  test('order-sign leaves the orders of other patients and other services alone', async () => {
    const laboratory = numbered('known', { category: [{ coding: [{ code: '108252007' }] }] });
    expect((await site.callHook('sarcolens-order-sign', signing('known', [numbered('somebody-else'), laboratory]))).body).toEqual({ cards: [] });
    expect([...await ordersOf('known'), ...await ordersOf('somebody-else')]).toEqual([]);
  });

  const selected = selecting('known', [numbered('known')]);
  const refusals: readonly [string, number, string, () => object, RegExp][] = [
    ['CDS-D3: an unknown service', 404, 'no-such-service', () => viewing('known'), /known are sarcolens-patient-view/],
    ['CDS-D2: a hook of another service', 400, view, () => ({ ...viewing('known'), hook: 'order-sign' }), /^hook: this service answers patient-view, not order-sign$/],
    ['CDS-D1: no context', 400, view, () => ({ ...viewing('known'), context: undefined }), /^context: /],
    ['CDS-D1: a hookInstance that is no UUID', 400, view, () => ({ ...viewing('known'), hookInstance: 'x' }), /^hookInstance: expected a UUID$/],
    ['CDS-D4: a user that is no reference', 400, view, () => viewing('known', { userId: 'somebody' }), /^context\.userId: expected Type\/id$/],
    ['CDS-D4: no selections', 400, 'sarcolens-order-select', () => ({ ...selected, context: { ...selected.context, selections: [] } }), /^context\.selections: /],
    ['CDS-D4: a selection that is not among the drafts', 400, 'sarcolens-order-select', () => ({ ...selected, context: { ...selected.context, selections: ['ServiceRequest/x'] } }), /^context\.selections\.0: expected a resource of draftOrders \(ord-1\)$/],
    ['CDS-D4: drafts that are no Bundle', 400, 'sarcolens-order-sign', () => ({ ...signing('known', []), context: { userId: 'Practitioner/p', patientId: 'known', draftOrders: [] } }), /^context\.draftOrders: /],
    ['an order that cannot be read', 400, 'sarcolens-order-sign', () => signing('known', [numbered('known', { subject: {} })]), /^context\.draftOrders: The order cannot be taken in/],
    ['CDS-D9: no patient and no server to ask', 412, view, () => viewing('known', { prefetch: null }), /^PATIENT_NOT_FOUND: /],
    ['CDS-D7: a patient whom the EHR could not give', 412, view, () => viewing('known', { prefetch: { patient: null } }), /^PATIENT_NOT_FOUND: /],
    ['a patient whom its server does not know', 412, view, () => viewing('nobody', { prefetch: null, fhirServer: ehrUrl }), /^PATIENT_NOT_FOUND: The EHR does not know Patient\/nobody\.$/],
    ['CDS-D15: a FHIR server that is not on the list', 403, view, () => viewing('known', { fhirServer: 'http://169.254.169.254/fhir' }), /expected one of its allow-list\.$/],
    ['CDS-D15: a FHIR server whose address only begins like one of the list', 403, view, () => viewing('known', { fhirServer: `${ehrUrl}.elsewhere.example.org` }), /allow-list/],
  ];
  test.each(refusals)('%s is %d, with an OperationOutcome that says why', async (_what, status, service, body, text) => {
    expect(await site.callHook(service, body())).toMatchObject({ ...refusedFor(status, text), headers: { 'content-type': matching(/^application\/(fhir\+)?json/) } });
  });

  test('CDS-E8, CDS-H5: every call is in the audit, with the card it got, which is kept with its hook instance', async () => {
    const { hookInstance, ...body } = viewing('ordered');
    const [card] = await cards({ ...body, hookInstance } as Parameters<typeof cards>[0]);
    const rows = await site.dataSource.query<object[]>("SELECT actor, subject, entity, detail->>'card' AS card FROM audit_event WHERE detail->>'hookInstance' = $1", [hookInstance]);
    expect(rows).toEqual([{ actor: issuer, subject: 'ordered', entity: `Card/${card.uuid}`, card: card.uuid }]);
    expect(await site.dataSource.query('SELECT hook_instance, summary, detail FROM card WHERE uuid = $1', [card.uuid])).toEqual([{ hook_instance: hookInstance, summary: card.summary, detail: card.detail }]);
  });
});

describe('what is on every card', () => {
  test('CDS-E5: an icon of 100 by 100 pixels without transparency, which the service hands out', async () => {
    const [card] = await cards(viewing('ordered'));
    const path = new URL(card.source.icon ?? '').pathname;
    const bytes = await readFile(join(projectRoot, 'web', 'public', path));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    // IHDR: width, height, bit depth, colour type 2 (RGB, no alpha); and no transparent colour.
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25], bytes.includes('tRNS')]).toEqual([100, 100, 8, 2, false]);
    expect((await site.anybody.get(path)).status).toBe(200);
  });

  test('CDS-E6, CDS-E16, CDS-E17, CDS-E21, CDS-H6: topic, reasons with words, links that are absolute and name no patient, extensions by reverse domain name', async () => {
    const [card] = await cards(viewing('ordered'));
    expect(card.source.topic).toEqual({ system: 'urn:sarcolens:card', code: 'soft-tissue-sarcoma-radiomics', display: 'Soft-tissue sarcoma radiomics' });
    expect(card.overrideReasons?.map(({ code }) => code)).toEqual(['known', 'not-applicable', 'disagree', 'technical', 'snooze']);
    expect(card.links).toEqual([{ label: 'Course over time and provenance', type: 'absolute', url: `${site.url}/#/cards/${card.uuid}` }]);
    expect(card.extension).toEqual({ 'org.sarcolens.state': { state: 'no-result' } });
  });

  test('CDS-E19, CDS-E20: no systemActions, nothing that launches by itself, nothing of later editions', async () => {
    const text = (await site.callHook(view, viewing('ordered'))).text;
    expect(text).not.toMatch(/systemActions|autolaunchable|actionSelectionBehavior/);
  });

  test('what its link names can be opened without the patient\'s id', async () => {
    const [card] = await cards(viewing('ordered'));
    const answer = await site.as('clinician').post('/graphql').send({ query: `{ card(uuid: "${card.uuid}") { patientId resultId } unknown: card(uuid: "${randomUUID()}") { patientId } }` });
    expect(answer.body).toEqual({ data: { card: { patientId: 'ordered', resultId: null }, unknown: null } });
  });
});
