import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobName, Jobs } from '../jobs/jobs.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { EhrSubscriptionEntity, type SubscriptionKind } from './ehr-subscription.entity.js';

/** What is looked after by one process belongs to it for so long. */
const leaseSeconds = 60;
/** What came while nobody listened yet. */
const firstLookBackMs = 24 * 3_600_000;

/** Keeps how far each subscription of ours has come; work that follows from a step is enqueued with it. */
@Injectable()
export class EhrRows {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly queue: JobQueueService) {}

  /** Sees to it that there is a row for each, to be looked after at once: topics first, searches where there is no topic. */
  async settle(topics: readonly string[], criteria: readonly string[]): Promise<void> {
    const now = new Date();
    const row = (key: string, kind: SubscriptionKind, state: 'wanted' | 'standby') => ({
      key, kind, state, ehrId: null, lastEvent: 0, heardAt: now, askedUntil: new Date(now.getTime() - firstLookBackMs), lookAt: state === 'wanted' ? now : null, problem: null,
    });
    const rows = [...topics.map((key) => row(key, 'topic', 'wanted')), ...criteria.map((key) => row(key, 'criteria', topics.length > 0 ? 'standby' : 'wanted'))];
    await this.dataSource.createQueryBuilder().insert().into(EhrSubscriptionEntity).values(rows).orIgnore().execute();
    // An EHR that took no such topic, or no subscription, may have learned it since.
    await this.dataSource.query("UPDATE ehr_subscription SET state = 'wanted', look_at = now() WHERE state IN ('refused', 'polling') AND key = ANY($1::text[])", [[...topics, ...criteria]]);
    await this.dataSource.query("UPDATE ehr_subscription SET state = 'wanted', look_at = now() WHERE state = 'standby' AND key = ANY($1::text[]) AND $2", [criteria, topics.length === 0]);
    await this.dataSource.query('UPDATE ehr_subscription SET look_at = now() WHERE NOT key = ANY($1::text[])', [[...topics, ...criteria]]);
  }

  /** Those that are due, for this process alone until they are put back. */
  async claimDue(): Promise<EhrSubscriptionEntity[]> {
    const due = await this.dataSource.query<{ key: string }[]>(
      `WITH due AS (UPDATE ehr_subscription SET look_at = now() + make_interval(secs => ${leaseSeconds})
       WHERE key IN (SELECT key FROM ehr_subscription WHERE look_at <= now() FOR UPDATE SKIP LOCKED) RETURNING key) SELECT key FROM due`,
    );
    const rows = this.dataSource.getRepository(EhrSubscriptionEntity);
    return Promise.all(due.map(({ key }) => rows.findOneByOrFail({ key })));
  }

  async change(key: string, changes: Partial<EhrSubscriptionEntity>): Promise<void> {
    await this.dataSource.getRepository(EhrSubscriptionEntity).update({ key }, changes);
  }

  async remove(key: string): Promise<void> {
    await this.dataSource.getRepository(EhrSubscriptionEntity).delete({ key });
  }

  /** The searches take over, where a topic cannot be had. */
  async wakeCriteria(): Promise<void> {
    await this.dataSource.getRepository(EhrSubscriptionEntity).update({ kind: 'criteria', state: 'standby' }, { state: 'wanted', lookAt: new Date() });
  }

  async criteria(): Promise<readonly string[]> {
    return (await this.dataSource.getRepository(EhrSubscriptionEntity).findBy({ kind: 'criteria' })).map(({ key }) => key);
  }

  async find(key: string): Promise<EhrSubscriptionEntity | null> {
    return this.dataSource.getRepository(EhrSubscriptionEntity).findOneBy({ key });
  }

  /** Changes one row under lock, and enqueues what follows; what `step` returns is stored and done, or nothing is. */
  async advance(where: { readonly ehrId?: string; readonly key?: string }, step: (row: EhrSubscriptionEntity) => Step): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const row = await manager.findOne(EhrSubscriptionEntity, { where, lock: { mode: 'pessimistic_write' } });
      if (!row) return false;
      const { changes, jobs } = step(row);
      await manager.update(EhrSubscriptionEntity, { key: row.key }, changes);
      for (const job of jobs) await this.enqueue(manager, job);
      return true;
    });
  }

  async enqueueAll(jobs: readonly EhrJob[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => { for (const job of jobs) await this.enqueue(manager, job); });
  }

  private enqueue(manager: EntityManager, { name, data }: EhrJob): Promise<void> {
    return this.queue.enqueueWithin(manager, name, data);
  }
}

type JobOf<N extends JobName> = N extends JobName ? { readonly name: N; readonly data: Jobs[N] } : never;

/** What is asked of the EHR as a job. */
export type EhrJob = JobOf<'take-from-ehr' | 'ask-ehr' | 'catch-up'>;

/** What a row becomes, and what is to be done with it. */
export interface Step {
  readonly changes: Partial<EhrSubscriptionEntity>;
  readonly jobs: readonly EhrJob[];
}
