import { Writable } from 'node:stream';
import { createLogger } from '../../src/platform/logger.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { matching } from '../support/answers.js';
import { viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';

const made = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

describe('the id of a request', () => {
  let site: Installation;
  let lines: string[] = [];
  beforeAll(async () => {
    const log = createLogger('debug', new Writable({ write(chunk, _encoding, done) { lines.push(String(chunk)); done(); } }));
    site = await install({ logLevel: 'debug' }, undefined, log);
  });
  afterAll(() => site.remove());

  const order = (placer: string) => ({
    resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/p' }, code: { text: 'MR Lower leg' },
    identifier: [{ system: 'urn:placer', value: placer, type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] } }],
  });
  const detailsOf = async (requestId: string) => site.dataSource.query<{ action: string; detail: object }[]>("SELECT action, detail FROM audit_event WHERE detail->>'requestId' = $1 ORDER BY sequence", [requestId]);

  test('is the caller\'s where it is short and harmless, and comes back', async () => {
    for (const id of ['a', 'EHR-7:2026.01_x', 'x'.repeat(64)]) expect((await site.anybody.get('/health/live').set('x-request-id', id)).headers['x-request-id']).toBe(id);
  });

  test.each(['', 'x'.repeat(65), 'a b', '<script>', '../etc', '{"a":1}', 'ä'])('is a new one where the caller\'s is %p', async (id) => {
    expect((await site.anybody.get('/health/live').set('x-request-id', encodeURIComponent(id) === id ? id : Buffer.from(id).toString('latin1'))).headers['x-request-id']).toEqual(made);
  });

  test.each([['GET', '/fhir/RiskAssessment/x', 401], ['GET', '/no-such-door', 404], ['POST', '/fhir/ServiceRequest', 401], ['GET', '/%zz', 400]])('comes back with a refusal too: %s %s', async (method, path, status) => {
    const answer = await fetch(site.url + path, { method, headers: { 'x-request-id': 'refused-1' } });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([status, 'refused-1']);
  });

  test('CDS-H5: is in the audit\'s event of a question, a card, an order and a refusal', async () => {
    await site.as('clinician').post('/graphql').set('x-request-id', 'question-1').send({ query: '{ patient(id: "p") { id } }' });
    await site.as('integrator').post('/fhir/ServiceRequest').set('x-request-id', 'order-1').send(order('o-1'));
    await site.anybody.get('/fhir/RiskAssessment').set('x-request-id', 'refusal-1');
    const { headers } = await site.callHook('sarcolens-patient-view', viewing('p'));
    expect(await detailsOf('question-1')).toMatchObject([{ action: 'graphql.patient' }]);
    expect(await detailsOf('order-1')).toMatchObject([{ action: 'order.create', detail: { requestId: 'order-1', revision: 1 } }]);
    expect(await detailsOf('refusal-1')).toMatchObject([{ action: 'access', detail: { status: 401 } }]);
    expect(await detailsOf(headers['x-request-id'])).toMatchObject([{ action: 'cds-hooks.call' }]);
  });

  test('is each request\'s own where their events are written together', async () => {
    const ids = Array.from({ length: 40 }, (_, k) => `together-${k}`);
    await Promise.all(ids.flatMap((id, k) => [
      site.as('clinician').post('/graphql').set('x-request-id', `${id}-q`).send({ query: `{ patient(id: "together-${k}") { id } }` }),
      site.as('integrator').post('/fhir/ServiceRequest').set('x-request-id', `${id}-o`).send(order(`together-${k}`)),
    ]));
    const rows = await site.dataSource.query<{ request: string; subject: string; action: string; entity: string | null; placer: string | null }[]>(
      "SELECT detail->>'requestId' AS request, subject, action, entity, placer_value AS placer FROM audit_event LEFT JOIN imaging_order ON entity = 'ServiceRequest/' || id WHERE detail->>'requestId' LIKE 'together-%'",
    );
    expect(rows).toHaveLength(80);
    for (const { request, subject, action, placer } of rows) expect(action === 'graphql.patient' ? [`${subject}-q`] : [`${placer ?? ''}-o`]).toEqual([request]);
    expect(await site.app.get(AuditService).verify()).toMatchObject({ faults: [] });
  });

  test('is in every log line of the request', async () => {
    lines = [];
    await site.as('clinician').post('/graphql').set('x-request-id', 'log-1').send({ query: '{ patient(id: "\\u0000") { id } }' });
    await site.dataSource.query('ALTER TABLE result RENAME TO hidden');
    await site.as('clinician').get('/fhir/RiskAssessment?patient=p').set('x-request-id', 'log-2');
    await site.dataSource.query('ALTER TABLE hidden RENAME TO result');
    const written = lines.map((line) => JSON.parse(line) as { readonly level: number; readonly requestId?: string }).filter(({ level }) => level >= 50);
    expect(written.map(({ requestId }) => requestId)).toEqual(['log-1', 'log-2']);
  });
});
