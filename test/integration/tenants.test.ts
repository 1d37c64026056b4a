import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import supertest from 'supertest';
import { z } from 'zod';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import { demonstrationPacs } from '../../demo/pacs.js';
import { frame } from '../../src/hl7v2/mllp.js';
import { matching } from '../support/answers.js';
import { cardsOf, ordersOf, progressOf } from '../support/read-answers.js';
import { clientsOf, createCredentials, type Credentials } from '../support/credentials.js';
import { routesOf } from '../support/installation.js';
import { freePort, until } from '../support/processes.js';
import { patientWith } from '../support/small-study.js';
import { type House, house, type Resident } from '../support/tenants.js';
import { type Replaceable, replaceable } from '../support/ward.js';

const names = ['north', 'south'] as const;
type Name = (typeof names)[number];
const other: Readonly<Record<Name, Name>> = { north: 'south', south: 'north' };

/** Both hospitals know a patient, an order and a study of the same numbers; they are two people. */
const patientId = 'SHARED-7';
const born: Readonly<Record<Name, string>> = { north: '1970-01-01', south: '1950-06-15' };
/** In years, on the day of the study. */
const ages: Readonly<Record<Name, number>> = { north: 56, south: 75 };
const placer = 'P-SHARED-7';

const vendorIssuer = 'https://vendor.example.org';
const bundle = z.looseObject({ entry: z.array(z.looseObject({ resource: z.looseObject({ resourceType: z.string(), id: z.string() }) })).default([]) });
const openToAll = new Set([200, 204, 308, 400]);

let both: House;
let vendor: Credentials;
let servers: readonly Replaceable[];
const hl7Ports = new Map<Name, number>();

async function hospital(name: Name) {
  const known = { patients: [patientWith(patientId, { birthDate: born[name], familyName: `Family of ${name}` })] };
  const [ehr, pacs] = [await replaceable('/fhir'), await replaceable('/dicom-web')];
  await ehr.start(demonstrationEhr(known, ehr.url));
  await pacs.start(demonstrationPacs(known));
  servers = [...servers, ehr, pacs];
  hl7Ports.set(name, await freePort());
  return {
    ehr: { fhirUrl: ehr.url, attempts: 1 }, pacs: { dicomWebUrl: pacs.url, attempts: 1 }, hl7: { port: hl7Ports.get(name) }, auditKey: `the key of ${name} only`,
    moreClients: clientsOf(vendor).map((client) => ({ ...client, issuer: vendorIssuer })),
  };
}

const typed = (code: string, value: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, value });
const order = { resourceType: 'ServiceRequest', identifier: [{ ...typed('PLAC', placer), system: 'urn:placer' }, typed('ACSN', `A-${patientId}`)], status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` } };
const viewing = () => ({ hook: 'patient-view', hookInstance: randomUUID(), context: { userId: `Practitioner/${randomUUID()}`, patientId }, prefetch: { patient: { resourceType: 'Patient', id: patientId, birthDate: '1970-01-01' } } });

async function ordersAt(tenant: Resident, number = placer) { return ordersOf(await tenant.as('clinician').get(`/fhir/ServiceRequest?identifier=${number}`)); }
async function search(tenant: Resident, query: string) { return bundle.parse((await tenant.as('every-role').get(`/fhir/${query}`)).body).entry.map(({ resource }) => resource); }

beforeAll(async () => {
  servers = [];
  vendor = await createCredentials();
  both = await house({ north: await hospital('north'), south: await hospital('south') }, { logLevel: 'debug', wait: { firstSeconds: 1, longestSeconds: 1 }, worker: { threads: 1, pollSeconds: 0.5 } });
  for (const name of names) {
    const tenant = both.of(name);
    await tenant.as('integrator').post('/fhir/ServiceRequest').send(order).expect(201);
    await until(`the analysis at ${name}`, async () => progressOf((await ordersAt(tenant))[0] ?? { meta: undefined }).state === 'done', 40_000);
  }
}, 120_000);
afterAll(async () => {
  await both.remove();
  await Promise.all(servers.map((server) => server.stop()));
});

/** What the FHIR doors hold of the patient, as `Type/id`: what is found, and what that refers to. */
async function held(tenant: Resident): Promise<readonly string[]> {
  const [risk] = await search(tenant, `RiskAssessment?patient=${patientId}`);
  const all = [
    ...await search(tenant, `RiskAssessment?patient=${patientId}`), ...await search(tenant, `Observation?patient=${patientId}`),
    ...await search(tenant, `ServiceRequest?patient=${patientId}`), ...await search(tenant, `Provenance?target=RiskAssessment/${risk?.id ?? ''}`),
  ];
  const referred = [...JSON.stringify(all).matchAll(/"reference":"(\w+\/[\w.-]+)"/g)].map(([, reference = '']) => reference);
  return [...new Set([...all.map(({ resourceType, id }) => `${resourceType}/${id}`), ...referred])];
}

/** The routes of a tenant with the ids of what it holds in them. */
async function addressesOf(tenant: Resident): Promise<readonly { readonly method: string; readonly path: string }[]> {
  const ids = new Map((await held(tenant)).map((reference) => [reference.split('/')[0] ?? '', reference.split('/')[1] ?? '']));
  return routesOf(tenant.app()).map((route) => {
    const [method = '', path = ''] = route.split(' ');
    const id = ids.get(/^\/fhir\/(\w+)/.exec(path)?.[1] ?? '') ?? 'x';
    return { method, path: path.replace(/:uid/, '1.2.3').replace('/cds-services/:id', '/cds-services/sarcolens-patient-view').replace(/:\w+/g, id).replace(/\*.*/, 'index.html') };
  });
}

const ask = async (tenant: Resident, { method, path }: { readonly method: string; readonly path: string }, authorization?: string) => {
  const body = ['POST', 'PUT', 'PATCH'].includes(method) ? { body: '{}' } : {};
  const answer = await fetch(tenant.url + path, { method, headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }, redirect: 'manual', ...body });
  return { status: answer.status, text: await answer.text() };
};

describe.each(names)('%s, with the same patient, order and study as the other', (name) => {
  const own = (): Resident => both.of(name);
  const stranger = (): Resident => both.of(other[name]);

  test('shows its own person only, by whatever number is asked', async () => {
    const [mine, theirs] = [await held(own()), await held(stranger())];
    const ofPatients = theirs.filter((reference) => /^(RiskAssessment|Observation|Provenance|ServiceRequest)\//.test(reference));
    expect(new Set(ofPatients.map((reference) => reference.split('/')[0])).size).toBe(4);
    expect(mine.filter((reference) => ofPatients.includes(reference))).toEqual([]);
    for (const reference of ofPatients) {
      expect([reference, (await own().as('every-role').get(`/fhir/${reference}`)).status]).toEqual([reference, 404]);
      expect([reference, (await stranger().as('every-role').get(`/fhir/${reference}`)).status]).toEqual([reference, 200]);
    }
  });

  test('computed with its own EHR\'s birth date, and says so in GraphQL', async () => {
    const [risk] = await search(own(), `RiskAssessment?patient=${patientId}`);
    const ask = { query: 'query R($id: ID!) { result(id: $id) { inputs { name value } } }', variables: { id: risk?.id } };
    const mine: unknown = (await own().as('clinician').post('/graphql').send(ask)).body;
    const age = z.object({ data: z.object({ result: z.object({ inputs: z.array(z.object({ name: z.string(), value: z.number() })) }) }) }).parse(mine).data.result.inputs.find(({ name: input }) => input.includes('age'))?.value;
    expect(age).toBe(ages[name]);
    expect((await stranger().as('clinician').post('/graphql').send(ask)).body).toEqual({ data: { result: null } });
  });

  test('opens no door to the other\'s credentials, bearer token or JWT', async () => {
    const addresses = await addressesOf(own());
    const letIn: string[] = [];
    for (const address of addresses) {
      const route = `${address.method} ${address.path}`;
      const without = await ask(own(), address);
      const strangers = [stranger().credentials.bearer('every-role'), await stranger().credentials.client(own().url + address.path), await vendor.client(stranger().url + address.path, { claims: { iss: vendorIssuer } })];
      for (const authorization of strangers) {
        const answer = await ask(own(), address, authorization);
        expect([route, answer.status]).toEqual([route, without.status]);
        expect([401, 403, 404].includes(answer.status) || openToAll.has(answer.status)).toBe(true);
        expect(answer.text).not.toContain(patientId);
      }
      const mine = await ask(own(), address, address.path.startsWith('/cds-services/') ? await own().credentials.client(own().url + address.path) : own().credentials.bearer('every-role'));
      if (mine.status !== without.status) letIn.push(route);
    }
    expect(addresses.length).toBeGreaterThan(30);
    // The addresses are those of doors that its own callers come through.
    for (const type of ['RiskAssessment', 'Observation', 'Provenance', 'ServiceRequest']) expect(letIn.some((route) => new RegExp(`^GET /fhir/${type}/[0-9a-f-]+$`).test(route))).toBe(true);
    expect(letIn).toEqual(expect.arrayContaining(['POST /graphql', 'POST /cds-services/sarcolens-patient-view', 'POST /cds-services/sarcolens-patient-view/feedback', 'GET /metrics']));
  });

  test('B1: answers discovery below its address, and the audience of a JWT is that address', async () => {
    expect((await supertest(own().url).get('/cds-services')).body).toMatchObject({ services: [{ hook: 'patient-view' }, {}, {}] });
    const path = '/cds-services/sarcolens-patient-view';
    const call = async (authorization: string) => (await supertest(own().url).post(path).set('authorization', authorization).send(viewing())).status;
    expect(await call(await own().credentials.client(both.url + path))).toBe(401);
    expect(await call(await own().credentials.client(own().url + path))).toBe(200);
    expect(await call(await vendor.client(own().url + path, { claims: { iss: vendorIssuer } }))).toBe(200);
    expect(await call(await vendor.client(stranger().url + path, { claims: { iss: vendorIssuer } }))).toBe(401);
  });

  test('links its cards to its own pages', async () => {
    const [card] = cardsOf(await own().callHook('sarcolens-patient-view', viewing()));
    expect(card?.links).toEqual([expect.objectContaining({ type: 'absolute', url: matching(new RegExp(`^${own().url}/#/\\w+/`)) })]);
  });

  test('F4: knows no card of the other\'s, as it knows none that never was', async () => {
    const [card] = cardsOf(await stranger().callHook('sarcolens-patient-view', viewing()));
    const report = async (uuid: string) => {
      const { status, text } = await own().callHook('sarcolens-patient-view/feedback', { feedback: [{ card: uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }] });
      return { status, text: text.replaceAll(uuid, 'UUID') };
    };
    const never = await report(randomUUID());
    expect(card?.uuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(await report(card?.uuid ?? '')).toEqual(never);
    expect((await stranger().callHook('sarcolens-patient-view/feedback', { feedback: [{ card: card?.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }] })).status).toBe(200);
  });

  test('takes HL7 v2 at a port of its own', async () => {
    const number = `HL7-${name}`;
    const message = ['MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ORM^O01|m1|P|2.5.1', 'PID|1||HL7P^^^HOSP^MR', `ORC|NW|${number}^RIS`, `OBR|1|${number}^RIS||36235-3^MR Lower leg^LN`].join('\r');
    const answer = await new Promise<string>((answered) => {
      const socket = connect(hl7Ports.get(name) ?? 0, '127.0.0.1', () => { socket.write(frame(message)); });
      socket.on('data', (chunk: Buffer) => { socket.end(); answered(chunk.toString()); });
    });
    expect(answer).toContain('MSA|AA|m1');
    expect([(await ordersAt(own(), number)).length, (await ordersAt(stranger(), number)).length]).toEqual([1, 0]);
  });

  test('counts its own in its metrics and is named in none of them', async () => {
    const { text } = await own().as('auditor').get('/metrics');
    expect(text).toContain('sarcolens_analyses{state="done"} 1');
    expect(text).not.toMatch(/north|south|SHARED-7/);
  });
});

describe('the listener', () => {
  test.each([['', ''], ['?lang=en', '?lang=en']])('leads from an address without its last slash to that with it (%s)', async (query, kept) => {
    const { url } = both.of('north');
    const bare = await fetch(url + query, { redirect: 'manual' });
    expect([bare.status, new URL(bare.headers.get('location') ?? '', url).href]).toEqual([308, `${url}/${kept}`]);
    expect((await fetch(url, { method: 'DELETE', redirect: 'manual' })).status).toBe(404);
  });

  test('has nothing of its own but health, which names nobody', async () => {
    expect(await (await fetch(`${both.url}/health/live`)).json()).toEqual({ status: 'alive' });
    expect(await (await fetch(`${both.url}/health/ready`)).json()).toEqual({ status: 'ready', waitingFor: [] });
    const refusal = { statusCode: 404, message: 'There is no such door.' };
    const authorization = both.of('north').credentials.bearer('every-role');
    for (const path of ['/', '/t', '/t/', '/t/nobody', '/t/nobody/health/ready', '/t/NORTH/health/live', '/t/%6eorth/health/live', '/north/health/live', '/metrics', '/cds-services', '/fhir/metadata', '/graphql', '/%zz']) {
      const answer = await fetch(both.url + path, { headers: { authorization }, redirect: 'manual' });
      expect([path, answer.status, await answer.json()]).toEqual([path, 404, refusal]);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(`${both.url}/t/nobody/graphql`, { method, ...(method === 'POST' ? { body: '<x/>', headers: { 'content-type': 'text/xml' } } : {}) });
      expect([method, answer.status, await answer.json()]).toEqual([method, 404, refusal]);
    }
  });

  test('hands a request over as it was sent: dots lead from no tenant to another', async () => {
    const raw = await new Promise<string>((answered) => {
      const { hostname, port } = new URL(both.url);
      let text = '';
      const socket = connect(Number(port), hostname, () => { socket.write(`GET /t/north/../south/fhir/RiskAssessment?patient=${patientId} HTTP/1.1\r\nhost: x\r\nauthorization: ${both.of('south').credentials.bearer('every-role')}\r\nconnection: close\r\n\r\n`); });
      socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      socket.on('close', () => { answered(text); });
    });
    expect(raw).toMatch(/^HTTP\/1\.1 404 /);
    expect(raw).not.toContain(patientId);
  });
});

describe('the log', () => {
  test('says of every line whose it is, and no line says who the patient is', () => {
    const lines = both.log().map((line) => z.looseObject({ msg: z.string(), tenant: z.string().optional() }).parse(JSON.parse(line)));
    const jobs = lines.filter(({ msg }) => msg === 'job done');
    expect(new Set(jobs.map(({ tenant }) => tenant))).toEqual(new Set(names));
    expect(lines.filter(({ tenant, msg }) => tenant === undefined && msg !== 'nest')).toEqual([]);
    expect(both.log().join('')).not.toMatch(/Family of|1970-01-01|1950-06-15|SHARED-7|Bearer/);
  });
});
