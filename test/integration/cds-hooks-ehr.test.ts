import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { matching, outcome } from '../support/answers.js';
import { checkedCards } from '../support/cds-hooks-schema.js';
import { draftOrder, selecting, serviceOf, viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';
import { type ScriptedEhr, scriptedEhr } from '../support/scripted-ehr.js';
import { storeResult } from '../support/stored-results.js';

const token = `secret-${randomUUID()}`;
const log: string[] = [];
const acquiredAt = new Date(Date.now() - 90 * 86_400_000);

let site: Installation;
let ehr: ScriptedEhr;
let elsewhere: ScriptedEhr;

const patient = (id: string) => ({ resourceType: 'Patient', id, birthDate: `${acquiredAt.getUTCFullYear() - 60}-01-01` });
const sarcoma = (id: string, patientId: string) => ({ resource: { resourceType: 'Condition', id, subject: { reference: `Patient/${patientId}` }, code: { text: 'Sarcoma of the thigh' } } });
const searchset = (entry: readonly object[], next?: string) => ({ resourceType: 'Bundle', type: 'searchset', ...(entry.length > 0 ? { entry } : {}), ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }) });
const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };

beforeAll(async () => {
  [ehr, elsewhere] = await Promise.all([scriptedEhr(), scriptedEhr()]);
  site = await install({ ehr: { fhirUrl: ehr.url }, security: { fhirServers: ['http://ehr.internal/fhir'] } }, undefined, pino({ level: 'trace' }, { write: (line: string) => { log.push(line); } }));
  for (const patientId of ['p', 'q']) await storeResult(site, { patientId, acquiredAt });
});
afterAll(async () => { await Promise.all([site.remove(), ehr.close(), elsewhere.close()]); });
beforeEach(() => {
  ehr.asked.length = 0;
  ehr.answer = (path) => (path === '/fhir/Patient/p' ? patient('p') : undefined);
});

const access = (more: object = {}) => ({ fhirServer: ehr.url, fhirAuthorization: { access_token: token, token_type: 'Bearer', expires_in: 300, scope: 'patient/Patient.read patient/Condition.read', subject: 'sarcolens', patient: 'p', ...more } });
const call = (body: { readonly hook: Parameters<typeof serviceOf>[0] }) => site.callHook(serviceOf(body.hook), body);
const cards = async (body: Parameters<typeof call>[0]) => checkedCards(await call(body));
async function refused(body: Parameters<typeof call>[0]): Promise<string> {
  const answer = await call(body);
  expect({ status: answer.status, body: answer.body as unknown }).toEqual({ status: 412, body: outcome('processing') });
  return JSON.stringify(answer.body);
}
const forbidden = async (fhirServer: string): Promise<void> => {
  expect(await call(viewing('p', { ...access(), fhirServer }))).toMatchObject({ status: 403, body: outcome('forbidden', matching(/^fhirServer: .* allow-list\.$/)) });
};
const askedOf = () => ehr.asked.map(({ url }) => url.replace('/fhir/', ''));
const unsaid = () => draftOrder('n', { reasonCode: undefined, subject: { reference: 'Patient/n' } });
/** An order of a patient whom nobody here knows: whether it is about a soft-tissue mass hangs on the conditions. */
const choosing = (parts: Parameters<typeof selecting>[2]) => selecting('n', [unsaid()], parts);

describe('a prefetched patient', () => {
  test('CDS-D7: that is missing is asked for where there is a server, with the token and once', async () => {
    expect((await cards(viewing('p', { prefetch: {}, ...access() }))).length).toBe(1);
    expect(ehr.asked).toEqual([{ url: '/fhir/Patient/p', authorization: `Bearer ${token}` }]);
  });

  test.each([['no prefetch at all', undefined], ['a prefetch of null', null], ['other keys only', { conditions: searchset([]) }]])('CDS-D7: %s is as if it were missing', async (_what, prefetch) => {
    const { prefetch: _prefetch, ...body } = viewing('p', access());
    expect((await cards({ ...body, ...(prefetch === undefined ? {} : { prefetch }) })).length).toBe(1);
    expect(askedOf()).toEqual(['Patient/p']);
  });

  test.each([['null', null], ['an empty Bundle', searchset([])], ['an OperationOutcome', failed], ['no resource', 'x']])('CDS-D6, CDS-D7: %s says that it is not to be had: 412, and nobody is asked again', async (_what, value) => {
    expect(await refused(viewing('p', { prefetch: { patient: value }, ...access() }))).toContain('PATIENT_NOT_FOUND');
    expect(ehr.asked).toEqual([]);
  });

  test('CDS-D9: no patient and nobody to ask is 412', async () => {
    expect(await refused(viewing('p', { prefetch: null }))).toContain('expected it as prefetch.patient, or a fhirServer that has it');
  });

  test('another patient under the key is not taken for the one asked about', async () => {
    await refused(viewing('p', { prefetch: { patient: patient('q') } }));
    expect((await cards(viewing('p', { prefetch: { patient: patient('q') }, ...access() }))).length).toBe(1);
  });

  test('CDS-D10: prefetch and FHIR access give the same card', async () => {
    const texts = async (parts: Parameters<typeof viewing>[1]) => (await cards(viewing('p', parts))).map(({ summary, detail, indicator }) => ({ summary, detail, indicator }));
    expect(await texts({ prefetch: null, ...access() })).toEqual(await texts({ prefetch: { patient: patient('p') } }));
  });
});

describe('prefetched conditions', () => {
  const withPatient = (more: object) => ({ prefetch: { patient: { resourceType: 'Patient', id: 'n' }, ...more } });
  const forN = { patient: 'n' };

  test('CDS-D7: that are missing are asked for where the order does not say what it is about, and only then', async () => {
    ehr.answer = (path) => (path.startsWith('/fhir/Condition?') ? searchset([sarcoma('c1', 'n')]) : undefined);
    expect((await cards(choosing({ ...withPatient({}), ...access(forN) }))).length).toBe(1);
    expect(askedOf()).toEqual(['Condition?patient=n&clinical-status=active&_count=50']);
    ehr.asked.length = 0;
    await cards(selecting('n', [draftOrder('n')], { ...withPatient({}), ...access(forN) }));
    expect(ehr.asked).toEqual([]);
  });

  test.each([['null', null], ['an empty Bundle', searchset([])], ['an OperationOutcome', failed], ['an outcome among the entries', searchset([{ resource: failed, search: { mode: 'outcome' } }])]])('CDS-D6, CDS-D7: %s is no condition, and nobody is asked again', async (_what, conditions) => {
    expect(await cards(choosing({ ...withPatient({ conditions }), ...access(forN) }))).toEqual([]);
    expect(ehr.asked).toEqual([]);
  });

  test('CDS-D8: a further page is read with the token', async () => {
    ehr.answer = (path) => (path === '/fhir?page=2' ? searchset([sarcoma('c2', 'n')]) : undefined);
    expect((await cards(choosing({ ...withPatient({ conditions: searchset([], `${ehr.url}?page=2`) }), ...access(forN) }))).length).toBe(1);
    expect(ehr.asked).toEqual([{ url: '/fhir?page=2', authorization: `Bearer ${token}` }]);
  });

  test.each([
    ['another server', () => `${elsewhere.url}?page=2`], ['another path of the server', () => `${ehr.origin}/internal?page=2`], ['a path that climbs out', () => `${ehr.url}/../internal`],
    ['a user in the address', () => ehr.url.replace('http://', 'http://x@')], ['another scheme', () => 'file:///etc/passwd'],
  ])('CDS-D8, CDS-D15: a further page at %s is not followed', async (_what, next) => {
    expect(await cards(choosing({ ...withPatient({ conditions: searchset([], next()) }), ...access(forN) }))).toEqual([]);
    expect([...ehr.asked, ...elsewhere.asked]).toEqual([]);
  });

  test('an EHR that pages for ever is asked twice in a call', async () => {
    ehr.answer = (path) => (path.startsWith('/fhir/Patient') ? { resourceType: 'Patient', id: 'n' } : searchset([], `${ehr.url}/Condition?page=${ehr.asked.length}`));
    expect(await cards(choosing({ prefetch: null, ...access(forN) }))).toEqual([]);
    expect(askedOf().toSorted()).toEqual(['Condition?patient=n&clinical-status=active&_count=50', 'Patient/n']);
    ehr.asked.length = 0;
    await cards(choosing({ ...withPatient({}), ...access(forN) }));
    expect(ehr.asked.length).toBe(2);
  });

  test('those of somebody else, over or refuted count for nothing', async () => {
    const one = sarcoma('c1', 'n').resource;
    for (const resource of [sarcoma('c1', 'somebody').resource, { ...one, clinicalStatus: { coding: [{ code: 'resolved' }] } }, { ...one, verificationStatus: { coding: [{ code: 'refuted' }] } }]) {
      expect(await cards(choosing(withPatient({ conditions: searchset([{ resource }]) })))).toEqual([]);
    }
  });

  test('CDS-D16: no draft is looked for on the server', async () => {
    ehr.answer = (path) => (path.startsWith('/fhir/Patient') ? { resourceType: 'Patient', id: 'n' } : searchset([]));
    await cards(choosing({ prefetch: null, ...access(forN) }));
    expect(askedOf().some((url) => url.startsWith('ServiceRequest'))).toBe(false);
  });
});

describe('the access of the caller', () => {
  test.each(['patient/Patient.read', 'user/*.read', 'system/Patient.*', 'patient/*.*', 'patient/Patient.r', 'launch patient/Patient.rs openid', 'user/*.cruds', 'patient/Patient.rs?_id=p'])('CDS-D14: %s lets the patient be read', async (scope) => {
    expect((await cards(viewing('p', { prefetch: null, ...access({ scope }) }))).length).toBe(1);
  });

  test.each(['patient/Observation.read', 'patient/Patient.write', 'patient/Patient.s', 'patient/Patient.cud', 'openid', ''])('CDS-D13: %j does not, and the server is not asked', async (scope) => {
    await refused(viewing('p', { prefetch: null, ...access({ scope }) }));
    expect(ehr.asked).toEqual([]);
  });

  test('CDS-D13: a token that has run out, or is for another patient, is not used', async () => {
    await refused(viewing('p', { prefetch: null, ...access({ expires_in: 0 }) }));
    await refused(viewing('p', { prefetch: null, ...access({ patient: 'q' }) }));
    expect(ehr.asked).toEqual([]);
  });

  test('CDS-D13: a token that runs out meanwhile is not used any longer', async () => {
    ehr.answer = async (path) => { await new Promise((resolve) => { setTimeout(resolve, 700); }); return path === '/fhir/Patient/p' ? patient('p') : undefined; };
    await refused(viewing('p', { prefetch: null, ...access({ expires_in: 0.3 }) }));
  });

  test.each([['no scope', { scope: undefined }], ['no subject', { subject: undefined }], ['another type', { token_type: 'mac' }], ['no patient beside a scope of patients', { patient: undefined }], ['an empty token', { access_token: '' }]])('CDS-D13: %s is 400', async (_what, more) => {
    expect(await call(viewing('p', access(more)))).toMatchObject({ status: 400, body: outcome('invalid', matching(/^fhirAuthorization\./)) });
  });

  test('CDS-D13: without the server it is for is 400 (cds-r-1)', async () => {
    expect(await call(viewing('p', { ...access(), fhirServer: undefined }))).toMatchObject({ status: 400, body: outcome('invalid', matching(/cds-r-1/)) });
  });

  test('CDS-D11: every question carries it', async () => {
    ehr.answer = (path) => (path.startsWith('/fhir/Patient') ? { resourceType: 'Patient', id: 'n' } : searchset([sarcoma('c', 'n')]));
    await cards(choosing({ prefetch: null, ...access({ patient: 'n' }) }));
    expect(ehr.asked.map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`, `Bearer ${token}`]);
  });

  test('CDS-D15: an EHR that sends elsewhere is not followed, and the token does not travel', async () => {
    ehr.answer = (_path, reply) => reply.redirect(`${elsewhere.url}/Patient/p`);
    expect(await refused(viewing('p', { prefetch: null, ...access() }))).toContain('EHR_REFUSED: The EHR answered 302');
    expect(elsewhere.asked).toEqual([]);
  });

  test.each([
    ['not on the list', () => elsewhere.url], ['that only begins like one', () => `${ehr.url}.elsewhere.example.org`], ['with a user before the host', () => ehr.url.replace('127.0.0.1', '127.0.0.1@elsewhere.example.org')],
    ['of the cloud\'s own', () => 'http://169.254.169.254/latest/meta-data'], ['on another port', () => 'http://127.0.0.1:1/fhir'],
  ])('CDS-D15: a server %s is 403', async (_what, fhirServer) => {
    await forbidden(fhirServer());
  });

  test('CDS-A1: a server of the list beyond this machine is not spoken to in the clear', async () => {
    await forbidden('http://ehr.internal/fhir');
  });
});

describe('an EHR that fails', () => {
  const failures: readonly [string, ScriptedEhr['answer'], RegExp][] = [
    ['answers HTML', (_path, reply) => reply.type('text/html').send('<html>sign in</html>'), /EHR_REFUSED: The EHR answered with something other than FHIR JSON/],
    ['has revoked the token', (_path, reply) => reply.code(401).send({}), /EHR_REFUSED: The EHR answered 401/],
    ['breaks', (_path, reply) => reply.code(500).send({}), /EHR_UNAVAILABLE: The EHR answered 500/],
    ['answers with another patient', () => patient('q'), /PATIENT_MISMATCH/],
    ['answers with an OperationOutcome', () => failed, /PATIENT_MISMATCH/],
    ['does not know the patient', () => undefined, /PATIENT_NOT_FOUND: The EHR does not know Patient\/p/],
    ['sends without end', (_path, reply) => reply.type('application/fhir+json').send('"'.padEnd(5_000_000, 'x')), /EHR_UNAVAILABLE/],
  ];
  test.each(failures)('CDS-D17: that %s is 412 with an OperationOutcome of one sentence', async (_what, answer, text) => {
    ehr.answer = answer;
    expect(await refused(viewing('p', { prefetch: null, ...access() }))).toMatch(text);
  });

  test('that is slow is waited for no longer than a card can', async () => {
    ehr.answer = async () => { await new Promise((resolve) => { setTimeout(resolve, 6000); }); return patient('p'); };
    const began = performance.now();
    expect(await refused(viewing('p', { prefetch: null, ...access() }))).toContain('EHR_UNAVAILABLE');
    expect(performance.now() - began).toBeLessThan(5500);
  });
});

test('CDS-D18: a card comes within 500 ms, from prefetch and from the server alike', async () => {
  const times: number[] = [];
  for (let k = 0; k < 20; k += 1) {
    const began = performance.now();
    await cards(viewing('p', k % 2 === 0 ? { prefetch: { patient: patient('p') } } : { prefetch: null, ...access() }));
    times.push(performance.now() - began);
  }
  expect(times.toSorted((a, b) => a - b)[18]).toBeLessThan(500);
});

test('CDS-D12: neither the access token nor the JWT of any call is in the database or in the log', async () => {
  const jwt = await site.credentials.client(`${site.url}/cds-services/sarcolens-patient-view`);
  await site.anybody.post('/cds-services/sarcolens-patient-view').set('authorization', jwt).send(viewing('p', { prefetch: null, ...access() })).expect(200);
  ehr.answer = () => { throw new Error('broken'); };
  await refused(viewing('p', { prefetch: null, ...access() }));
  const tables = await site.dataSource.query<{ name: string }[]>("SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'");
  const rows = await Promise.all(tables.map(({ name }) => site.dataSource.query<{ row: string }[]>(`SELECT t::text AS row FROM ${name} AS t`)));
  const everything = [...rows.flat().map(({ row }) => row), ...log].join('\n');
  expect(rows.flat().length).toBeGreaterThan(50);
  expect(everything).not.toContain(token);
  expect(everything).not.toContain(jwt.replace('Bearer ', '').split('.')[2]);
  expect(log.length).toBeGreaterThan(0);
});
