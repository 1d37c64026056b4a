import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { demonstrationPacs } from '../../demo/pacs.js';
import { JobQueueService } from '../../src/jobs/job-queue.service.js';
import { matching, outcome } from '../support/answers.js';
import { type Installation, install } from '../support/installation.js';
import { freePort, run, until } from '../support/processes.js';
import { storeResult } from '../support/stored-results.js';

const topic = 'urn:sarcolens:topic:result-available';
const extensionUrl = (name: string): string => `http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-${name}`;

/** A notification as it arrived. */
interface Arrived {
  readonly body: string;
  readonly signature: string;
  readonly key: string | undefined;
}

let folder: string;
let receiver: Server;
let host: string;
let site: Installation;
let pacs: ReturnType<typeof demonstrationPacs>;
let arrived: Arrived[] = [];
let answer = 200;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sarcolens-subscribers-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await writeFile(keyFile, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const made = await run('openssl', ['req', '-x509', '-key', keyFile, '-out', certFile, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']);
  if (made.code !== 0) throw new Error(made.stderr);
  const { readFile } = await import('node:fs/promises');
  receiver = createServer({ key: await readFile(keyFile), cert: await readFile(certFile) }, (request, reply) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString('utf8'); });
    request.on('end', () => {
      arrived.push({ body, signature: request.headers['x-sarcolens-signature']?.toString() ?? '', key: request.headers['x-api-key']?.toString() });
      reply.writeHead(answer, answer === 307 ? { location: 'https://elsewhere.example.org/' } : {}).end();
    });
  });
  const port = await freePort();
  host = `localhost:${port}`;
  await new Promise<void>((listens) => { receiver.listen(port, 'localhost', listens); });
  pacs = demonstrationPacs({ patients: [] });
  const pacsPort = await freePort();
  await pacs.listen({ port: pacsPort, host: '127.0.0.1' });
  site = await install({
    ehr: { fhirUrl: 'http://127.0.0.1:9/fhir', attempts: 1 }, pacs: { dicomWebUrl: `http://127.0.0.1:${pacsPort}/dicom-web` }, worker: { threads: 1, pollSeconds: 0.5 },
    subscribers: { hosts: [host], signingKey: 'a key of the site that nobody else has at all', caFile: certFile, attempts: 2, timeoutMs: 3000 },
  });
}, 60_000);
afterAll(async () => { await site.remove(); await pacs.close(); receiver.close(); await rm(folder, { recursive: true, force: true }); });
beforeEach(() => { arrived = []; answer = 200; });

const wanted = (channel: object = {}, more: object = {}) => ({
  resourceType: 'Subscription', status: 'requested', reason: 'test', criteria: topic, ...more,
  channel: { type: 'rest-hook', endpoint: `https://${host}/hook`, payload: 'application/fhir+json', _payload: { extension: [{ url: extensionUrl('payload-content'), valueCode: 'id-only' }] }, ...channel },
});
const integrator = () => site.as('integrator');
const created = z.looseObject({ id: z.string(), status: z.string(), extension: z.array(z.object({ url: z.string(), valueString: z.string() })) });
const subscribe = async (channel: object = {}, more: object = {}) => {
  const { id, extension: [first] } = created.parse((await integrator().post('/fhir/Subscription').send(wanted(channel, more)).expect(201)).body);
  return { id, secret: first?.valueString ?? '' };
};
const statusOf = async (id: string): Promise<string> => String(Reflect.get(Object((await integrator().get(`/fhir/Subscription/${id}`)).body), 'status'));
const parameters = z.object({ parameter: z.array(z.looseObject({ name: z.string() })) });
const notification = z.object({ resourceType: z.literal('Bundle'), type: z.literal('history'), entry: z.array(z.looseObject({ fullUrl: z.string(), resource: z.unknown().optional() })) });
/** What a notification says, by the names of its parts. */
function said({ body }: Arrived): { readonly type: unknown; readonly since: unknown; readonly status: unknown; readonly event: unknown; readonly entries: readonly string[] } {
  const { entry } = notification.parse(JSON.parse(body));
  const parts = parameters.parse(entry[0]?.resource).parameter;
  const value = (name: string): unknown => Object.entries(parts.find((part) => part.name === name) ?? {}).find(([key]) => key.startsWith('value'))?.[1];
  return { type: value('type'), since: value('events-since-subscription-start'), status: value('status'), event: parts.find((part) => part.name === 'notification-event'), entries: entry.slice(1).map(({ fullUrl }) => fullUrl) };
}
const active = async (id: string): Promise<void> => { await until('the subscription to be active', async () => await statusOf(id) === 'active', 20_000); };
const ended = async (id: string): Promise<void> => { await integrator().delete(`/fhir/Subscription/${id}`).expect(204); };

/** A result is stored as an analysis stores it: with the job that announces it. */
async function happens(patientId: string): Promise<string> {
  const resultId = await storeResult(site, { patientId, acquiredAt: new Date('2026-03-02T09:30:00Z') });
  const [row] = await site.dataSource.query<{ analysis_id: string }[]>('SELECT analysis_id FROM result WHERE id = $1', [resultId]);
  await site.dataSource.transaction((manager) => site.app.get(JobQueueService, { strict: false }).enqueueWithin(manager, 'announce-results', { analysisId: row?.analysis_id ?? '' }));
  return resultId;
}

describe('fhir:Subscription: somebody subscribes', () => {
  test('SUB-T1: to the topic, is greeted, and hears of a result by its id and of nothing about the patient', async () => {
    const { id, secret } = await subscribe({ header: ['X-Api-Key: hunter2'] });
    await active(id);
    expect(arrived.map(said)).toMatchObject([{ type: 'handshake', since: '0', status: 'requested', entries: [] }]);
    const resultId = await happens('told');
    await until('the notification', () => Promise.resolve(arrived.length === 2), 20_000);
    expect(said(arrived[1] ?? { body: '', signature: '', key: '' })).toMatchObject({
      type: 'event-notification', since: '1', status: 'active', entries: [`${site.url}/fhir/RiskAssessment/${resultId}`],
      event: { part: [{ name: 'event-number', valueString: '1' }, { name: 'timestamp' }, { name: 'focus', valueReference: { reference: `${site.url}/fhir/RiskAssessment/${resultId}` } }] },
    });
    expect(arrived.map(({ body }) => body).join()).not.toContain('told');
    for (const { body, signature, key } of arrived) {
      const [, time = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(30);
      expect([createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'), key]).toEqual([given, 'hunter2']);
    }
    await ended(id);
  }, 60_000);

  test('SUB-T1: neither its headers nor its secret are shown again, or stored in the clear', async () => {
    const { id, secret } = await subscribe({ header: ['X-Api-Key: hunter2'] });
    const shown = JSON.stringify([(await integrator().get(`/fhir/Subscription/${id}`)).body, (await integrator().get('/fhir/Subscription')).body]);
    const stored = JSON.stringify([await site.dataSource.query('SELECT * FROM subscription'), await site.dataSource.query('SELECT * FROM audit_event')]);
    for (const hidden of ['hunter2', secret]) expect(shown + stored).not.toContain(hidden);
    await ended(id);
  }, 30_000);

  test('SUB-T1: one job twice gives one event; a patient\'s subscription hears of that person only, under every id', async () => {
    await site.dataSource.query("INSERT INTO patient_alias VALUES ('prior', 'survivor')");
    const { id } = await subscribe({}, { _criteria: { extension: [{ url: extensionUrl('filter-criteria'), valueString: 'RiskAssessment?patient=Patient/survivor' }] } });
    await active(id);
    await happens('somebody-else');
    const resultId = await happens('prior');
    const [row] = await site.dataSource.query<{ analysis_id: string }[]>('SELECT analysis_id FROM result WHERE id = $1', [resultId]);
    await site.dataSource.transaction((manager) => site.app.get(JobQueueService, { strict: false }).enqueueWithin(manager, 'announce-results', { analysisId: row?.analysis_id ?? '' }));
    await until('the jobs', async () => (await site.dataSource.query<object[]>("SELECT 1 FROM jobs.job WHERE name IN ('announce-results', 'notify') AND state IN ('created', 'active', 'retry')")).length === 0, 30_000);
    expect(await site.dataSource.query('SELECT number, result_id FROM subscription_event WHERE subscription_id = $1', [id])).toEqual([{ number: 1, result_id: resultId }]);
    await ended(id);
  }, 60_000);

  test('SUB-T2: deliveries that fail put it into error, where it counts on; its owner asks again and finds what was missed', async () => {
    const { id } = await subscribe();
    await active(id);
    answer = 500;
    await happens('missed');
    await until('the error', async () => await statusOf(id) === 'error', 40_000);
    const second = await happens('missed');
    await until('the second event', async () => (await site.dataSource.query<object[]>('SELECT 1 FROM subscription_event WHERE subscription_id = $1', [id])).length === 2, 20_000);
    expect((await integrator().get(`/fhir/Subscription/${id}`)).body).toMatchObject({ status: 'error', error: matching(/^The last 2 deliveries failed: it answered 500\.$/) });
    [arrived, answer] = [[], 200];
    await integrator().put(`/fhir/Subscription/${id}`).send(wanted({}, { id })).expect(200);
    await active(id);
    expect(arrived.map(said)).toMatchObject([{ type: 'handshake', since: '2' }]);
    const missed = await integrator().get(`/fhir/Subscription/${id}/$events?eventsSinceNumber=1&eventsUntilNumber=2`);
    expect(said({ body: JSON.stringify(missed.body), signature: '', key: '' })).toMatchObject({ type: 'query-event', since: '2', entries: [matching(/RiskAssessment/), `${site.url}/fhir/RiskAssessment/${second}`] });
    expect((await integrator().get(`/fhir/Subscription/${id}/$status`)).body).toMatchObject({ type: 'searchset', entry: [{ resource: { resourceType: 'Parameters', parameter: [{}, {}, { valueCode: 'active' }, { valueCode: 'query-status' }, { valueString: '2' }] } }] });
    await ended(id);
  }, 120_000);

  test('SUB-T2: heartbeats come when nothing else does, and an end is an end', async () => {
    const { id } = await subscribe({ extension: [{ url: extensionUrl('heartbeat-period'), valueUnsignedInt: 1 }] }, { end: new Date(Date.now() + 3_600_000).toISOString() });
    await active(id);
    await until('a heartbeat', () => Promise.resolve(arrived.some((one) => said(one).type === 'heartbeat')), 20_000);
    await site.dataSource.query("UPDATE subscription SET ends_at = now() - interval '1 second' WHERE id = $1", [id]);
    await until('the end', async () => await statusOf(id) === 'off', 10_000);
    await ended(id);
  }, 60_000);

  test('a redirect is not followed, and is no delivery', async () => {
    answer = 307;
    const { id } = await subscribe();
    await until('the error', async () => await statusOf(id) === 'error', 40_000);
    expect((await integrator().get(`/fhir/Subscription/${id}`)).body).toMatchObject({ error: matching(/it answered 307/) });
    await ended(id);
  }, 60_000);

  const unsupported: readonly [string, object, object, RegExp][] = [
    ['another topic', {}, { criteria: 'urn:another' }, /criteria: expected the topic urn:sarcolens:topic:result-available/], ['a search', {}, { criteria: 'RiskAssessment?patient=p' }, /expected the topic/],
    ['another channel', { type: 'email' }, {}, /channel\.type: expected rest-hook/], ['a whole resource', { _payload: { extension: [{ url: extensionUrl('payload-content'), valueCode: 'full-resource' }] } }, {}, /empty or id-only/],
    ['another media type', { payload: 'application/fhir+xml' }, {}, /channel\.payload: expected application\/fhir\+json/],
    ['another filter', {}, { _criteria: { extension: [{ url: extensionUrl('filter-criteria'), valueString: 'RiskAssessment?status=final' }] } }, /no filter but/],
    ['a header that is ours', { header: ['Content-Type: text/plain'] }, {}, /channel\.header/], ['a header with a line of its own', { header: ['X-A: b\r\nHost: c'] }, {}, /channel\.header/],
    ['an extension that is not known', { extension: [{ url: 'urn:x', valueCode: 'y' }] }, {}, /channel\.extension/], ['an end that is over', {}, { end: '2020-01-01T00:00:00Z' }, /end: expected an instant that is to come/],
  ];
  test.each(unsupported)('SUB-T1: what cannot be held to is refused: %s', async (_what, channel, more, text) => {
    expect(await integrator().post('/fhir/Subscription').send(wanted(channel, more))).toMatchObject({ status: 400, body: outcome('invalid', matching(text)) });
  });

  test.each([
    'https://elsewhere.example.org/hook', 'http://HOST/hook', 'https://169.254.169.254/latest', 'https://user:password@HOST/hook', 'https://HOST.elsewhere.example.org/', 'https://127.0.0.1/', 'file:///etc/passwd', 'https://localhost/', 'https://[::1]/',
  ])('an endpoint that is not on the list of hosts is refused: %s', async (endpoint) => {
    const answered = await integrator().post('/fhir/Subscription').send(wanted({ endpoint: endpoint.replace('HOST', host) }));
    expect(answered).toMatchObject({ status: 400, body: outcome('invalid', matching(/channel\.endpoint|hosts/)) });
  });

  test('each sees its own, the auditor sees all, and a clinician none', async () => {
    const { id } = await subscribe();
    expect((await site.as('auditor').get(`/fhir/Subscription/${id}`)).status).toBe(200);
    expect((await site.as('every-role').put(`/fhir/Subscription/${id}`).send(wanted())).status).toBe(404);
    expect((await site.as('every-role').delete(`/fhir/Subscription/${id}`)).status).toBe(404);
    expect((await site.as('clinician').get(`/fhir/Subscription/${id}`)).status).toBe(403);
    expect((await site.as('auditor').post('/fhir/Subscription').send(wanted())).status).toBe(403);
    for (const path of [`/fhir/Subscription/${randomUUID()}`, '/fhir/Subscription/x', '/fhir/Subscription/x/$events', `/fhir/Subscription/${randomUUID()}/$status`]) expect((await integrator().get(path)).status).toBe(404);
    expect((await integrator().get(`/fhir/Subscription/${id}/$events?eventsSinceNumber=x`)).status).toBe(400);
    expect((await integrator().get('/fhir/Subscription/$status')).body).toMatchObject({ total: (await site.dataSource.query<object[]>("SELECT 1 FROM subscription WHERE owner = 'integrator'")).length });
    await ended(id);
  }, 30_000);
});

test('nobody subscribes where the settings have no subscribers', async () => {
  const closed = await install();
  expect((await closed.as('integrator').post('/fhir/Subscription').send(wanted())).status).toBe(404);
  await closed.remove();
});
