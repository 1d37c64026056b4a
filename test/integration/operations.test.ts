import { aSentence, matching, outcome } from '../support/answers.js';
import { type Installation, install } from '../support/installation.js';

describe('for those who run it', () => {
  let site: Installation;
  beforeAll(async () => { site = await install({ http: { requestsPerMinute: 50 } }); });
  afterAll(() => site.remove());

  test('/health/live says alive and asks nobody', async () => {
    expect(await site.anybody.get('/health/live')).toMatchObject({ status: 200, body: { status: 'alive' } });
  });

  test('/health/ready says ready, and what is waited for', async () => {
    expect(await site.anybody.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready', waitingFor: [] } });
  });

  test('/metrics counts requests by route and analyses by state, and names no patient', async () => {
    await site.as('clinician').get('/fhir/RiskAssessment/1b671a64-40d5-491e-99b0-da01ff1f3341');
    await site.as('clinician').get('/fhir/RiskAssessment?patient=secret-id');
    const { text } = await site.as('auditor').get('/metrics');
    expect(text).toContain('sarcolens_http_request_seconds_count{method="GET",route="/fhir/RiskAssessment/:id",status="404"} 1');
    for (const state of ['queued', 'waiting-for-study', 'running', 'done', 'failed', 'cancelled']) expect(text).toContain(`sarcolens_analyses{state="${state}"} 0`);
    expect(text).not.toMatch(/secret-id|1b671a64/);
  });

  test('headers forbid what no page of ours does', async () => {
    const { headers } = await site.anybody.get('/health/live');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  test('who asks too often is told to wait; health is not counted', async () => {
    const statuses = new Set<number>();
    for (let k = 0; k < 60; k += 1) statuses.add((await site.as('clinician').get('/fhir/RiskAssessment?patient=p')).status);
    expect([...statuses]).toEqual([200, 429]);
    expect((await site.as('clinician').get('/fhir/RiskAssessment?patient=p')).body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'transient', diagnostics: aSentence }] });
    expect((await site.anybody.get('/health/live')).status).toBe(200);
  });
});

describe('limits', () => {
  const ask = (site: Installation, role: 'clinician' | 'auditor', from: string) => site.as(role).get('/fhir/RiskAssessment?patient=p').set('x-forwarded-for', from);

  test('hold a client by its token, from whatever addresses it comes, and no other client', async () => {
    const site = await install({ http: { clientRequestsPerMinute: 3, trustedProxies: ['127.0.0.1', '::ffff:127.0.0.1'] } });
    const answers = [];
    for (let k = 1; k <= 5; k += 1) answers.push(await ask(site, 'clinician', `203.0.113.${k}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]).toMatchObject({ headers: { 'retry-after': matching(/^\d+$/) }, body: outcome('transient') });
    expect((await ask(site, 'auditor', '203.0.113.1')).status).toBe(200);
    expect((await site.anybody.get('/fhir/metadata')).status).toBe(200);
    await site.remove();
  });

  test('hold an address, also where nobody is let in or there is no door, before a token is looked at', async () => {
    const site = await install({ http: { requestsPerMinute: 4 } });
    const statuses = [];
    for (const path of ['/fhir/RiskAssessment', '/no-such-door', '/fhir/Observation', '/fhir/Observation', '/fhir/Observation', '/no-such-door']) statuses.push((await site.anybody.get(path).set('authorization', 'Bearer guess')).status);
    expect(statuses).toEqual([401, 404, 401, 401, 429, 429]);
    const [{ count } = { count: 0 }] = await site.dataSource.query<{ count: number }[]>("SELECT count(*)::int AS count FROM audit_event WHERE action = 'access'");
    expect(count).toBe(3);
    await site.remove();
  });

  test('tell callers apart behind a proxy that is trusted, and believe no other what it says of them', async () => {
    const [behind, open] = [await install({ http: { requestsPerMinute: 2, clientRequestsPerMinute: 100, trustedProxies: ['127.0.0.0/8'] } }), await install({ http: { requestsPerMinute: 2, clientRequestsPerMinute: 100 } })];
    const statusesAt = async (site: Installation) => [(await ask(site, 'clinician', '203.0.113.1')).status, (await ask(site, 'clinician', '203.0.113.1')).status, (await ask(site, 'clinician', '203.0.113.1')).status, (await ask(site, 'clinician', '203.0.113.2')).status];
    expect(await statusesAt(behind)).toEqual([200, 200, 429, 200]);
    expect(await statusesAt(open)).toEqual([200, 200, 429, 429]);
    await Promise.all([behind.remove(), open.remove()]);
  });
});

describe('in the demonstration', () => {
  let site: Installation;
  beforeAll(async () => { site = await install({ security: { demonstration: true } }); });
  afterAll(() => site.remove());

  test('a caller on this machine needs no credentials at any door', async () => {
    expect((await site.anybody.get('/fhir/RiskAssessment?patient=p')).status).toBe(200);
    expect((await site.anybody.post('/graphql').send({ query: '{ site { demonstration } }' })).body).toEqual({ data: { site: { demonstration: true } } });
    expect((await site.anybody.post('/cds-services/sarcolens-patient-view').send({})).status).toBe(400);
  });

  test.each([['host', 'sarcolens.example.org'], ['x-forwarded-for', '203.0.113.7'], ['forwarded', 'for=203.0.113.7']])('a call that may come from elsewhere (%s) does', async (header, value) => {
    expect((await site.anybody.get('/fhir/RiskAssessment?patient=p').set(header, value)).status).toBe(401);
  });
});
