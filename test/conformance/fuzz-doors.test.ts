import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { createLogger } from '../../src/platform/logger.js';
import { frame } from '../../src/hl7v2/mllp.js';
import { createCredentials } from '../support/credentials.js';
import { draftOrder, placer, selecting, serviceOf, signing, viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';
import { mutatedJson, mutatedText } from '../support/mutate-json.js';
import { freePort } from '../support/processes.js';
import { type Chance, chanceOf } from '../support/random.js';

/** How many requests are made; SARCOLENS_FUZZ=50000 for a night. The same seed gives the same requests, but for ids and tokens. */
const runs = Number(process.env.SARCOLENS_FUZZ ?? 1500);
const seed = Number(process.env.SARCOLENS_FUZZ_SEED ?? 1);
const longestMs = 20_000;

/** Stands wherever a request says something about a person; no log may hold it. */
const secret = 'ZZFUZZ';
const patientId = `${secret}-7`;
const patient = { resourceType: 'Patient', id: patientId, name: [{ family: secret }], birthDate: '1960-01-01', gender: 'female', identifier: [{ system: 'urn:mrn', value: secret }] };
const order = { resourceType: 'ServiceRequest', id: 'o1', status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}`, display: secret }, identifier: [placer('F1')], code: { text: 'MR thigh' }, reasonCode: [{ text: 'soft-tissue mass' }], authoredOn: '2026-11-01' };
const study = { resourceType: 'ImagingStudy', id: 's1', status: 'available', subject: { reference: `Patient/${patientId}` }, identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }], numberOfSeries: 1 };
const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [patient, order, study].map((resource) => ({ fullUrl: `urn:uuid:0000000${resource.id.length}-0000-4000-8000-000000000000`, resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } })) };
const subscription = { resourceType: 'Subscription', status: 'requested', reason: 'fuzz', criteria: 'urn:x', channel: { type: 'rest-hook', endpoint: 'https://example.org/hook', payload: 'application/fhir+json', header: ['x: y'] } };
const documents = [
  'query($id: ID!) { patient(id: $id) { id lesions { key volume: course(tag: "morph_volume", modality: "PT") { acquiredAt value unit } timePoints { acquiredAt results { id kind probability } } } } }',
  '{ patients(first: 10) { id orders { id analysis { state } } } }', 'mutation { enterClinicalVariable(patientId: "p", variable: "grade", value: "grade-2") { variable } }', '{ cards(patientId: "p", first: 3) { uuid } cdsLoad { service } writeBacks { state } }',
  'fragment f on Patient { id orders { id } } query { patient(id: "p") { ...f } }',
];
const searches = [`Patient=${patientId}`, `patient=${patientId}&_count=5`, `identifier=urn:test|F1`, `subject=Patient/${patientId}&_include=RiskAssessment:subject`, 'target=RiskAssessment/x&_count=1', 'date=ge2026-01-01&entity=Patient/x'];
const types = ['RiskAssessment', 'Observation', 'DiagnosticReport', 'Device', 'Provenance', 'DocumentReference', 'BodyStructure', 'Task', 'AuditEvent', 'ServiceRequest', 'Subscription', 'Patient'];
const hl7 = [
  `MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ORM^O01|m1|P|2.5.1\rPID|1||${patientId}^^^HOSP^MR||${secret}^A\rORC|NW|F2^RIS\rOBR|1|F2^RIS||36235-3^MR Lower leg^LN||||||||||||||ACC2`,
  `MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ADT^A40^ADT_A39|m2|P|2.5.1\rEVN|A40|20260302093000\rPID|1||${patientId}^^^HOSP^MR||${secret}\rMRG|OLD^^^HOSP^MR`,
  `MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||OMI^O23^OMI_O23|m3|P|2.5.1|||AL|NE||UNICODE UTF-8\rPID|1||${patientId}^^^HOSP^MR\rORC|NW|F3^RIS\rTQ1|1\rOBR|1|F3^RIS||X^Y\rIPC|ACC3|RP3|1.2.3.4|SP3`,
];

interface Request { readonly method: string; readonly path: string; readonly body?: string; readonly authorization?: string }

let site: Installation;
let hl7Port: number;
const lines: string[] = [];
const credentials = await createCredentials();

beforeAll(async () => {
  hl7Port = await freePort();
  const log = createLogger('debug', new Writable({ write(chunk, _encoding, done) { lines.push(String(chunk)); done(); } }));
  site = await install({ http: { requestsPerMinute: 100_000_000 }, hl7: { port: hl7Port }, ehr: { fhirUrl: 'http://127.0.0.1:1/fhir', attempts: 1 } }, credentials, log);
}, 60_000);
afterAll(() => site.remove());

const json = (value: Parameters<typeof mutatedJson>[0], chance: Chance): string => {
  const changed = [1, 2, 3].slice(0, 1 + chance.below(3)).reduce((now) => mutatedJson(now, chance), value);
  const text = JSON.stringify(changed);
  return chance.below(10) === 0 ? mutatedText(text, chance) : text;
};
const plain = (value: object): Parameters<typeof mutatedJson>[0] => JSON.parse(JSON.stringify(value)) as Parameters<typeof mutatedJson>[0];

const kinds: Readonly<Record<string, (chance: Chance) => Promise<Request>>> = {
  async hooks(chance) {
    const drafts = [draftOrder(patientId)];
    const calls = [viewing(patientId, { prefetch: { patient } }), selecting(patientId, drafts, { prefetch: { patient } }), signing(patientId, drafts, { prefetch: { patient } }), viewing(patientId, { prefetch: null, fhirServer: 'https://ehr.example.org/fhir', fhirAuthorization: { access_token: secret, token_type: 'Bearer', expires_in: 60, scope: 'patient/*.read', subject: 'x' } })];
    const call = chance.pick(calls);
    const path = `/cds-services/${serviceOf(call.hook)}`;
    return { method: 'POST', path, body: json(plain(call), chance), authorization: await credentials.client(site.url + path) };
  },
  async tokens(chance) {
    const path = `/cds-services/${serviceOf('patient-view')}`;
    const token = await credentials.client(site.url + path, { header: chance.pick([{}, { alg: 'none' }, { alg: 'HS384' }, { kid: "../../x'" }, { jku: 'http://169.254.169.254/jwks' }, { typ: 'x' }]), claims: chance.pick([{}, { exp: -1 }, { iat: 1e12 }, { aud: 'https://elsewhere' }, { iss: secret }, { jti: 'x'.repeat(300) }]) }).catch(() => 'Bearer x.y.z');
    const bytes = chance.below(2) === 0 ? token : `Bearer ${mutatedText(token.slice(7), chance).replaceAll(/[^\x21-\x7e]/g, '~')}`;
    return { method: 'POST', path, body: JSON.stringify(viewing(patientId, { prefetch: { patient } })), authorization: bytes.slice(0, 4000) };
  },
  async feedback(chance) {
    const path = `/cds-services/${serviceOf('patient-view')}/feedback`;
    const body = { feedback: [{ card: '11111111-1111-4111-8111-111111111111', outcome: 'overridden', outcomeTimestamp: '2026-11-01T00:00:00Z', overrideReason: { reason: { code: 'known' }, userComment: secret } }] };
    return { method: 'POST', path, body: json(plain(body), chance), authorization: await credentials.client(site.url + path) };
  },
  async intake(chance) {
    const resource = chance.pick([order, patient, study, bundle, subscription]);
    const [method, path] = resource === bundle ? ['POST', '/fhir'] : chance.pick([['POST', `/fhir/${resource.resourceType}`], ['PUT', `/fhir/${resource.resourceType}/${'id' in resource ? resource.id : 'x'}`]]);
    return Promise.resolve({ method, path, body: json(plain(resource), chance), authorization: credentials.bearer('every-role') });
  },
  async searches(chance) {
    const query = mutatedText(chance.pick(searches), chance);
    return Promise.resolve({ method: 'GET', path: `/fhir/${chance.pick(types)}${chance.pick(['?', '?', `/${mutatedText(patientId, chance).replaceAll(/[^\w%-]/g, '_')}?`])}${encodeURI(query.toWellFormed()).slice(0, 6000)}`, authorization: credentials.bearer(chance.pick(['clinician', 'auditor', 'integrator', 'every-role'])) });
  },
  async graphql(chance) {
    const query = chance.below(2) === 0 ? chance.pick(documents) : mutatedText(chance.pick(documents), chance);
    return Promise.resolve({ method: 'POST', path: '/graphql', body: chance.below(3) === 0 ? json({ query, variables: { id: patientId } }, chance) : JSON.stringify({ query, variables: { id: patientId } }), authorization: credentials.bearer('every-role') });
  },
  async pages(chance) {
    const path = chance.pick([`/launch?iss=http://127.0.0.1:1/fhir&launch=${secret}`, '/launch/callback?code=x&state=y', '/studies/1.2.3/report', '/health/ready', '/metrics', '/.well-known/jwks.json', '/fhir/metadata', '/cds-services', '/fhir-notifications/x']);
    return Promise.resolve({ method: chance.pick(['GET', 'GET', 'POST', 'PUT', 'DELETE']), path: `/${encodeURI(mutatedText(path.slice(1), chance).toWellFormed()).slice(0, 6000)}`, authorization: credentials.bearer('every-role') });
  },
};

/** How often each status was answered, by kind, for people. */
const answers = new Map<string, number>();
const internals = /\bat .*\.(?:js|ts):\d|node_modules|\/src\/|\/dist\/|SELECT .* FROM|QueryFailed/;

async function faultOf(kind: string, { method, path, body, authorization = '' }: Request): Promise<string | undefined> {
  const response = await fetch(site.url + path, {
    method, redirect: 'manual', signal: AbortSignal.timeout(longestMs),
    headers: { 'authorization': authorization.replaceAll(/[^\x20-\x7e]/g, '?'), 'content-type': path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json' }, ...(body === undefined || method === 'GET' ? {} : { body }),
  }).catch((error: unknown) => String(error));
  if (typeof response === 'string') return `no answer: ${response}`;
  const text = await response.text();
  answers.set(`${kind} ${response.status}`, (answers.get(`${kind} ${response.status}`) ?? 0) + 1);
  if (response.status >= 500 && response.status !== 503) return `${response.status} ${text.slice(0, 300)}`;
  return internals.test(text) && response.status >= 400 ? `internals: ${text.slice(0, 300)}` : undefined;
}

const told = ({ method, path, body }: Request): string => `${method} ${path.slice(0, 300)} ${body?.slice(0, 1500) ?? ''}`;

test(`${runs} requests that nobody means well with are answered by no 5xx, in time, without internals, and no log tells of a person`, async () => {
  const faults: string[] = [];
  for (let run = 0; run < runs && faults.length < 10; run += 20) {
    await Promise.all(Array.from({ length: 20 }, async (_, k) => {
      const chance = chanceOf(seed * 1e6 + run + k);
      const kind = chance.pick(Object.keys(kinds));
      const request = await kinds[kind]?.(chance);
      const fault = request && await faultOf(kind, request);
      if (request && fault !== undefined) faults.push(`run ${run + k}, ${kind}: ${fault}\n  ${told(request)}`);
    }));
  }
  expect(faults).toEqual([]);
  expect([...answers.keys()].filter((answer) => / 2\d\d$/.test(answer)).length).toBeGreaterThan(4);
  expect(lines.filter((line) => line.includes(secret)).map((line) => line.slice(0, 500))).toEqual([]);
  if (process.env.SARCOLENS_FUZZ !== undefined) process.stderr.write(`${JSON.stringify(Object.fromEntries([...answers].toSorted()))}\n`);
}, 60_000 + runs * 100);

/** Sends bytes on a connection of their own; what came back, once there is an answer, the connection is over, or nothing came for a while. */
const exchanged = (bytes: Buffer, waitsMs: number): Promise<string> => new Promise((resolve) => {
  const socket = connect({ port: hl7Port, host: '127.0.0.1' });
  let text = '';
  const over = (): void => { clearTimeout(late); socket.destroy(); resolve(text); };
  const late = setTimeout(over, waitsMs);
  socket.on('data', (chunk: Buffer) => { text += chunk.toString('latin1'); if (text.includes('\x1c\r')) over(); });
  socket.on('close', over).on('error', over);
  socket.write(bytes);
});

test(`HL7-V9: ${Math.ceil(runs / 5)} frames that are none are answered or end their connection, and the next is heard`, async () => {
  const codes = new Map<string, number>();
  for (let run = 0; run < runs / 5; run += 10) {
    await Promise.all(Array.from({ length: 10 }, async (_, k) => {
      const chance = chanceOf(seed * 2e6 + run + k);
      const message = [1, 2].slice(0, 1 + chance.below(2)).reduce((now) => mutatedText(now, chance), chance.pick(hl7)).replaceAll('|m', `|${run}-${k}m`);
      const bytes = frame(message);
      for (let changed = chance.below(3); changed > 0; changed -= 1) bytes[chance.below(bytes.length)] = chance.below(256);
      const answer = await exchanged(bytes, 300);
      expect(answer).not.toMatch(internals);
      for (const [, code = ''] of answer.matchAll(/MSA\|(\w\w)/g)) codes.set(code, (codes.get(code) ?? 0) + 1);
    }));
  }
  expect([...codes.keys()].length).toBeGreaterThan(1);
  expect(await exchanged(frame(`MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ORM^O01|last|P|2.5.1\rPID|1||p^^^HOSP^MR\rORC|NW|LAST^RIS\rOBR|1|LAST^RIS||X^Y`), longestMs)).toContain('MSA|AA|last');
  expect(lines.filter((line) => line.includes(secret)).map((line) => line.slice(0, 500))).toEqual([]);
}, 60_000 + runs * 20);

test('and the service still answers', async () => {
  expect((await fetch(`${site.url}/health/ready`)).status).toBe(200);
  expect((await site.callHook(serviceOf('patient-view'), viewing('nobody'))).status).toBe(200);
});
