import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../src/config/index.js';
import { layFoundation } from '../../src/foundation.js';
import { shippedModels } from '../../src/models/load-model.js';
import { openDatabase } from '../../src/persistence/open-database.js';
import { projectRoot } from '../../src/platform/project.js';
import { aSentence, matching } from '../support/answers.js';
import { ordersOf } from '../support/read-answers.js';
import { install } from '../support/installation.js';
import { freePort, run } from '../support/processes.js';
import { patientWith } from '../support/small-study.js';
import { openWard } from '../support/ward.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'sarcolens-start-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

async function begin(environment: Readonly<Record<string, string>>) {
  const settings = loadSettings({ SARCOLENS_CONFIG: await configuration(''), SARCOLENS_DATA_DIR: join(folder, 'data'), SARCOLENS_LOG_LEVEL: 'silent', ...environment });
  return settings.ok ? layFoundation(settings.value) : settings;
}

async function configuration(text: string): Promise<string> {
  const path = join(folder, 'sarcolens.yaml');
  await writeFile(path, text);
  return path;
}

const refusal = (code: string) => ({ ok: false, problem: { code, text: aSentence } });

describe('the service refuses to start', () => {
  test('on a PostgreSQL that is not there: DATABASE_UNAVAILABLE, where, and no password', async () => {
    const port = await freePort();
    const refused = await begin({ SARCOLENS_DATABASE_URL: `postgres://sarcolens:hunter2@127.0.0.1:${port}/sarcolens` });
    expect(refused).toEqual(refusal('DATABASE_UNAVAILABLE'));
    expect(JSON.stringify(refused)).toContain(`127.0.0.1:${port}`);
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });

  test('on the data folder of another process: DATABASE_UNAVAILABLE, and whose it is', async () => {
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data', 'owner.pid'), String(process.ppid));
    const refused = await begin({});
    expect(refused).toEqual(refusal('DATABASE_UNAVAILABLE'));
    expect(JSON.stringify(refused)).toContain(`in use by process ${process.ppid}`);
  });

  test('on a data folder that cannot be made: DATABASE_UNAVAILABLE', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await begin({ SARCOLENS_DATA_DIR: join(folder, 'file', 'data') })).toEqual(refusal('DATABASE_UNAVAILABLE'));
  });

  test('on a data folder that cannot be written: DATABASE_UNAVAILABLE', async () => {
    expect(await begin({ SARCOLENS_DATA_DIR: '/proc/self' })).toEqual(refusal('DATABASE_UNAVAILABLE'));
  });

  test('on an embedded database that is none: DATABASE_UNAVAILABLE', async () => {
    await mkdir(join(folder, 'data', 'database'), { recursive: true });
    await writeFile(join(folder, 'data', 'database', 'PG_VERSION'), 'rubbish');
    expect(await begin({})).toEqual(refusal('DATABASE_UNAVAILABLE'));
  });

  test.each(['model.onnx', 'report.json'])('with one byte of %s changed: MODEL_CHECKSUM', async (file) => {
    const models = join(folder, 'models');
    await cp(shippedModels, models, { recursive: true });
    const path = join(models, 'lung-metastasis', '1.0.0', file);
    const bytes = await readFile(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(await begin({ SARCOLENS_MODELS_DIR: models })).toMatchObject({ ok: false, problem: { code: 'MODEL_CHECKSUM', text: matching(new RegExp(`^${file} of model lung-metastasis 1\\.0\\.0 is not the one its manifest names: .*\\.$`)) } });
  });
});

describe('on the command line', () => {
  const cli = join(projectRoot, 'dist', 'src', 'cli.js');
  const line = (stderr: string) => { expect(stderr.trimEnd()).not.toContain('\n'); return stderr; };

  test('three mistakes in the settings are named at once, exit 2', async () => {
    const ended = await run(process.execPath, [cli, 'serve'], { SARCOLENS_CONFIG: await configuration('http: { port: 70000 }\nlogLevel: loud\nhppt: 1') });
    expect(ended.code).toBe(2);
    expect(line(ended.stderr)).toMatch(/^sarcolens serve: SETTINGS_INVALID: 3 mistakes in the settings: .*logLevel: .*http\.port: .*hppt.*\.$/m);
  });

  test.each(['serve', 'worker', 'migrate'])('%s without its database says so in one line, exit 1', async (command) => {
    const ended = await run(process.execPath, [cli, command], { SARCOLENS_CONFIG: await configuration(''), SARCOLENS_DATABASE_URL: `postgres://sarcolens:hunter2@127.0.0.1:${await freePort()}/x` });
    expect(ended.code).toBe(1);
    expect(line(ended.stderr)).toMatch(new RegExp(`^sarcolens ${command}: DATABASE_UNAVAILABLE: .*\\.$`, 'm'));
    expect(ended.stderr).not.toContain('hunter2');
  });
});

describe('after a stop', () => {
  const settings = () => ({ dataDir: join(folder, 'data') });

  test('an order taken in before is there, and is analysed once', async () => {
    const order = { resourceType: 'ServiceRequest', identifier: [{ value: 'P-p' }, { type: { coding: [{ code: 'ACSN' }] }, value: 'A-p' }], status: 'active', intent: 'order', subject: { reference: 'Patient/p' } };
    const before = await install(settings());
    await before.as('integrator').post('/fhir/ServiceRequest').send(order).expect(201);
    await before.remove();
    const ward = await openWard([patientWith('p')], settings());
    expect(ordersOf(await ward.site.as('clinician').get('/fhir/ServiceRequest?identifier=P-p'))).toHaveLength(1);
    await ward.reach('p', 'done');
    expect(await ward.counts('p')).toEqual({ orders: 1, analyses: 1, openJobs: 0, results: 1 });
    await ward.close();
  });

  test('the data folder of a process that is gone is taken over', async () => {
    const gone = await run(process.execPath, ['-e', 'process.stdout.write(String(process.pid))']);
    await mkdir(settings().dataDir);
    await writeFile(join(settings().dataDir, 'owner.pid'), gone.stdout);
    const database = await openDatabase(settings());
    expect(database.ok).toBe(true);
    if (database.ok) await database.value.close();
  });
});
