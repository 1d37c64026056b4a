import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { done, type Outcome } from '../../src/platform/problem.js';
import { EhrServer, type TokenSource } from '../../src/studies/ehr-server.client.js';
import { EhrClient } from '../../src/studies/ehr.client.js';
import { FhirReads } from '../../src/cds-hooks/fhir-reads.client.js';

// An EHR that is broken or means harm: whoever asks it is answered in time and in little memory, uses nothing of it, and tells no other server anything.
let server: Server;
let stranger: Server;
let base: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
let askedOfStranger: string[] = [];

const listen = async (made: Server): Promise<string> => {
  await new Promise<void>((ready) => { made.listen(0, '127.0.0.1', ready); });
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
};
let elsewhere: string;
beforeAll(async () => {
  server = createServer((request, response) => { asked.push({ path: request.url ?? '', authorization: request.headers.authorization }); answer(request, response); });
  stranger = createServer((request, response) => { askedOfStranger.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`); response.end('{}'); });
  base = `${await listen(server)}/fhir`;
  elsewhere = await listen(stranger);
});
afterAll(() => { for (const one of [server, stranger]) { one.closeAllConnections(); one.close(); } });
beforeEach(() => { asked = []; askedOfStranger = []; });

const json = (body: unknown) => (_request: IncomingMessage, response: ServerResponse): void => { response.setHeader('content-type', 'application/fhir+json').end(typeof body === 'string' ? body : JSON.stringify(body)); };
const patient = (more: object = {}) => ({ resourceType: 'Patient', id: 'p', birthDate: '1960-01-01', ...more });
const tokens = (drop: TokenSource['drop'] = () => 'there is no other'): TokenSource => ({ current: () => Promise.resolve(done('secret-token')), drop });
/** Who may ask again waits longer, so that a busy machine is not taken for a slow EHR. */
const settings = (attempts = 1) => ({ fhirUrl: base, attempts, timeoutMs: attempts === 1 ? 1000 : 20_000, writeResults: false });

/** The three that ask an EHR, each for a patient. */
const askers: Readonly<Record<string, (attempts?: number) => Promise<Outcome<unknown>>>> = {
  'an analysis': (attempts) => new EhrClient(settings(attempts), tokens()).readPatient('p'),
  'what reads by plain REST': async (attempts) => {
    const read = await new EhrServer(settings(attempts), tokens()).send({ path: 'Patient/p' });
    if (!read.ok) return read;
    return read.value.status === 200 && read.value.body !== undefined ? read : { ok: false, problem: { code: 'EHR_REFUSED', text: 'nothing' } };
  },
  'a card': () => new FhirReads(base, { access_token: 'secret-token', expires_in: 300, scope: 'user/*.read', token_type: 'Bearer', subject: 'x' }, 'p').read('Patient/p'),
};

const hundredMegabytes: typeof answer = (_request, response) => {
  response.setHeader('content-type', 'application/fhir+json').write('{"resourceType":"Patient","id":"p","text":"');
  const piece = Buffer.alloc(1e6, 'x');
  let left = 100;
  const more = (): void => { while (left > 0) { left -= 1; if (!response.write(piece)) { response.once('drain', more); return; } } response.end('"}'); };
  more();
};

/** What it does, and what it is then said to be. */
const wrongs: readonly (readonly [string, typeof answer, RegExp])[] = [
  ['says nothing', () => undefined, /^EHR_UNAVAILABLE$/],
  ['sends a byte now and then', (_request, response) => { const more = setInterval(() => { response.write('{'); }, 300); response.once('close', () => { clearInterval(more); }); }, /^EHR_UNAVAILABLE$/],
  ['answers HTML', (_request, response) => { response.setHeader('content-type', 'text/html').end('<html>Please log in</html>'); }, /^EHR_REFUSED$/],
  ['sends to another server', (_request, response) => { response.writeHead(302, { location: `${elsewhere}/fhir/Patient/p` }).end(); }, /^EHR_(REFUSED|UNAVAILABLE)$/],
  ['takes no token', (_request, response) => { response.writeHead(401).end(); }, /^EHR_REFUSED$/],
  ['is cut in the middle', json('{"resourceType":"Patient","id":"p"'), /^EHR_REFUSED$/],
  ['breaks the connection', (request) => { request.socket.destroy(); }, /^EHR_UNAVAILABLE$/],
  ['sends a hundred megabytes', hundredMegabytes, /^EHR_(REFUSED|UNAVAILABLE)$/],
];

describe.each(Object.keys(askers))('%s, of an EHR that', (asker) => {
  test.each(wrongs)('FHIR-F23: %s', async (_what, wrong, code) => {
    answer = wrong;
    const [began, before] = [performance.now(), process.memoryUsage().rss];
    const outcome = await askers[asker]?.();
    expect(!(outcome?.ok) ? outcome.problem.code : 'taken').toMatch(code);
    expect(!(outcome?.ok) ? outcome.problem.text : '').not.toMatch(/secret-token|\n/);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(80e6);
    expect(askedOfStranger).toEqual([]);
  });
});

test('FHIR-F1: another patient than the one asked for is not taken, and one that says it replaces that one is', async () => {
  const read = () => new EhrClient(settings(), tokens()).readPatient('p');
  const codeOf = async () => { const outcome = await read(); return outcome.ok ? outcome.value.id : outcome.problem.text; };
  answer = json(patient({ id: 'q' }));
  expect(await codeOf()).toBe('The EHR answered with another patient than the one asked for; nothing of it is used.');
  answer = json(patient({ id: 'q', link: [{ type: 'seealso', other: { reference: 'Patient/p' } }, { type: 'replaces', other: { reference: 'Patient/pp' } }] }));
  expect(await codeOf()).toMatch(/another patient/);
  answer = json(patient({ id: 'q', link: [{ type: 'replaces', other: { reference: `${base}/Patient/p/_history/2` } }] }));
  expect(await codeOf()).toBe('q');
});

test('an answer that is too large is said to be, and not asked for again', async () => {
  answer = hundredMegabytes;
  expect(await askers['what reads by plain REST']?.(3)).toEqual({ ok: false, problem: { code: 'EHR_REFUSED', text: 'The EHR answered with more than 20 MB; nothing of it is used.' } });
  expect(asked.length).toBe(1);
});

test('studies of somebody else are not taken, and those of a record that the patient\'s has replaced are', async () => {
  const study = (id: string, subject: string | undefined) => ({ resource: { resourceType: 'ImagingStudy', id, status: 'available', ...(subject === undefined ? {} : { subject: { reference: subject } }), identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:1.2.${id}` }] } });
  answer = json({ resourceType: 'Bundle', type: 'searchset', entry: [study('1', 'Patient/p'), study('2', 'Patient/somebody'), study('3', `${base}/Patient/old`), study('4', undefined), study('5', 'Patient/pp')] });
  const found = async (ids: readonly string[]) => { const studies = await new EhrClient(settings(), tokens()).findImagingStudies('p', ids); return studies.ok ? studies.value.map(({ id }) => id) : studies.problem.code; };
  expect(await found([])).toEqual(['1', '4']);
  expect(await found(['old'])).toEqual(['1', '3', '4']);
});

test('JSON of ten thousand levels is read or refused, and nobody falls over it', async () => {
  answer = json(`{"resourceType":"Patient","id":"p","extension":${'['.repeat(10_000)}${']'.repeat(10_000)}}`);
  for (const ask of Object.values(askers)) expect(['boolean']).toContain(typeof (await ask()).ok);
});

test('pages without end, and a page on another server, end the search', async () => {
  const bundle = (next: string) => ({ resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'next', url: next }] });
  const find = async () => { const found = await new EhrClient(settings(), tokens()).findImagingStudies('p', []); return found.ok ? 'taken' : found.problem.code; };
  answer = (request, response) => { json(bundle(`${base}/ImagingStudy?page=${asked.length}`))(request, response); };
  expect(await find()).toBe('EHR_REFUSED');
  expect(asked.length).toBeLessThanOrEqual(10);
  answer = json(bundle(`${elsewhere}/fhir/ImagingStudy?page=2`));
  expect(await find()).toBe('EHR_REFUSED');
  expect(askedOfStranger).toEqual([]);
});

test('a token that is revoked between two pages is given up for another, once', async () => {
  let dropped = 0;
  answer = (request, response) => {
    if (asked.length === 2) { response.writeHead(401).end(); return; }
    json({ resourceType: 'Bundle', type: 'searchset', link: asked.length === 1 ? [{ relation: 'next', url: `${base}/ImagingStudy?page=2` }] : [] })(request, response);
  };
  const found = await new EhrClient(settings(), tokens(() => { dropped += 1; return 'another can be had'; })).findImagingStudies('p', []);
  expect([found.ok, dropped, asked.length]).toEqual([true, 1, 3]);
});
