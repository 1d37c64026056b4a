import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer as createSecure } from 'node:https';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settingsSchema } from '../../src/config/settings.js';
import type { Outcome } from '../../src/platform/problem.js';
import { fetchAll } from '../../src/studies/fetch-all.js';
import { PacsClient } from '../../src/studies/pacs.client.js';
import { createSeriesCache } from '../../src/studies/series-cache.js';
import { run } from '../support/processes.js';
import { describeReal, program } from '../support/real.js';

let home: string;
beforeAll(async () => { home = await mkdtemp(join(tmpdir(), 'sarcolens-pacs-')); });
afterAll(() => rm(home, { recursive: true, force: true }));

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

const servers: Server[] = [];
afterEach(() => { for (const server of servers.splice(0)) { server.closeAllConnections(); server.close(); } });

const listening = (server: Server): Promise<number> => new Promise((ready) => { server.listen(0, '127.0.0.1', () => { ready((server.address() as AddressInfo).port); }); });

/** A PACS that answers as a test says. */
async function pacsThat(answer: Answer, more: Record<string, unknown> = {}): Promise<PacsClient> {
  const server = createServer((request, response) => { void answer(request, response, new URL(request.url ?? '/', 'http://pacs')); });
  servers.push(server);
  return clientOf(`http://127.0.0.1:${await listening(server)}`, more);
}

function clientOf(dicomWebUrl: string, more: Record<string, unknown> = {}): PacsClient {
  const { pacs } = settingsSchema.parse({ pacs: { dicomWebUrl, attempts: 1, ...more } });
  if (pacs === undefined) throw new Error('no PACS in the settings');
  return new PacsClient(pacs);
}

const json = (response: ServerResponse, datasets: readonly object[]): void => { response.writeHead(200, { 'content-type': 'application/dicom+json' }).end(JSON.stringify(datasets)); };
const series = (uid: string, instances: number) => ({ '0020000E': { vr: 'UI', Value: [uid] }, '00080060': { vr: 'CS', Value: ['MR'] }, '00201209': { vr: 'IS', Value: [instances] } });
const parts = (response: ServerResponse, texts: readonly string[]): void => {
  const boundary = randomUUID();
  response.writeHead(200, { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` });
  response.end(`${texts.map((text) => `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n${text}\r\n`).join('')}--${boundary}--\r\n`);
};
const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.problem.code);
const announced = (uid: string, instances = 1) => ({ seriesInstanceUid: uid, modality: 'MR', instances });

describe('P1: QIDO-RS', () => {
  const all = Array.from({ length: 1234 }, (_, k) => series(`1.2.${k + 1}`, 1));

  test('P1: a list longer than a page is read to its end', async () => {
    const asked: string[] = [];
    const pacs = await pacsThat((_, response, url) => {
      const [offset, limit] = ['offset', 'limit'].map((name) => Number(url.searchParams.get(name)));
      asked.push(`${offset}`);
      json(response, all.slice(offset, offset + limit));
    });
    const found = await pacs.listSeries('1.2.3');
    expect(found.ok && found.value.map(({ seriesInstanceUid }) => seriesInstanceUid)).toEqual(all.map((_, k) => `1.2.${k + 1}`));
    expect(asked).toEqual([...Array.from({ length: 13 }, (_, k) => String(100 * k)), '1234']);
  });

  test.each([[1234], [100]])('P1: a PACS that knows no pages and has %i is asked no more than twice', async (count) => {
    let calls = 0;
    const pacs = await pacsThat((_, response) => { calls += 1; json(response, all.slice(0, count)); });
    const found = await pacs.listSeries('1.2.3');
    expect(found.ok && found.value.length).toBe(count);
    expect(calls).toBeLessThanOrEqual(2);
  });

  test.each([['204', 204, ''], ['an empty list', 200, '[]'], ['nothing at all', 200, ''], ['404', 404, '']])('P1: %s is an empty answer', async (_name, status, body) => {
    const pacs = await pacsThat((_request, response) => { response.writeHead(status, { 'content-type': 'application/dicom+json' }).end(body); });
    expect(await pacs.listSeries('1.2.3')).toEqual({ ok: true, value: [] });
  });
});

describe('P1: WADO-RS', () => {
  test('P1: another Accept is tried where the first is not known', async () => {
    const accepts: (string | undefined)[] = [];
    const pacs = await pacsThat((request, response) => {
      accepts.push(request.headers.accept);
      if (accepts.length === 1) response.writeHead(406).end();
      else parts(response, ['one']);
    });
    const fetched = await pacs.fetchSeries('1.2', announced('1.2.3'), { folder: join(home, 'accept'), budget: { left: 100 } });
    expect(fetched).toMatchObject({ ok: true, value: [{ bytes: 3 }] });
    expect(accepts).toEqual(['multipart/related; type="application/dicom"; transfer-syntax=*', 'multipart/related; type="application/dicom"']);
  });

  test('P1: a PACS that gives fewer than asked for is asked on', async () => {
    const pacs = await pacsThat((_, response, url) => { const offset = Number(url.searchParams.get('offset')); json(response, [1, 2, 3, 4, 5].map((k) => series(`1.2.${k}`, 1)).slice(offset, offset + 2)); });
    const found = await pacs.listSeries('1.2.3');
    expect(found.ok && found.value.length).toBe(5);
  });

  test('P1: what came of a series that is not whole does not count towards the limit', async () => {
    const pacs = await pacsThat((_, response) => { parts(response, ['x'.repeat(60)]); }, { attempts: 3, studyLimitBytes: 100 });
    const budget = { left: 100 };
    expect(codeOf(await pacs.fetchSeries('1.2', announced('1.2.3', 2), { folder: join(home, 'late'), budget }))).toBe('PACS_INCOMPLETE');
    expect(budget.left).toBe(100);
  });

  test('P1: fewer instances than announced are no series', async () => {
    const pacs = await pacsThat((_, response) => { parts(response, ['one']); });
    expect(codeOf(await pacs.fetchSeries('1.2', announced('1.2.3', 2), { folder: join(home, 'fewer'), budget: { left: 100 } }))).toBe('PACS_INCOMPLETE');
  });

  test('P1: several series are fetched at one time, and no more than the settings say', async () => {
    let [running, most] = [0, 0];
    const pacs = await pacsThat(async (_request, response, url) => {
      if (url.pathname.endsWith('/instances')) { json(response, []); return; }
      running += 1;
      most = Math.max(most, running);
      await sleep(30);
      running -= 1;
      parts(response, [url.pathname]);
    }, { seriesAtOnce: 3 });
    const all = Array.from({ length: 9 }, (_, k) => announced(`1.2.${k}`));
    const fetched = await fetchAll(pacs, '1.2', all, { folder: join(home, 'many') });
    expect(fetched.ok && await Promise.all(fetched.value.map(({ path }) => readFile(path, 'utf8')))).toEqual(all.map(({ seriesInstanceUid }) => `/studies/1.2/series/${seriesInstanceUid}`));
    expect(most).toBe(3);
  });

  test('P1: the limit is that of the whole study, and the first series that fails ends the others', async () => {
    let cut = 0;
    const pacs = await pacsThat((request, response, url) => {
      if (url.pathname.endsWith('.1')) { setTimeout(() => { parts(response, ['x'.repeat(2000)]); }, 30); return; }
      response.writeHead(200, { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' });
      response.write('--b\r\n\r\nslow');
      request.socket.once('close', () => { cut += 1; });
    }, { studyLimitBytes: 1000 });
    expect(await fetchAll(pacs, '1.2', [announced('1.2.1'), announced('1.2.2')], { folder: join(home, 'limit') })).toMatchObject({ ok: false, problem: { code: 'STUDY_TOO_LARGE' } });
    await sleep(20);
    expect(cut).toBeGreaterThanOrEqual(1);
  });
});

describe('a fetch that is no longer wanted', () => {
  const all = Array.from({ length: 6 }, (_, k) => announced(`1.2.${k}`));

  /** How long a fetch goes on after it was ended, and what it gave. */
  async function endedAfter(pacs: PacsClient, name: string, afterMs: number): Promise<readonly [number, string]> {
    const ending = new AbortController();
    let endedAt = Infinity;
    setTimeout(() => { endedAt = performance.now(); ending.abort(); }, afterMs);
    const came = await fetchAll(pacs, '1.2', all, { folder: join(home, name), signal: ending.signal }).then(codeOf, () => 'thrown');
    return [performance.now() - endedAt, came];
  }

  test('ends at once while it is being answered, and what waits for its turn is not asked for', async () => {
    let [asked, cut] = [0, 0];
    const pacs = await pacsThat((request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' });
      response.write('--b\r\n\r\nslow');
      request.socket.once('close', () => { cut += 1; });
    }, { seriesAtOnce: 2, attempts: 3 });
    const [ms, came] = await endedAfter(pacs, 'unwanted', 100);
    expect(ms).toBeLessThan(5000);
    expect(came).not.toBe('ok');
    await sleep(50);
    expect([asked, cut]).toEqual([2, 2]);
  });

  test('is not tried again', async () => {
    let asked = 0;
    const pacs = await pacsThat((_, response) => { asked += 1; response.writeHead(503).end(); }, { attempts: 4, seriesAtOnce: 6 });
    const [ms, came] = await endedAfter(pacs, 'again', 100);
    expect(ms).toBeLessThan(5000);
    expect([came, asked]).toEqual(['PACS_REFUSED', 6]);
  });
});

test('P1: the number of instances that a PACS says of a study is read, and none is made up', async () => {
  const study = (uid: string, more: object) => ({ '0020000D': { vr: 'UI', Value: [uid] }, ...more });
  const pacs = await pacsThat((_, response) => {
    json(response, [study('1.2.1', { '00201208': { vr: 'IS', Value: [12] } }), study('1.2.2', { '00201208': { vr: 'IS', Value: ['7'] } }), study('1.2.3', { '00201208': { vr: 'IS' } }), study('1.2.4', { '00201208': { vr: 'IS', Value: ['many'] } }), study('1.2.5', {})]);
  });
  const found = await pacs.findStudies({ AccessionNumber: 'A' });
  expect(found.ok && found.value.map(({ instances }) => instances)).toEqual([12, 7, null, null, null]);
});

describe('the cache', () => {
  test('what one server gave is not taken for another\'s', async () => {
    const answering = (text: string): Answer => (_, response, url) => { if (url.pathname.endsWith('/instances')) json(response, [{ '00080018': { vr: 'UI', Value: ['1.2.3.1'] } }]); else parts(response, [text]); };
    const servers = [await pacsThat(answering('one')), await pacsThat(answering('other'))];
    const cache = createSeriesCache({ folder: join(home, 'two servers'), limitBytes: 1000 });
    const texts = await Promise.all(servers.map(async (pacs, k) => {
      const outcome = await fetchAll(pacs, '1.2', [announced('1.2.3')], { folder: join(home, `server ${k}`), cache });
      return outcome.ok ? readFile(outcome.value[0]?.path ?? '', 'utf8') : outcome.problem.code;
    }));
    expect(texts).toEqual(['one', 'other']);
  });

  test('a series is fetched once, and again when it holds other instances', async () => {
    let [fetches, instances] = [0, ['1.2.3.1']];
    const pacs = await pacsThat((_, response, url) => {
      if (url.pathname.endsWith('/instances')) { json(response, instances.map((uid) => ({ '00080018': { vr: 'UI', Value: [uid] } }))); return; }
      fetches += 1;
      parts(response, instances.map((uid) => `instance ${uid}`));
    });
    const cache = createSeriesCache({ folder: join(home, 'series'), limitBytes: 1000 });
    const fetch = async (to: string) => {
      const outcome = await fetchAll(pacs, '1.2', [announced('1.2.3', instances.length)], { folder: join(home, to), cache });
      return outcome.ok ? Promise.all(outcome.value.map(({ path }) => readFile(path, 'utf8'))) : outcome.problem.code;
    };
    expect([await fetch('first'), await fetch('second'), fetches]).toEqual([['instance 1.2.3.1'], ['instance 1.2.3.1'], 1]);
    instances = ['1.2.3.1', '1.2.3.2'];
    expect([await fetch('third'), fetches]).toEqual([['instance 1.2.3.1', 'instance 1.2.3.2'], 2]);
    expect(await readdir(join(home, 'series'))).toHaveLength(2);
  });
});

describeReal('TLS', [program('openssl')], () => {
  test('a PACS is trusted by the authority of the settings, and by no other', async () => {
    const [key, certificate] = [join(home, 'key.pem'), join(home, 'certificate.pem')];
    await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate]);
    const server = createSecure({ key: await readFile(key), cert: await readFile(certificate) }, (_, response) => { json(response, [series('1.2.3', 1)]); });
    servers.push(server);
    const url = `https://127.0.0.1:${await listening(server)}`;
    expect(codeOf(await clientOf(url, { caFile: certificate }).listSeries('1.2'))).toBe('ok');
    expect(codeOf(await clientOf(url).listSeries('1.2'))).toBe('PACS_UNAVAILABLE');
  });
});
