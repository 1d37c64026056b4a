import { loadSettings } from '../../src/config/index.js';
import { JobQueueService } from '../../src/jobs/job-queue.service.js';
import { jobNames } from '../../src/jobs/jobs.js';
import { migrateQueue } from '../../src/jobs/migrate-queue.js';
import { openDatabase } from '../../src/persistence/open-database.js';
import { createLogger } from '../../src/platform/logger.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { until } from '../support/processes.js';
import { describeReal, program } from '../support/real.js';

describeReal('a backlog of jobs on PostgreSQL', [program('initdb')], () => {
  let cluster: Cluster;
  beforeAll(async () => { cluster = await startPostgres(); });
  afterAll(() => cluster.stop());

  test('is worked off without a pause between jobs, each job once, and a job that becomes due later is found', async () => {
    const databaseUrl = await cluster.createDatabase('backlog');
    const settings = loadSettings({ SARCOLENS_CONFIG: undefined, SARCOLENS_DATABASE_URL: databaseUrl });
    if (!settings.ok) throw new Error(settings.problem.text);
    const database = await openDatabase(settings.value);
    if (!database.ok) throw new Error(database.problem.text);
    await migrateQueue(database.value, settings.value);
    const queue = new JobQueueService(database.value, settings.value, createLogger('silent'));
    const done: string[] = [];
    for (const name of jobNames) queue.register(name, (data) => { done.push(Object.values(data).join()); return Promise.resolve('success'); });
    try {
      await queue.start();
      await database.value.dataSource.transaction(async (manager) => {
        for (let k = 0; k < 40; k += 1) await queue.enqueueWithin(manager, 'send-results', { analysisId: String(k) });
        await queue.enqueueWithin(manager, 'send-results', { analysisId: 'later' }, 2);
      });
      await queue.work();
      await until('the backlog', () => Promise.resolve(done.length >= 40), 8000);
      await until('the job that was due later', () => Promise.resolve(done.includes('later')), 15_000);
      expect(done.toSorted()).toEqual([...Array.from({ length: 40 }, (_, k) => String(k)), 'later'].toSorted());
    } finally {
      await queue.onApplicationShutdown();
      await database.value.close();
    }
  }, 60_000);
});
