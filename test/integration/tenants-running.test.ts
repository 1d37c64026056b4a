import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import { demonstrationPacs } from '../../demo/pacs.js';
import { migrateQueue } from '../../src/jobs/migrate-queue.js';
import { openDatabase } from '../../src/persistence/open-database.js';
import { compiled } from '../../src/platform/project.js';
import { matching, outcome } from '../support/answers.js';
import { ordersOf, progressOf } from '../support/read-answers.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { answers, run, start, until } from '../support/processes.js';
import { built, describeReal, program } from '../support/real.js';
import { patientWith } from '../support/small-study.js';
import { type House, house, tenantsFile } from '../support/tenants.js';
import { replaceable } from '../support/ward.js';

const order = (placer: string, patientId = 'p') => ({
  resourceType: 'ServiceRequest', identifier: [{ type: { coding: [{ code: 'PLAC' }] }, system: 'urn:placer', value: placer }, { type: { coding: [{ code: 'ACSN' }] }, value: `A-${patientId}` }],
  status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` },
});

async function migrate(databaseUrl: string): Promise<void> {
  const database = await openDatabase({ dataDir: '', databaseUrl });
  if (!database.ok) throw new Error(database.problem.text);
  await database.value.dataSource.runMigrations();
  await migrateQueue(database.value, { databaseUrl });
  await database.value.close();
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

describe('two tenants on embedded databases', () => {
  let both: House;
  beforeAll(async () => { both = await house({ north: { http: { requestsPerMinute: 5, bodyLimitBytes: 2000 } }, south: {} }); });
  afterAll(() => both.remove());

  test('have limits of their own: what one has used up or may not send, the other still can', async () => {
    const [north, south] = [both.of('north'), both.of('south')];
    const large = { ...order('large'), note: [{ text: 'x'.repeat(3000) }] };
    expect((await north.as('integrator').post('/fhir/ServiceRequest').send(large)).status).toBe(413);
    expect((await south.as('integrator').post('/fhir/ServiceRequest').send(large)).status).toBe(201);
    const statuses: number[] = [];
    for (let k = 0; k < 6; k += 1) statuses.push((await north.as('clinician').get('/fhir/RiskAssessment?patient=p')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    expect((await south.as('clinician').get('/fhir/RiskAssessment?patient=p')).status).toBe(200);
  });

  test('end together: nobody new comes in, and what was begun is answered first', async () => {
    const { hostname, port } = new URL(both.url);
    const body = JSON.stringify(order('late'));
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    const closed = new Promise((resolve) => { socket.on('close', resolve); });
    await new Promise<void>((sent) => { socket.write(`POST /t/south/fhir/ServiceRequest HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: ${both.of('south').credentials.bearer('integrator')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 50)}`, () => { sent(); }); });
    await until('the request to be begun', async () => (await statusOf(`${both.url}/health/live`)) === 200);
    const ended = both.endListening();
    await until('the port to be closed', () => fetch(`${both.url}/t/north/health/live`).then(() => false, () => true));
    socket.write(body.slice(50));
    await Promise.all([ended, closed]);
    expect(text).toMatch(/^HTTP\/1\.1 201 /);
  });
});

describe('two tenants in one folder by two names', () => {
  test('are refused, and the first of them serves', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sarcolens-linked-'));
    await mkdir(join(folder, 'data'));
    await symlink(join(folder, 'data'), join(folder, 'link'));
    const both = await house({ north: { dataDir: join(folder, 'data') }, south: { dataDir: join(folder, 'link') } });
    const name = both.reasons.has('north') ? 'north' : 'south';
    expect([...both.reasons.values()]).toEqual([matching(/^SETTINGS_INVALID: The data folder of tenant (north|south) is that of tenant (north|south), expected one of its own\.$/)]);
    expect(await statusOf(`${both.of(name).url}/health/ready`)).toBe(503);
    expect(await statusOf(`${both.of(name === 'north' ? 'south' : 'north').url}/health/ready`)).toBe(200);
    await both.remove();
    await rm(folder, { recursive: true, force: true });
  });
});

describeReal('tenants on PostgreSQL', [program('initdb')], () => {
  let cluster: Cluster;
  beforeAll(async () => { cluster = await startPostgres(); });
  afterAll(() => cluster.stop());

  test('cannot be in one database by two addresses', async () => {
    const databaseUrl = await cluster.createDatabase('twice');
    await migrate(databaseUrl);
    const both = await house({ north: { databaseUrl }, south: { databaseUrl: databaseUrl.replace('127.0.0.1', 'localhost') } });
    expect([...both.reasons.values()]).toEqual([matching(/^SETTINGS_INVALID: The database of tenant \w+ is that of tenant \w+, expected one of its own\.$/)]);
    await both.remove();
  });

  test('start without one whose database is behind, which follows by itself', async () => {
    const databaseUrl = await cluster.createDatabase('behind');
    const both = await house({ north: {}, south: { databaseUrl } });
    const south = both.of('south');
    expect([...both.reasons]).toEqual([['south', matching(/^DATABASE_UNAVAILABLE: .*sarcolens migrate.*\.$/)]]);
    expect(await south.as('clinician').get('/health/ready')).toMatchObject({ status: 503, body: { status: 'not ready', waitingFor: ['its start'] } });
    expect(await south.as('clinician').get('/fhir/RiskAssessment?patient=p')).toMatchObject({ status: 503, body: outcome('transient') });
    expect(await south.as('clinician').post('/graphql').type('xml').send('<x/>')).toMatchObject({ status: 503, body: { statusCode: 503 } });
    expect(await statusOf(`${both.url}/health/ready`)).toBe(503);
    expect((await both.of('north').as('integrator').post('/fhir/ServiceRequest').send(order('n'))).status).toBe(201);
    await migrate(databaseUrl);
    await until('the tenant to be ready', answers(`${south.url}/health/ready`));
    expect((await south.as('integrator').post('/fhir/ServiceRequest').send(order('s'))).status).toBe(201);
    expect(await statusOf(`${both.url}/health/ready`)).toBe(200);
    await both.remove();
  });

  test('go on when the database of one is gone', async () => {
    const own = await startPostgres();
    const databaseUrl = await own.createDatabase('gone');
    await migrate(databaseUrl);
    const both = await house({ north: {}, south: { databaseUrl } });
    expect(await statusOf(`${both.url}/health/ready`)).toBe(200);
    await own.stop();
    expect(await both.of('south').as('clinician').get('/health/ready')).toMatchObject({ status: 503, body: { waitingFor: ['the database'] } });
    expect(await (await fetch(`${both.url}/health/ready`)).json()).toEqual({ status: 'not ready', waitingFor: ['a tenant'] });
    expect(await statusOf(`${both.url}/health/live`)).toBe(200);
    expect(await statusOf(`${both.of('north').url}/health/ready`)).toBe(200);
    expect((await both.of('north').as('integrator').post('/fhir/ServiceRequest').send(order('n'))).status).toBe(201);
    await both.remove();
  });

  describeReal('on the command line', [built('src/tenants/services.ts')], () => {
    test('are migrated, served and worked for by one process each, and every command names whose it is', async () => {
      const [ehr, pacs] = [await replaceable('/fhir'), await replaceable('/dicom-web')];
      const known = { patients: [patientWith('p')] };
      await ehr.start(demonstrationEhr(known, ehr.url));
      await pacs.start(demonstrationPacs(known));
      const own = async (name: string) => ({ databaseUrl: await cluster.createDatabase(name), ehr: { fhirUrl: ehr.url }, pacs: { dicomWebUrl: pacs.url } });
      const { file, folder, url, of } = await tenantsFile({ north: await own('north'), south: await own('south'), west: {} }, { worker: { threads: 1, pollSeconds: 0.5 }, dataDir: join(await mkdtemp(join(tmpdir(), 'sarcolens-cli-')), 'data') });
      const cli = compiled('src/cli.ts');
      const command = (args: readonly string[], more: Readonly<Record<string, string>> = {}) => run(process.execPath, [cli, ...args], { SARCOLENS_CONFIG: file, ...more });

      const one = await command(['migrate', '--tenant', 'south']);
      expect([one.code, one.stdout]).toEqual([0, matching(/^south: Applied .*\n$/)]);
      const all = await command(['migrate']);
      expect(all.stdout.split('\n').map((line) => line.split(' ', 2).join(' '))).toEqual(['north: Applied', 'south: The', 'west: Applied', '']);
      for (const args of [['audit', 'verify'], ['reanalyse', '1b671a64-40d5-491e-99b0-da01ff1f3341'], ['inspect', '1.2.3']]) {
        expect(await command(args)).toMatchObject({ code: 2, stderr: matching(/^sarcolens .*: SETTINGS_INVALID: The settings are of several tenants \(north, south, west\), name one by --tenant or SARCOLENS_TENANT\.\n$/) });
      }
      expect(await command(['audit', 'verify'], { SARCOLENS_TENANT: 'nobody' })).toMatchObject({ code: 2, stderr: matching(/There is no tenant nobody/) });

      expect((await command(['doctor'])).stdout).toMatch(/^ok +north: model .*$[^]*^ok +south: PACS .*$[^]*^ok +west: data folder/m);

      const environment = { env: { ...process.env, SARCOLENS_CONFIG: file } };
      const [server, worker] = [start(process.execPath, [cli, 'serve'], environment), start(process.execPath, [cli, 'worker'], environment)];
      try {
        await until('the service', answers(`${url}/health/ready`), 40_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${server.said().slice(-500)}`); });
        for (const name of ['north', 'south']) {
          const ask = (path: string, init: RequestInit = {}) => fetch(`${url}/t/${name}${path}`, { ...init, headers: { 'authorization': of(name).bearer('every-role'), 'content-type': 'application/json' } });
          expect((await ask('/fhir/ServiceRequest', { method: 'POST', body: JSON.stringify(order('P')) })).status).toBe(201);
          await until(`the analysis at ${name}`, async () => progressOf(ordersOf({ body: await (await ask('/fhir/ServiceRequest?identifier=P')).json() })[0] ?? { meta: undefined }).state === 'done', 40_000)
            .catch((error: unknown) => { throw new Error(`${String(error)}: ${worker.said().slice(-500)}`); });
        }
      } finally {
        await Promise.all([server.kill(), worker.kill(), ehr.stop(), pacs.stop()]);
      }
      expect([server.child.exitCode, worker.child.exitCode]).toEqual([0, 0]);
      expect(server.said()).toMatch(/"tenants":\["north","south","west"\],"msg":"serving"/);
      expect(worker.said()).toMatch(/"tenants":\["north","south"\],"threads":1,"msg":"working"/);
      for (const name of ['north', 'south']) expect(worker.said()).toMatch(new RegExp(`"tenant":"${name}","job":"analyse-study".*"outcome":"success"`));
      expect(await command(['audit', 'verify', '--tenant', 'north'])).toMatchObject({ code: 0, stdout: matching(/^The chain of [1-9]\d* events holds\.\n$/) });
      await rm(folder, { recursive: true, force: true });
    }, 180_000);
  });
});
