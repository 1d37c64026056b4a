import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { settingsSchema } from '../../src/config/settings.js';
import { problemCodes } from '../../src/platform/problem.js';
import { fetchAll } from '../../src/studies/fetch-all.js';
import { boundaryOf, splitMultipart } from '../../src/studies/multipart.js';
import { PacsClient } from '../../src/studies/pacs.client.js';
import { chanceOf, type Chance } from '../support/random.js';

/** Bodies that are split, and of them how many come from a PACS; SARCOLENS_FUZZ as for mutated files. */
const runs = Number(process.env.SARCOLENS_FUZZ ?? 2000);
const fetched = Math.ceil(runs / 10);
const seed = Number(process.env.SARCOLENS_FUZZ_SEED ?? 1);
/** In a run of its own; beside others a machine may be busy. */
const longestMs = process.env.SARCOLENS_FUZZ === undefined ? 15_000 : 2000;

const boundary = 'b0undary';
const part = (content: string): string => `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n${content}\r\n`;
const contents = ['one', 'DICM'.repeat(60), '', '\r\n--b0undar\r\n\r\n', '--b0undary'];
const whole = (chance: Chance): Buffer => Buffer.from(`${Array.from({ length: 1 + chance.below(4) }, () => part(chance.pick(contents))).join('')}--${boundary}--\r\n`, 'latin1');
const pieces = ['\r\n', '\r', '--', `--${boundary}`, `\r\n--${boundary}`, `--${boundary}--`, '\r\n\r\n', ':', '\0', ' '.repeat(300), 'Content-Type: ', 'a'.repeat(20_000)];

/** The body with up to four things done to it: bits, pieces put in, parts taken out or twice, an early end. */
function mangled(body: Buffer, chance: Chance): Buffer {
  let out = Buffer.from(body);
  for (let k = chance.below(5); k > 0; k -= 1) {
    const at = chance.below(out.length + 1);
    const how = chance.below(5);
    if (how === 0 && out.length > 0) out[chance.below(out.length)] ^= 1 << chance.below(8);
    else if (how === 1) out = Buffer.concat([out.subarray(0, at), Buffer.from(chance.pick(pieces)), out.subarray(at)]);
    else if (how === 2) out = Buffer.concat([out.subarray(0, at), out.subarray(at + chance.below(80))]);
    else if (how === 3) out = Buffer.concat([out.subarray(0, at), out.subarray(chance.below(at + 1))]);
    else out = out.subarray(0, at);
  }
  return out;
}

const inPieces = (bytes: Buffer, chance: Chance): Readable => {
  const size = chance.pick([1, 2, 3, 7, 64, 4096, 100_000]);
  return Readable.from((function* () { for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size); })());
};

const known = /^(the multipart body ended before its closing delimiter|a part's headers are longer than 16384 bytes|what comes before the first part is longer than 16384 bytes)$/;

test(`P1: ${runs} mangled multipart bodies are split or refused with a reason, soon; what comes out stood in the body`, async () => {
  const found: string[] = [];
  let split = 0;
  for (let run = 0; run < runs && found.length < 10; run += 1) {
    const chance = chanceOf(seed * 1e6 + run);
    const body = mangled(whole(chance), chance);
    const began = performance.now();
    try {
      let data: Buffer[] = [];
      for await (const event of splitMultipart(inPieces(body, chance), boundary)) {
        if (event.kind === 'part') data = [];
        else if (event.kind === 'data') data.push(Buffer.from(event.bytes));
        else if (!body.includes(Buffer.concat(data))) found.push(`run ${run}: a part that was not in the body`);
      }
      split += 1;
    } catch (error) {
      if (!(error instanceof Error) || !known.test(error.message)) found.push(`run ${run}: ${String(error)}`);
    }
    if (performance.now() - began > longestMs) found.push(`run ${run}: ${Math.round(performance.now() - began)} ms`);
  }
  expect(found).toEqual([]);
  expect(split).toBeGreaterThan(runs / 5);
}, 3_600_000);

test('P1: content types of all sorts have a boundary or none', () => {
  const words = ['multipart/related', 'Multipart/Mixed', ';', 'boundary=', '"', 'b', ' ', 'type="application/dicom"', '=', 'BOUNDARY=""', '\\', '\t', 'boundary="a'];
  for (let run = 0; run < runs; run += 1) {
    const chance = chanceOf(seed * 1e6 + run);
    const type = Array.from({ length: chance.below(12) }, () => chance.pick(words)).join('');
    const boundaryFound = boundaryOf(type);
    expect(boundaryFound === undefined || (boundaryFound !== '' && type.includes(boundaryFound))).toBe(true);
  }
});

describe('P1: a PACS that sends rubbish', () => {
  let home: string;
  let server: Server;
  let chance = chanceOf(0);
  const hostile = ['..', '.', '../escaped', '../../escaped', '/tmp/escaped', '1.2/../../escaped', '1.2\0', 'a', '', '1.2.3', '1.2.4', `1.${'2'.repeat(80)}`];
  const study = '1.2.9';

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sarcolens-fuzz-'));
    server = createServer((request, response) => {
      if (/\/series\?/.test(request.url ?? '')) {
        const uids = Array.from({ length: 1 + chance.below(4) }, () => chance.pick(hostile));
        const list = JSON.stringify([...new Set(uids)].map((uid) => ({ '0020000E': { vr: 'UI', Value: [uid] }, '00080060': { vr: 'CS', Value: ['MR'] }, '00201209': { vr: 'IS', Value: [chance.below(3)] } })));
        response.writeHead(200, { 'content-type': 'application/dicom+json' }).end(chance.below(6) === 0 ? mangled(Buffer.from(list), chance) : list);
        return;
      }
      response.writeHead(chance.pick([200, 200, 200, 200, 206, 204]), { 'content-type': chance.pick([`multipart/related; boundary=${boundary}`, `multipart/related; boundary="${boundary}"`, `multipart/related; boundary=${boundary}`, 'application/json']) });
      response.end(mangled(whole(chance), chance));
    });
    await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready); });
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(home, { recursive: true, force: true });
  });

  test('P1: a series that is listed twice is fetched once, as large as it is said to be at most', async () => {
    const asked: string[] = [];
    const twice = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': `multipart/related; boundary=${boundary}` }).end(`${part('one')}${part('two')}--${boundary}--\r\n`);
    });
    await new Promise<void>((ready) => { twice.listen(0, '127.0.0.1', ready); });
    try {
      const { pacs: settings } = settingsSchema.parse({ pacs: { dicomWebUrl: `http://127.0.0.1:${(twice.address() as AddressInfo).port}`, attempts: 1 } });
      if (settings === undefined) throw new Error('no PACS in the settings');
      const series = [1, 2, 0].map((instances) => ({ seriesInstanceUid: '1.2.3', modality: 'MR', instances }));
      const outcome = await fetchAll(new PacsClient(settings), study, series, { folder: join(home, 'twice') });
      expect(outcome).toMatchObject({ ok: true, value: [{ bytes: 3 }, { bytes: 3 }] });
      expect(asked).toHaveLength(1);
      const [more] = [await fetchAll(new PacsClient(settings), study, [...series, { seriesInstanceUid: '1.2.3', modality: 'MR', instances: 3 }], { folder: join(home, 'twice') })];
      expect(more).toMatchObject({ problem: { code: 'PACS_INCOMPLETE' } });
    } finally {
      twice.closeAllConnections();
      twice.close();
      await rm(join(home, 'twice'), { recursive: true, force: true });
    }
  });

  test(`P1: ${fetched} fetches end with files or a typed refusal, and nothing is written or removed outside the study's folder`, async () => {
    const { pacs: settings } = settingsSchema.parse({ pacs: { dicomWebUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, attempts: 1, timeoutMs: 2000, studyLimitBytes: 30_000 } });
    if (settings === undefined) throw new Error('no PACS in the settings');
    const pacs = new PacsClient(settings);
    const answers = new Map<string, number>();
    await writeFile(join(home, 'beside'), 'untouched');
    for (let run = 0; run < fetched; run += 1) {
      chance = chanceOf(seed * 1e6 + run);
      const folder = join(home, 'inner', 'study');
      await mkdir(folder, { recursive: true });
      await writeFile(join(home, 'inner', 'beside'), 'untouched');
      const began = performance.now();
      const listed = await pacs.listSeries(study);
      const outcome = listed.ok ? await fetchAll(pacs, study, listed.value, { folder }) : listed;
      expect(performance.now() - began).toBeLessThan(longestMs + 500);
      expect(outcome.ok || outcome.problem.code in problemCodes).toBe(true);
      answers.set(outcome.ok ? 'ok' : outcome.problem.code, (answers.get(outcome.ok ? 'ok' : outcome.problem.code) ?? 0) + 1);
      expect(await readdir(home)).toEqual(['beside', 'inner']);
      expect((await readdir(join(home, 'inner'))).toSorted()).toEqual(['beside', 'study']);
      expect((await readdir(folder)).every((name) => /^\d+(\.\d+)+$/.test(name))).toBe(true);
      // A file that was being written when its fetch ended may still be closing.
      await rm(folder, { recursive: true, maxRetries: 10, retryDelay: 20 });
    }
    expect(await readFile(join(home, 'beside'), 'utf8')).toBe('untouched');
    if (process.env.SARCOLENS_FUZZ !== undefined) process.stderr.write(`${[...answers].map(([kind, count]) => `${kind} ${count}`).join(', ')}\n`);
    expect(answers.get('ok')).toBeGreaterThan(0);
  }, 3_600_000);
});
