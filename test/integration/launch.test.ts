import { randomUUID } from 'node:crypto';
import { aSentence, matching } from '../support/answers.js';
import { type AuthorizationServer, authorizationRoutes } from '../support/authorization-server.js';
import { type FhirMemory, fhirMemory } from '../support/fhir-memory.js';
import { type Installation, install } from '../support/installation.js';
import { freePort } from '../support/processes.js';

let ehr: FhirMemory;
let authorization: AuthorizationServer;
let site: Installation;
beforeAll(async () => {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}/fhir`;
  const client = { clientId: 'sarcolens-page', jwksUrl: '', redirectUri: '' };
  ehr = fhirMemory(base);
  authorization = await authorizationRoutes(ehr.server, base, client);
  await ehr.server.listen({ port, host: '127.0.0.1' });
  site = await install({ ehr: { fhirUrl: base }, smartLaunch: { clientId: 'sarcolens-page' } });
  client.redirectUri = `${site.url}/launch/callback`;
  for (const id of ['known', 'another', 'prior']) await site.as('integrator').post('/fhir/ServiceRequest').send(order(id)).expect(201);
});
afterAll(async () => { await site.remove(); await ehr.server.close(); });
beforeEach(() => {
  Object.assign(authorization.plan, { launched: { patient: 'known' }, idToken: {}, tokenStatus: undefined, configurationStatus: 200 });
  authorization.seen.authorizations.length = 0;
});

const order = (patientId: string) => ({ resourceType: 'ServiceRequest', identifier: [{ system: 'urn:placer', value: `P-${patientId}` }], status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` } });

/** What a browser does: keeps cookies, and follows where it is led. */
interface Browser {
  readonly go: (address: string) => Promise<Response>;
  readonly cookies: Map<string, string>;
  readonly ask: (query: string, headers?: Readonly<Record<string, string>>) => Promise<{ readonly status: number; readonly body: unknown }>;
}

function browser(): Browser {
  const cookies = new Map<string, string>();
  const header = () => ({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') });
  return {
    cookies,
    async go(address) {
      const answer = await fetch(address, { redirect: 'manual', headers: address.startsWith(site.url) ? header() : {} });
      for (const set of address.startsWith(site.url) ? answer.headers.getSetCookie() : []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (set.includes('Max-Age=0')) cookies.delete(name); else cookies.set(name, value);
      }
      return answer;
    },
    async ask(query, headers = {}) {
      const answer = await fetch(`${site.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...header(), ...headers }, body: JSON.stringify({ query }) });
      const body: unknown = await answer.json();
      return { status: answer.status, body };
    },
  };
}

const begin = (one: Browser, iss = ehr.base, launch = 'xyz') => one.go(`${site.url}/launch?iss=${encodeURIComponent(iss)}&launch=${launch}`);
const led = (answer: Response): string => answer.headers.get('location') ?? '';

/** Goes the whole way; gives the answer of the callback and its address. */
async function launched(one: Browser) {
  const callback = led(await one.go(led(await begin(one))));
  return { callback, answer: await one.go(callback) };
}

async function says(answer: Response, status: number): Promise<string> {
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([status, 'text/html; charset=utf-8', 'no-store']);
  const sentence = /<p>(.*)<\/p>/.exec(await answer.text())?.[1] ?? '';
  expect(sentence).toEqual(aSentence);
  return sentence;
}

const audited = () => site.dataSource.query<object[]>("SELECT actor, outcome, subject, detail->>'code' AS code FROM audit_event WHERE action = 'launch' ORDER BY sequence DESC LIMIT 1");

describe('the page opened from the EHR', () => {
  test('SMART-S5: asks the EHR with PKCE S256, state, the FHIR server as audience and what it was launched with', async () => {
    const answer = await begin(browser());
    expect(answer.status).toBe(303);
    expect(Object.fromEntries(new URL(led(answer)).searchParams)).toMatchObject({
      response_type: 'code', client_id: 'sarcolens-page', redirect_uri: `${site.url}/launch/callback`, scope: 'launch openid fhirUser patient/Patient.r', launch: 'xyz', aud: ehr.base,
      state: matching(/^[\w-]{43}$/), code_challenge: matching(/^[\w-]{43}$/), code_challenge_method: 'S256',
    });
    expect(answer.headers.getSetCookie()).toEqual([matching(/^sarcolens-launch=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/)]);
  });

  test('SMART-S5: leads to the page with a short session that no script reads and no address names', async () => {
    const one = browser();
    const { answer } = await launched(one);
    expect([answer.status, led(answer)]).toEqual([303, `${site.url}/#/launched`]);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^sarcolens-page=[\w-]{43}; Path=\/; Max-Age=900; HttpOnly; SameSite=Strict$/);
    const session = await (await one.go(`${site.url}/launch/patient`)).json();
    expect(session).toEqual({ patientId: 'known', resultId: null, expiresAt: matching(/Z$/) });
    expect(await audited()).toEqual([{ actor: `${ehr.base} Practitioner/clinician-1`, outcome: 'success', subject: 'known', code: null }]);
    const stored = JSON.stringify(await site.dataSource.query('SELECT * FROM page_session'));
    for (const secret of one.cookies.values()) expect(stored).not.toContain(secret);
  });

  test('SMART-S5: reads what is of its patient, and of nobody else', async () => {
    const one = browser();
    await launched(one);
    expect(await one.ask('{ site { engine } patient(id: "known") { id orders { placer } lesions { key } } }')).toMatchObject({ status: 200, body: { data: { patient: { id: 'known', orders: [{ placer: 'P-known' }], lesions: [] } } } });
    for (const query of ['{ patient(id: "another") { id } }', '{ patients { id } }', '{ result(id: "a") { id } }', `{ result(id: "${randomUUID()}") { id } }`, '{ results(model: "lung-metastasis") { id } }', '{ cards(patientId: "known") { uuid } }', '{ studyReport(studyInstanceUid: "1.2") { text: __typename } }']) {
      expect(await one.ask(query)).toMatchObject({ body: { errors: [{ message: 'This page was opened for one patient; the question is about something else.' }] } });
    }
    for (const path of ['/fhir/ServiceRequest?patient=known', '/fhir/RiskAssessment?patient=known', '/metrics', '/studies/1.2/report']) expect((await one.go(site.url + path)).status).toBe(401);
  });

  test('SMART-S5: what is known under another id of the same person is of the patient as well', async () => {
    await site.dataSource.query("INSERT INTO patient_alias VALUES ('prior', 'survivor')");
    authorization.plan.launched = { patient: 'survivor' };
    const one = browser();
    expect((await launched(one)).answer.status).toBe(303);
    expect(await one.ask('{ patient(id: "prior") { orders { placer } } }')).toMatchObject({ body: { data: { patient: { orders: [{ placer: 'P-prior' }] } } } });
  });

  test('the session is of no use to a page of another site, after its time, or beside a token', async () => {
    const one = browser();
    await launched(one);
    const query = '{ site { engine } }';
    expect((await one.ask(query, { 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    expect((await one.ask(query, { authorization: 'Bearer no-such-token' })).status).toBe(401);
    expect((await one.ask(query)).status).toBe(200);
    await site.dataSource.query("UPDATE page_session SET expires_at = now() - interval '1 second'");
    expect((await one.ask(query)).status).toBe(401);
    expect((await one.go(`${site.url}/launch/patient`)).status).toBe(401);
  });

  const refusals: readonly [string, Readonly<Partial<AuthorizationServer['plan']>>, number, RegExp][] = [
    ['no patient', { launched: {} }, 404, /without a patient/], ['a patient of whom there is no order', { launched: { patient: 'stranger' } }, 404, /no imaging order here/],
    ['a patient that is no id', { launched: { patient: '<script>' } }, 400, /in a way that is understood/], ['a server that fails', { tokenStatus: 503 }, 502, /again in a minute/],
    ['an ID token of another launch', { idToken: { nonce: 'another' } }, 400, /does not hold/], ['an ID token for another client', { idToken: { aud: 'another' } }, 400, /does not hold/],
    ['an ID token that has expired', { idToken: { exp: 1 } }, 400, /does not hold/],
  ];
  test.each(refusals)('SMART-S5: %s ends in a page of one sentence and no session', async (_what, plan, status, sentence) => {
    Object.assign(authorization.plan, plan);
    const one = browser();
    const { answer } = await launched(one);
    expect(await says(answer, status)).toMatch(sentence);
    expect(one.cookies.has('sarcolens-page')).toBe(false);
    expect(await audited()).toMatchObject([{ actor: 'unknown', outcome: 'refused' }]);
  });

  test('SMART-S5: a launch counts once, in the browser that began it, under the state it began with', async () => {
    const [one, other] = [browser(), browser()];
    const { callback } = await launched(one);
    expect(await says(await one.go(callback), 400)).toMatch(/answered before/);
    const begun = led(await other.go(led(await begin(other))));
    expect(await says(await other.go(begun.replace(/state=[\w-]+/, 'state=guessed')), 400)).toMatch(/is not known here/);
    const third = led(await one.go(led(await begin(one))));
    expect(await says(await browser().go(third), 400)).toMatch(/another browser/);
    expect(await says(await one.go(third), 400)).toMatch(/answered before/);
  });

  test('SMART-S5: a launch that took too long is over', async () => {
    const one = browser();
    const callback = led(await one.go(led(await begin(one))));
    await site.dataSource.query("UPDATE launch SET expires_at = now() - interval '1 second'");
    expect(await says(await one.go(callback), 400)).toMatch(/longer than ten minutes/);
  });

  test('SMART-S5: what the EHR says is wrong is named by its code only', async () => {
    const one = browser();
    const state = new URL(led(await begin(one))).searchParams.get('state') ?? '';
    const sentence = await says(await one.go(`${site.url}/launch/callback?error=access_denied&error_description=%3Cb%3E&state=${state}`), 400);
    expect(sentence).toBe('The EHR did not let this page be opened (access_denied).');
  });

  test.each([['http://elsewhere.example.org/fhir', 'xyz', 400, /not known here/], ['', 'xyz', 400, /iss/], ['', '', 400, /launch/]])('a launch by %s with %s is refused, and nobody is asked', async (iss, launch, status, sentence) => {
    const asked = ehr.requests.length;
    expect(await says(await begin(browser(), iss, launch), status)).toMatch(sentence);
    expect(ehr.requests.length).toBe(asked);
  });
});
