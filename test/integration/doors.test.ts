import { type Role, roles } from '../../src/config/index.js';
import { aSentence, matching, outcome } from '../support/answers.js';
import { type Installation, install, routesOf } from '../support/installation.js';

let site: Installation;
beforeAll(async () => { site = await install({ http: { bodyLimitBytes: 20_000, corsOrigins: ['https://ehr.example.org'] } }); });
afterAll(() => site.remove());

const refusal = (statusCode: number) => ({ statusCode, message: aSentence });

/** FHIR types that are read, and that are taken in. */
const read = ['AuditEvent', 'BodyStructure', 'Device', 'DiagnosticReport', 'DocumentReference', 'Observation', 'Provenance', 'RiskAssessment', 'ServiceRequest', 'Task'];
const taken = ['ServiceRequest', 'ImagingStudy', 'Patient'];

/** Every route there is, and what it answers to a caller without credentials. 404: it is no door at all. */
const withoutCredentials: Readonly<Record<string, number>> = {
  'GET /health/live': 200, 'HEAD /health/live': 200, 'GET /health/ready': 200, 'HEAD /health/ready': 200, 'GET /metrics': 401, 'GET /studies/:uid/report': 401, 'HEAD /studies/:uid/report': 404, 'HEAD /metrics': 404,
  'GET /cds-services': 200, 'HEAD /cds-services': 404, 'POST /cds-services/:id': 401, 'POST /cds-services/:id/feedback': 401,
  'GET /graphql': 404, 'HEAD /graphql': 404, 'POST /graphql': 401,
  'DELETE /fhir/Subscription/:id': 401, 'POST /fhir/Subscription': 401, 'PUT /fhir/Subscription/:id': 401, 'POST /fhir/$notify/:secret': 404,
  ...Object.fromEntries(['', '/$status', '/:id', '/:id/$events', '/:id/$status'].flatMap((rest) => [[`GET /fhir/Subscription${rest}`, 401], [`HEAD /fhir/Subscription${rest}`, 404]])),
  'GET /.well-known/jwks.json': 404, 'HEAD /.well-known/jwks.json': 404, 'GET /launch': 404, 'HEAD /launch': 404, 'GET /launch/callback': 404, 'HEAD /launch/callback': 404, 'GET /launch/patient': 401, 'HEAD /launch/patient': 404,
  'GET /fhir/metadata': 200, 'HEAD /fhir/metadata': 404, 'POST /fhir': 401,
  ...Object.fromEntries(read.flatMap((type) => ['', '/:id', '/:id/_history/:version'].flatMap((rest) => [[`GET /fhir/${type}${rest}`, 401], [`HEAD /fhir/${type}${rest}`, 404]]))),
  ...Object.fromEntries(taken.flatMap((type) => [[`POST /fhir/${type}`, 401], [`PUT /fhir/${type}/:id`, 401]])),
};

/** Pages are there only where they were built, and the route of CORS answers no request of its own. */
const isOfAPage = (route: string): boolean => /^(GET|HEAD) \/(\*|index\.html|assets\/.*|[\w.-]+\.(svg|png))?$/.test(route) || route === 'OPTIONS *';

const send = (method: string, path: string, headers: Readonly<Record<string, string>> = {}) => fetch(site.url + path, { method, headers });

describe('a caller without credentials', () => {
  test('comes through no door but those that are open to all', async () => {
    const found: Record<string, number> = {};
    for (const route of routesOf(site.app).filter((one) => !isOfAPage(one))) {
      const [method = '', path = ''] = route.split(' ');
      found[route] = (await send(method, path.replace(':id', 'x').replace(':uid', '1.2.3'))).status;
    }
    expect(found).toEqual(withoutCredentials);
  });

  test('reads at a FHIR door an OperationOutcome, at a CDS service nothing, elsewhere a sentence', async () => {
    const fhir = await site.anybody.get('/fhir/RiskAssessment/x');
    expect(fhir.headers).toMatchObject({ 'www-authenticate': 'Bearer', 'content-type': matching(/^application\/fhir\+json/) });
    expect(fhir.body).toEqual(outcome('login'));
    expect(await site.anybody.post('/cds-services/sarcolens-patient-view')).toMatchObject({ status: 401, text: '' });
    expect(await site.anybody.post('/graphql')).toMatchObject({ status: 401, body: refusal(401) });
  });

  test('is sent away before the body is read', async () => {
    expect((await site.anybody.post('/fhir/ServiceRequest').type('json').send('x'.repeat(30_000))).status).toBe(401);
  });

  test.each([
    ['an unknown token', 'Bearer nobody-has-this'], ['another scheme', 'Basic Y2xpbmljaWFuOnNlY3JldA=='], ['no token after the scheme', 'Bearer '],
  ])('is no better off with %s', async (_what, authorization) => {
    expect((await site.anybody.get('/fhir/RiskAssessment?patient=p').set('authorization', authorization)).status).toBe(401);
  });

  test('is remembered by the audit as refused, path and status only', async () => {
    await site.anybody.get('/fhir/Observation?patient=secret-id');
    const [row] = await site.dataSource.query<{ actor: string; outcome: string; detail: object }[]>("SELECT actor, outcome, detail FROM audit_event WHERE action = 'access' ORDER BY sequence DESC LIMIT 1");
    expect(row).toEqual({ actor: 'unknown', outcome: 'refused', detail: { method: 'GET', path: '/fhir/Observation', status: 401, requestId: expect.any(String) as unknown } });
  });
});

describe('a caller with a role', () => {
  const order = { resourceType: 'ServiceRequest' };
  const knocks: readonly [string, (role: Role) => Promise<{ readonly status: number }>, Readonly<Record<Role, number>>][] = [
    ['POST /fhir/ServiceRequest', (role) => site.as(role).post('/fhir/ServiceRequest').send(order), { clinician: 403, auditor: 403, integrator: 400 }],
    ['PUT /fhir/ServiceRequest/x', (role) => site.as(role).put('/fhir/ServiceRequest/x').send({ ...order, id: 'x' }), { clinician: 403, auditor: 403, integrator: 400 }],
    ['GET /metrics', (role) => site.as(role).get('/metrics'), { clinician: 403, auditor: 200, integrator: 200 }],
    ['GET /fhir/AuditEvent', (role) => site.as(role).get('/fhir/AuditEvent'), { clinician: 403, auditor: 200, integrator: 403 }],
    ['POST /fhir', (role) => site.as(role).post('/fhir').send({ resourceType: 'Bundle' }), { clinician: 403, auditor: 403, integrator: 400 }],
    ['PUT /fhir/Patient/x', (role) => site.as(role).put('/fhir/Patient/x').send({ resourceType: 'Patient', id: 'x' }), { clinician: 403, auditor: 403, integrator: 200 }],
    ['POST /fhir/ImagingStudy', (role) => site.as(role).post('/fhir/ImagingStudy').send({ resourceType: 'ImagingStudy' }), { clinician: 403, auditor: 403, integrator: 400 }],
    ['GET /fhir/RiskAssessment', (role) => site.as(role).get('/fhir/RiskAssessment?patient=p'), { clinician: 200, auditor: 200, integrator: 200 }],
    ['POST /graphql', (role) => site.as(role).post('/graphql').send({ query: '{ patients { id } }' }), { clinician: 200, auditor: 200, integrator: 200 }],
  ];
  const cases = knocks.flatMap(([door, knock, expected]) => roles.map((role) => ({ door, knock, role, status: expected[role] })));

  test.each(cases)('$role at $door: $status', async ({ knock, role, status }) => {
    expect((await knock(role)).status).toBe(status);
  });

  test('reads an OperationOutcome where the role is the wrong one', async () => {
    expect((await site.as('clinician').post('/fhir/ServiceRequest').send(order)).body).toEqual(outcome('forbidden'));
  });

  test('has no say at the CDS services: those take the JWT of a CDS client', async () => {
    expect((await site.as('every-role').post('/cds-services/sarcolens-patient-view').send({})).status).toBe(401);
  });

  test('is not replaced by the JWT of a CDS client', async () => {
    const authorization = await site.credentials.client(`${site.url}/fhir/RiskAssessment`);
    expect((await site.anybody.get('/fhir/RiskAssessment?patient=p').set('authorization', authorization)).status).toBe(401);
  });
});

describe('a request that cannot be read', () => {
  const graphqlRefusal = { data: null, errors: [{ message: matching(/\w/) }] };

  test.each(['/fhir', '/fhir/ServiceRequest', '/fhir/Patient', '/graphql', '/cds-services/sarcolens-patient-view'])('%s: a body over the limit is 413', async (path) => {
    const body = JSON.stringify({ query: 'x'.repeat(30_000) });
    const authorization = path.startsWith('/cds') ? await site.credentials.client(site.url + path) : site.credentials.bearer('integrator');
    const answer = await site.anybody.post(path).set('authorization', authorization).type('json').send(body);
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual(path === '/graphql' ? graphqlRefusal : outcome('too-long'));
  });

  test.each([['/fhir/ServiceRequest', 'application/json'], ['/fhir/ServiceRequest', 'application/fhir+json'], ['/graphql', 'application/json']])('%s: what is not JSON, sent as %s, is 400', async (path, type) => {
    const answer = await site.as('integrator').post(path).type(type).send('{ "resourceType": ');
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(path === '/graphql' ? graphqlRefusal : outcome('invalid'));
  });

  test('U+0000, which the database cannot hold, is 400 wherever it stands', async () => {
    for (const body of ['{"code":{"text":"a\\u0000b"}}', '{"a\\u0000":1}']) {
      const answer = await site.as('integrator').post('/fhir/ServiceRequest').type('json').send(body);
      expect([answer.status, answer.body]).toEqual([400, outcome('invalid')]);
    }
    expect((await site.as('clinician').get('/fhir/RiskAssessment?patient=%00')).status).toBe(400);
  });

  test('a media type that no door takes is 415', async () => {
    const answer = await site.as('integrator').post('/fhir/ServiceRequest').type('application/xml').send('<ServiceRequest/>');
    expect([answer.status, answer.body]).toEqual([415, outcome('not-supported')]);
  });

  test.each(['/fhir/Patient/x', '/fhir/no-such-type'])('%s is an OperationOutcome of 404', async (path) => {
    const answer = await site.as('clinician').get(path);
    expect([answer.status, answer.body]).toEqual([404, outcome('not-found')]);
  });

  test.each([['GET', '/no-such-door'], ['DELETE', '/fhir/ServiceRequest/x'], ['PATCH', '/graphql']])('%s %s is no door, with credentials or without', async (method, path) => {
    const [without, withAll] = [await send(method, path), await send(method, path, { authorization: site.credentials.bearer('every-role') })];
    expect([without.status, withAll.status]).toEqual([404, 404]);
    expect(await without.json()).toEqual(path.startsWith('/fhir') ? outcome('not-found') : refusal(404));
  });
});

describe('a page of another origin', () => {
  const preflight = (origin: string) => site.anybody.options('/cds-services/sarcolens-patient-view')
    .set('origin', origin).set('access-control-request-method', 'POST').set('access-control-request-headers', 'authorization, content-type');

  test('of the list has its preflight answered without credentials', async () => {
    expect(await preflight('https://ehr.example.org')).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://ehr.example.org', 'access-control-allow-headers': 'authorization, content-type' } });
  });

  test('not of the list may not call', async () => {
    expect((await preflight('https://elsewhere.example.org')).headers['access-control-allow-origin']).toBeUndefined();
  });
});
