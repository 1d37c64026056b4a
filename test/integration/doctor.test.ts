import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { judgeNode, judgePhantom, valuesByTag } from '../../src/commands/doctor-engine.js';
import { phantom, phantomReferences, phantomSettings } from '../../src/commands/doctor-phantom.js';
import { shippedModels } from '../../src/models/load-model.js';
import { compiled } from '../../src/platform/project.js';
import { extractFeatures } from '../../src/radiomics/index.js';
import { type Ended, freePort, run } from '../support/processes.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'sarcolens-doctor-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

async function doctor(settings: object): Promise<Ended> {
  const file = join(folder, 'sarcolens.yaml');
  await writeFile(file, stringify({ dataDir: join(folder, 'data'), ...settings }));
  return run(process.execPath, [compiled('src/cli.ts'), 'doctor'], { SARCOLENS_CONFIG: file });
}

const badLines = ({ stdout }: Ended): readonly string[] => stdout.split('\n').filter((line) => line.startsWith('bad'));

test('sarcolens doctor finds a good installation well: a line a check, exit 0, and leaves nothing behind', async () => {
  const ended = await doctor({});
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  expect(ended.stdout.trimEnd().split('\n')).toEqual([
    /^ok {3}Node 2\d\.\S+ \(>=24\.11 is needed\)$/, /^ok {3}IBSI digital phantom: 482 of 482 values within tolerance \(sarcolens \S+\)$/,
    /^ok {3}the same bits on 1 thread and on 2 \(\d+ values\)$/, /^ok {3}the ONNX runtime loads \(1\.\d+\.\d+\)$/,
    /^ok {3}model lung-metastasis 1\.0\.0: \d+ files as the manifest names them, \d+ check values reproduced$/, /^ok {3}data folder \S+ can be written$/,
  ].map((line): unknown => expect.stringMatching(line)));
  await expect(stat(join(folder, 'data'))).rejects.toThrow('ENOENT');
});

test('a model whose file was altered is bad, and the rest is still checked', async () => {
  const modelsDir = join(folder, 'models');
  await cp(shippedModels, modelsDir, { recursive: true });
  const path = join(modelsDir, 'lung-metastasis/1.0.0/model.onnx');
  const bytes = await readFile(path);
  bytes[100] ^= 1;
  await writeFile(path, bytes);
  const ended = await doctor({ modelsDir });
  expect(ended.code).toBe(1);
  expect(badLines(ended)).toEqual([expect.stringMatching(/^bad {2}MODEL_CHECKSUM: model\.onnx of model lung-metastasis 1\.0\.0 is not the one its manifest names/)]);
  expect(ended.stdout).toContain('can be written');
});

test('a data folder, a database, a PACS and an EHR that are not there are bad, each by a line that gives no password away', async () => {
  await writeFile(join(folder, 'file'), '');
  const nobody = `127.0.0.1:${await freePort()}`;
  const ended = await doctor({
    dataDir: join(folder, 'file/data'), databaseUrl: `postgres://sarcolens:hunter2@${nobody}/x`,
    pacs: { dicomWebUrl: `http://${nobody}/dicom-web`, username: 'reader', password: 'hunter2' }, ehr: { fhirUrl: `http://${nobody}/fhir` },
  });
  expect(ended.code).toBe(1);
  expect(badLines(ended)).toEqual([/data folder: ENOTDIR/, /DATABASE_UNAVAILABLE/, /PACS http:\S+\/dicom-web: .*ECONNREFUSED/, /EHR http:\S+\/fhir: .*ECONNREFUSED/].map((line): unknown => expect.stringMatching(line)));
  expect(ended.stdout).not.toContain('hunter2');
});

describe('PACS and EHR', () => {
  let server: Server;
  const port = freePort();
  afterEach(() => { server.close(); });

  const site = async (status: number, body: object): Promise<Ended> => {
    server = createServer((request, response) => { response.writeHead(request.headers.authorization === undefined ? 401 : status).end(JSON.stringify(body)); });
    server.listen(await port, '127.0.0.1');
    const url = `http://127.0.0.1:${await port}`;
    return doctor({ pacs: { dicomWebUrl: url, username: 'reader', password: 'x', others: { archive: { dicomWebUrl: `${url}/archive`, token: 'x' } } }, ehr: { fhirUrl: url, token: 'x' } });
  };

  test('that answer are well', async () => {
    const ended = await site(200, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
    expect([ended.code, badLines(ended)]).toEqual([0, []]);
    expect(ended.stdout).toMatch(/^ok {3}PACS \S+ answers QIDO-RS\nok {3}PACS \S+\/archive answers QIDO-RS\nok {3}EHR \S+ answers \(FHIR 4\.0\.1\)$/m);
  });

  test('that answer something else are bad', async () => {
    const ended = await site(404, {});
    expect(badLines(ended)).toEqual([/PACS \S+ answered 404 to QIDO-RS/, /PACS \S+\/archive answered 404 to QIDO-RS/, /EHR \S+ answered 404 to \/metadata/].map((line): unknown => expect.stringMatching(line)));
  });
});

test('settings with a mistake are bad; what does not depend on them is checked', async () => {
  const ended = await doctor({ logLevel: 'loud' });
  expect(ended.code).toBe(1);
  expect(badLines(ended)).toEqual([expect.stringMatching(/^bad {2}SETTINGS_INVALID: 1 mistake in the settings: logLevel/)]);
  expect(ended.stdout).toContain('482 of 482');
});

test('a value of the phantom outside its tolerance is named', () => {
  const values = new Map(valuesByTag(extractFeatures(phantom.volume, phantom.mask, phantomSettings)));
  expect(judgePhantom(values).verdict).toBe('ok');
  expect(judgePhantom(values.set('stat_mean', 2.16))).toEqual({ verdict: 'bad', text: 'IBSI digital phantom: 481 of 482 values within tolerance; stat_mean is 2.16, 2.15 ± 0 was expected' });
  expect(judgePhantom(new Map()).text).toMatch(new RegExp(`^IBSI digital phantom: 0 of ${phantomReferences.length} values .* and 462 more$`));
});

test.each([['24.11.0', 'ok'], ['25.0.0', 'ok'], ['24.10.9', 'bad'], ['20.19.5', 'bad']])('Node %s where >=24.11 is needed is %s', (version, verdict) => {
  expect(judgeNode(version, '>=24.11').verdict).toBe(verdict);
});
