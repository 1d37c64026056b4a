import { randomUUID } from 'node:crypto';
import { migrateQueue } from '../../src/jobs/migrate-queue.js';
import { openDatabase } from '../../src/persistence/open-database.js';
import { outcome } from '../support/answers.js';
import { createCredentials, type Credentials } from '../support/credentials.js';
import { type Installation, install } from '../support/installation.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { describeReal, program } from '../support/real.js';

const order = (placer: string, status = 'active') => ({
  resourceType: 'ServiceRequest', id: placer, identifier: [{ type: { coding: [{ code: 'PLAC' }] }, system: 'urn:placer', value: placer }], status, intent: 'order', subject: { reference: 'Patient/p' },
});
const viewing = () => ({ hook: 'patient-view', hookInstance: randomUUID(), context: { userId: 'Practitioner/p', patientId: 'p' }, prefetch: { patient: { resourceType: 'Patient', id: 'p' } } });

async function migrate(databaseUrl: string): Promise<void> {
  const settings = { dataDir: '', databaseUrl };
  const database = await openDatabase(settings);
  if (!database.ok) throw new Error(database.problem.text);
  await database.value.dataSource.runMigrations();
  await migrateQueue(database.value, settings);
  await database.value.close();
}

describeReal('two servers on one PostgreSQL', [program('initdb')], () => {
  let cluster: Cluster;
  let credentials: Credentials;
  let servers: readonly Installation[];
  beforeAll(async () => {
    cluster = await startPostgres();
    const databaseUrl = await cluster.createDatabase('two_servers');
    await migrate(databaseUrl);
    credentials = await createCredentials();
    const http = { publicUrl: 'http://sarcolens.test' };
    servers = [await install({ databaseUrl, http }, credentials), await install({ databaseUrl, http }, credentials)];
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.remove()));
    await cluster.stop();
  });

  const rows = async (sql: string) => (await servers[0]?.dataSource.query<object[]>(sql)) ?? [];
  const sendToBoth = (resource: object) => Promise.all([...servers, ...servers, ...servers].map((server) => server.as('integrator').post('/fhir/ServiceRequest').send(resource)));

  test('the same order, sent to both at the same moment, is one order with one analysis and one job', async () => {
    const statuses = (await sendToBoth(order('same'))).map((answer) => answer.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await rows("SELECT revision, (SELECT count(*)::int FROM analysis WHERE order_id = o.id) AS analyses FROM imaging_order o WHERE placer_value = 'same'")).toEqual([{ revision: 1, analyses: 1 }]);
    expect(await rows("SELECT count(*)::int AS jobs FROM jobs.job WHERE name = 'analyse-study'")).toEqual([{ jobs: 1 }]);
  });

  test('a change, sent to both at the same moment, happens once', async () => {
    await sendToBoth(order('same', 'revoked'));
    expect(await rows("SELECT revision, status FROM imaging_order WHERE placer_value = 'same'")).toEqual([{ revision: 2, status: 'revoked' }]);
    expect(await rows('SELECT state FROM analysis')).toEqual([{ state: 'cancelled' }]);
  });

  test('the audit is one chain, whoever writes it', async () => {
    expect(await rows('SELECT count(*)::int = max(sequence) - min(sequence) + 1 AS whole, count(*) = count(DISTINCT previous_hash) AS chained FROM audit_event')).toEqual([{ whole: true, chained: true }]);
  });

  test('CDS-G8: a token used at one is used up at the other', async () => {
    const path = '/cds-services/sarcolens-patient-view';
    const token = await credentials.client(`http://sarcolens.test${path}`);
    const statuses: number[] = [];
    for (const server of servers) statuses.push((await server.anybody.post(path).set('authorization', token).send(viewing())).status);
    expect(statuses).toEqual([200, 401]);
  });

  test('without their database they live and are not ready, and an order is refused rather than lost', async () => {
    await cluster.stop();
    const [server] = servers;
    expect(await server?.anybody.get('/health/live')).toMatchObject({ status: 200 });
    expect(await server?.anybody.get('/health/ready')).toMatchObject({ status: 503, body: { status: 'not ready', waitingFor: ['the database'] } });
    expect(await server?.as('integrator').post('/fhir/ServiceRequest').send(order('late'))).toMatchObject({ status: 500, body: outcome('exception') });
  });
});
