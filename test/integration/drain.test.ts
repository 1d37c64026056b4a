import { connect } from 'node:net';
import type { Settings } from '../../src/config/index.js';
import { SETTINGS } from '../../src/config/tokens.js';
import { endServing } from '../../src/main.js';
import { outcome } from '../support/answers.js';
import { serviceOf, viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';
import { until } from '../support/processes.js';
import { type ScriptedEhr, scriptedEhr } from '../support/scripted-ehr.js';
import { createSite } from '../support/service.js';

/** An EHR that says nothing until it is let. */
async function slowEhr(): Promise<{ readonly ehr: ScriptedEhr; readonly letAnswer: () => void }> {
  const ehr = await scriptedEhr();
  let letAnswer: () => void = () => undefined;
  const let_ = new Promise<void>((resolve) => { letAnswer = resolve; });
  ehr.answer = async () => { await let_; return { resourceType: 'Patient', id: 'p', birthDate: '1950-01-01' }; };
  return { ehr, letAnswer };
}

const accessToFhir = { access_token: 'secret', token_type: 'Bearer', expires_in: 300, scope: 'patient/Patient.read', subject: 'client', patient: 'p' };
const slowCall = (ehr: ScriptedEhr) => viewing('p', { prefetch: null, fhirServer: ehr.url, fhirAuthorization: accessToFhir });

describe('a service that is asked to end', () => {
  let site: Installation;
  let slow: Awaited<ReturnType<typeof slowEhr>>;
  beforeAll(async () => {
    slow = await slowEhr();
    site = await install({ http: { drainSeconds: 1 }, ehr: { fhirUrl: slow.ehr.url }, security: { fhirServers: [slow.ehr.url] } });
  });
  afterAll(async () => { await site.remove(); await slow.ehr.close(); });

  test('says first that it is not ready, then takes nothing new, answers what was begun, and closes', async () => {
    const begun = site.callHook(serviceOf('patient-view'), slowCall(slow.ehr)).then(({ status, body }) => ({ status, body: body as unknown }));
    await until('the EHR to be asked', () => Promise.resolve(slow.ehr.asked.length > 0));
    const port = Number(new URL(site.url).port);
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    const token = site.credentials.bearer('clinician');
    const query = JSON.stringify({ query: '{ site { engine } }' });
    await new Promise<void>((sent) => { socket.write(`POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: ${token}\r\ncontent-length: ${query.length}\r\n\r\n${query.slice(0, 5)}`, () => { sent(); }); });

    const settings: Settings = site.app.get(SETTINGS);
    let hasEnded = false;
    const ended = endServing(site.app, settings).then(() => { hasEnded = true; });
    expect(await (await fetch(`${site.url}/health/ready`)).json()).toEqual({ status: 'not ready', waitingFor: ['the end of the process'] });
    expect((await fetch(`${site.url}/health/ready`)).status).toBe(503);
    expect((await site.as('clinician').get('/fhir/RiskAssessment?patient=p')).status).toBe(200);

    await until('new connections to be refused', () => fetch(`${site.url}/health/live`).then(() => false, () => true));
    socket.write(`${query.slice(5)}GET /fhir/RiskAssessment?patient=p HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\n\r\n`);
    await until('the connection to be closed', () => Promise.resolve(socket.closed));
    const [first = '', second = ''] = text.split(/(?=HTTP\/1\.1 )/);
    expect(first).toMatch(/^HTTP\/1\.1 200 [\s\S]*"engine"/);
    expect(second).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close/i);
    expect(JSON.parse(second.split('\r\n\r\n')[1] ?? '')).toEqual(outcome('transient'));

    expect(hasEnded).toBe(false);
    slow.letAnswer();
    expect(await begun).toMatchObject({ status: 200, body: { cards: [] } });
    await ended;
  }, 60_000);
});

test('SIGTERM: `sarcolens serve` answers the request it has, and ends with 0', async () => {
  const { ehr, letAnswer } = await slowEhr();
  const site = await createSite({ ehrUrl: ehr.url, pacs: { dicomWebUrl: 'http://127.0.0.1:1/dicom-web' }, more: {} });
  const server = await site.serve();
  const begun = site.callHook(serviceOf('patient-view'), slowCall(ehr)).then(async (answer) => ({ status: answer.status, body: await answer.text() }));
  await until('the EHR to be asked', () => Promise.resolve(ehr.asked.length > 0));
  const ended = server.kill('SIGTERM');
  await until('new connections to be refused', () => fetch(`${site.url}/health/live`).then(() => false, () => true));
  letAnswer();
  expect(await begun).toEqual({ status: 200, body: '{"cards":[]}' });
  await ended;
  expect(server.child.exitCode).toBe(0);
  await site.remove();
  await ehr.close();
}, 60_000);
