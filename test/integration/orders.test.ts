import { randomUUID } from 'node:crypto';
import { aSentence, issues, matching, outcome } from '../support/answers.js';
import { ordersOf, progressOf } from '../support/read-answers.js';
import { type Installation, install } from '../support/installation.js';

let site: Installation;
beforeAll(async () => { site = await install(); });
afterAll(() => site.remove());

const typed = (code: string, value: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, value });
const order = (placer: string, more: object = {}) => ({
  resourceType: 'ServiceRequest', id: `ehr-${placer}`, identifier: [{ ...typed('PLAC', placer), system: 'urn:placer' }, typed('ACSN', `A-${placer}`)],
  status: 'active', intent: 'order', subject: { reference: 'Patient/p' }, code: { text: 'PET of the thigh' }, ...more,
});
const send = (resource: object) => site.as('integrator').post('/fhir/ServiceRequest').type('application/fhir+json').send(JSON.stringify(resource));
const read = async (placer: string) => ordersOf(await site.as('clinician').get(`/fhir/ServiceRequest?identifier=${placer}`));
const analyses = async (placer: string) => (await site.dataSource.query<{ state: string }[]>(
  'SELECT a.state FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE o.placer_value = $1 ORDER BY a.created_at', [placer],
)).map((row) => row.state);
const jobs = async (placer: string) => (await site.dataSource.query<object[]>(
  "SELECT j.id FROM jobs.job j JOIN analysis a ON a.id::text = j.data->>'analysisId' JOIN imaging_order o ON o.id = a.order_id WHERE o.placer_value = $1", [placer],
)).length;

describe('an order', () => {
  test('is stored under an id of its own, with its analysis and the job in line', async () => {
    const answer = await send(order('new'));
    expect(answer).toMatchObject({ status: 201, headers: { 'content-type': matching(/^application\/fhir\+json/), 'location': matching(/\/fhir\/ServiceRequest\/[0-9a-f-]{36}\/_history\/1$/) } });
    const [found] = await read('new');
    expect(found).toMatchObject({ status: 'active', subject: { reference: 'Patient/p' }, code: { text: 'PET of the thigh' }, meta: { versionId: '1' } });
    expect(await analyses('new')).toEqual(['queued']);
    expect(await jobs('new')).toBe(1);
  });

  test('that comes again changes nothing, whatever the server\'s bookkeeping says', async () => {
    await send(order('repeat')).expect(201);
    await send({ ...order('repeat'), meta: { versionId: '7', lastUpdated: '2026-01-31T12:00:00Z' } }).expect(200);
    expect((await read('repeat')).map((one) => one.meta.versionId)).toEqual(['1']);
    expect([await analyses('repeat'), await jobs('repeat')]).toEqual([['queued'], 1]);
  });

  test('that comes twice at the same moment is one', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(order('twice'))));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await read('twice')).toHaveLength(1);
    expect([await analyses('twice'), await jobs('twice')]).toEqual([['queued'], 1]);
  });

  test('that changed in its words is updated, and its work goes on', async () => {
    await send(order('words'));
    await send(order('words', { code: { text: 'PET of the lower leg' } })).expect(200);
    expect(await read('words')).toMatchObject([{ code: { text: 'PET of the lower leg' }, meta: { versionId: '2' } }]);
    expect(await analyses('words')).toEqual(['queued']);
  });

  test('that points at another study starts its work again', async () => {
    await send(order('moved'));
    await send(order('moved', { identifier: [...order('moved').identifier.slice(0, 1), typed('ACSN', 'another')] }));
    expect(await analyses('moved')).toEqual(['cancelled', 'queued']);
  });

  test('that first comes without accession number looks again when it is told, and is not sent back when another source leaves it out', async () => {
    const [placer] = order('told').identifier;
    await send(order('told', { identifier: [placer] }));
    await send(order('told')).expect(200);
    await send(order('told', { id: undefined, identifier: [placer], code: { text: 'by another source' } })).expect(200);
    expect(await analyses('told')).toEqual(['cancelled', 'queued']);
    expect(await site.dataSource.query<object[]>("SELECT accession_number, resource->>'id' AS id FROM imaging_order WHERE placer_value = 'told'")).toEqual([{ accession_number: 'A-told', id: 'ehr-told' }]);
  });

  test('under the number of another patient\'s order is 409, and changes nothing', async () => {
    await send(order('theirs'));
    const answer = await send(order('theirs', { subject: { reference: 'Patient/q' } }));
    expect([answer.status, answer.body]).toEqual([409, outcome('conflict', matching(/an order of another patient is known under this placer identifier/))]);
    expect(answer.body).toEqual(outcome('conflict', aSentence));
    expect(await read('theirs')).toMatchObject([{ subject: { reference: 'Patient/p' }, meta: { versionId: '1' } }]);
    expect(await analyses('theirs')).toEqual(['queued']);
  });

  test.each(['revoked', 'entered-in-error'])('that is %s stops its work, once', async (status) => {
    await send(order(status));
    await send(order(status, { status })).expect(200);
    await send(order(status, { status })).expect(200);
    const [found] = await read(status);
    expect(found).toMatchObject({ status, meta: { versionId: '2' } });
    expect(found && progressOf(found).state).toBe('cancelled');
    expect(await analyses(status)).toEqual(['cancelled']);
  });

  test('that was revoked and is active again starts its work again', async () => {
    for (const status of ['active', 'revoked', 'active']) await send(order('again', { status }));
    expect(await analyses('again')).toEqual(['cancelled', 'queued']);
  });

  test('that is a draft is kept and not worked on', async () => {
    await send(order('draft', { status: 'draft' })).expect(201);
    expect([(await read('draft')).length, await analyses('draft')]).toEqual([1, []]);
  });

  test('comes by PUT as well, as a rest-hook subscription sends it', async () => {
    const put = (id: string) => site.as('integrator').put(`/fhir/ServiceRequest/${id}`).type('application/fhir+json').send(JSON.stringify(order('put')));
    expect([(await put('ehr-put')).status, (await put('ehr-put')).status]).toEqual([201, 200]);
    expect(await put('another')).toMatchObject({ status: 400, body: issues(['ServiceRequest.id', 'value', aSentence]) });
    expect(await read('put')).toHaveLength(1);
  });

  test('of another placer with the same number is another order', async () => {
    await send(order('number'));
    await send(order('number', { identifier: [{ ...typed('PLAC', 'number'), system: 'urn:another' }] })).expect(201);
    expect(await read('number')).toHaveLength(2);
    expect(await read('urn:another|number')).toHaveLength(1);
  });

  const statuses = 'draft, active, on-hold, revoked, completed, entered-in-error, unknown';
  const intents = 'order, original-order, reflex-order, filler-order, instance-order';
  const unreadable: readonly [string, object, ...(readonly [string, string, string])[]][] = [
    ['another resource', { resourceType: 'Patient' }, ['ServiceRequest.resourceType', 'value', 'expected a ServiceRequest']],
    ['no patient', order('bad', { subject: { display: 'somebody' } }), ['ServiceRequest.subject.reference', 'structure', 'expected a string']],
    ['a group for a patient', order('bad', { subject: { reference: 'Group/g' } }), ['ServiceRequest.subject.reference', 'structure', 'expected a reference to a Patient']],
    ['a status that is none', order('bad', { status: 'ordered' }), ['ServiceRequest.status', 'value', `expected one of ${statuses}`]],
    ['a wish instead of an order', order('bad', { intent: 'proposal' }), ['ServiceRequest.intent', 'value', `expected one of ${intents}`]],
    ['an identifier that is no text', order('bad', { identifier: [{ value: 'a' }, { value: 7 }] }), ['ServiceRequest.identifier[1].value', 'structure', 'expected a string']],
    ['nothing to know it by', order('bad', { id: undefined, identifier: undefined }), ['ServiceRequest.identifier', 'structure', 'expected the placer\'s identifier, or an id']],
    ['two mistakes', order('bad', { status: 1, intent: '' }), ['ServiceRequest.status', 'value', `expected one of ${statuses}`], ['ServiceRequest.intent', 'structure', 'expected something, found nothing']],
  ];
  test.each(unreadable)('FHIR-F2, FHIR-F23: with %s is 400, says what was expected and where, and is not stored', async (_what, resource, ...expected) => {
    const answer = await send(resource);
    expect([answer.status, answer.body]).toEqual([400, issues(...expected.map(([place, code, text]): [string, string, string] => [place, code, `${place}: ${text}.`]))]);
    expect(await read('bad')).toEqual([]);
  });
});

describe('what is read by FHIR', () => {
  test.each(['RiskAssessment', 'Observation', 'Provenance', 'ServiceRequest', 'Device'])('a missing %s is an OperationOutcome of 404', async (type) => {
    for (const id of ['x', randomUUID()]) {
      const answer = await site.as('clinician').get(`/fhir/${type}/${id}`);
      expect([answer.status, answer.body]).toEqual([404, outcome('not-found', `There is no ${type}/${id} here.`)]);
    }
  });

  test.each(['RiskAssessment?patient=nobody', 'Observation?patient=Patient/nobody', 'ServiceRequest?patient=nobody'])('%s finds nothing, in a searchset without entry', async (path) => {
    expect((await site.as('clinician').get(`/fhir/${path}`)).body).toEqual({ resourceType: 'Bundle', type: 'searchset', total: 0, link: [{ relation: 'self', url: `${site.url}/fhir/${path.replace('Patient/', 'Patient%2F')}` }] });
  });

  test.each(['RiskAssessment', 'RiskAssessment?subject=p', 'RiskAssessment?patient=p&patient=q', 'Observation?patient=', 'ServiceRequest?status=active'])('%s asks for what is not offered: 400', async (path) => {
    const answer = await site.as('clinician').get(`/fhir/${path}`);
    expect([answer.status, answer.body]).toEqual([400, outcome('invalid')]);
  });

  test('the model that scores is a Device, and the statement of capabilities is open', async () => {
    expect((await site.as('clinician').get('/fhir/Device/model-lung-metastasis-1.0.0')).body).toMatchObject({ resourceType: 'Device', status: 'active' });
    expect((await site.anybody.get('/fhir/metadata')).body).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
  });
});

test('every order taken in is in the audit, with who brought it', async () => {
  await send(order('audited'));
  const [found] = await read('audited');
  const rows = await site.dataSource.query<object[]>('SELECT action, actor, subject FROM audit_event WHERE entity = $1', [`ServiceRequest/${found?.id ?? ''}`]);
  expect(rows).toEqual([{ action: 'order.create', actor: 'integrator', subject: 'p' }]);
});
