import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Db, PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import type { Database } from '../persistence/open-database.js';
import { DATABASE } from '../persistence/tokens.js';
import { queueOptions } from './connection.js';
import { deadLetterOf, type JobName, jobNames, type JobOutcome, type Jobs } from './jobs.js';

interface Queries { query(sql: string, parameters: unknown[], structured: true): Promise<{ readonly records?: unknown[] }> }

/** pg-boss over the caller's own connection, and so within the caller's transaction. Single statements only. */
function through(runner: Queries): Db {
  return { executeSql: async (sql, values) => ({ rows: (await runner.query(sql, values ?? [], true)).records ?? [] }) };
}

type Handler<N extends JobName> = (data: Jobs[N]) => Promise<JobOutcome>;

/** The queue of jobs, in the same database as everything else. Refuses to work when a job has two handlers or none. */
@Injectable()
export class JobQueueService implements OnApplicationShutdown {
  private readonly handlers = new Map<JobName, (data: Jobs[JobName]) => Promise<JobOutcome>>();
  private readonly boss: PgBoss;
  private isStarted = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.boss = new PgBoss(queueOptions(database, settings));
    this.boss.on('error', (error) => { logger.error({ reason: String(error) }, 'the job queue met an error'); });
  }

  /** Puts the queue's tables and queues in place. */
  async start(): Promise<void> {
    if (this.isStarted) return;
    this.isStarted = true;
    await this.boss.start();
    for (const name of jobNames) {
      const deadLetter = deadLetterOf[name];
      const options = { ...(deadLetter ? { deadLetter } : {}), retryLimit: 5, retryDelay: 2, retryBackoff: true, retryDelayMax: 60,
        expireInSeconds: 3600, heartbeatSeconds: this.settings.worker.heartbeatSeconds, notify: true };
      if (await this.boss.getQueue(name)) await this.boss.updateQueue(name, options);
      else await this.boss.createQueue(name, options);
    }
  }

  /** Puts a job on the queue within the caller's transaction: it is there if, and only if, that commits. */
  async enqueueWithin<N extends JobName>(manager: EntityManager, name: N, data: Jobs[N], startAfterSeconds = 0): Promise<void> {
    const runner = manager.queryRunner;
    if (!runner) throw new Error(`the job ${name} can only be enqueued within a transaction`);
    const id = await this.boss.send(name, data, { startAfter: startAfterSeconds, db: through(runner) });
    if (id === null) throw new Error(`the job ${name} was not taken by the queue`);
  }

  /** Names the one handler of a job. */
  register<N extends JobName>(name: N, handler: Handler<N>): void {
    if (this.handlers.has(name)) throw new Error(`the job ${name} has two handlers`);
    // A job's data is what its own name carries: only `work` calls this, with jobs of that name.
    this.handlers.set(name, (data) => handler(data as Jobs[N]));
  }

  /** Begins to work. */
  async work(): Promise<void> {
    await this.start();
    for (const name of jobNames) {
      const handler = this.handlers.get(name);
      if (!handler) throw new Error(`the job ${name} has no handler`);
      for (let k = 0; k < this.settings.worker.analysesAtOnce; k += 1) await this.workOn(name, handler);
    }
  }

  /** One worker on one kind of job. A backlog is worked off without a pause between jobs; a job that becomes due later is not notified of, and found by looking. */
  private async workOn(name: JobName, handler: (data: Jobs[JobName]) => Promise<JobOutcome>): Promise<void> {
    const { pollSeconds } = this.settings.worker;
    const started: Promise<string> = this.boss.work<Jobs[JobName]>(name, { pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: 5 * pollSeconds, batchSize: 1 }, async ([job]) => {
      const began = performance.now();
      try {
        const outcome = await handler(job.data);
        this.logger.info({ job: name, jobId: job.id, outcome, ms: Math.round(performance.now() - began) }, 'job done');
      } finally {
        this.boss.notifyWorker(await started);
      }
    });
    await started;
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.isStarted) await this.boss.stop({ graceful: true, timeout: 10_000, close: this.database.session === undefined });
  }
}
