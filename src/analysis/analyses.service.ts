import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, In } from 'typeorm';
import type { OrderWork } from '../orders/order-work.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { inBatches } from '../platform/in-batches.js';
import type { Problem } from '../platform/problem.js';
import { AnalysisEntity } from './analysis.entity.js';
import { type AnalysisState, analysisStates, isOpen } from './analysis-state.js';
import type { Pause } from './waiting.js';

const openStates = analysisStates.filter(isOpen);

/** How far an analysis is, what stands in its way, and the order it is for. */
export type AnalysisStanding = Pick<AnalysisEntity, 'id' | 'state' | 'problemCode' | 'problemText'> & { readonly order: object };

/** Keeps what every analysis has come to. Starting one and enqueuing its job is one act. */
@Injectable()
export class AnalysesService implements OrderWork {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly queue: JobQueueService) {}

  /** Starts an analysis of the order within the caller's transaction. */
  async startWithin(manager: EntityManager, orderId: string): Promise<string> {
    const now = new Date();
    const id = randomUUID();
    await manager.insert(AnalysisEntity, { id, orderId, state: 'queued', problemCode: null, problemText: null, looks: 0, arrivingSince: null, createdAt: now, changedAt: now });
    await this.queue.enqueueWithin(manager, 'analyse-study', { analysisId: id });
    return id;
  }

  /** Ends the order's open analyses within the caller's transaction; a job that comes up for one of them finds nothing to do. */
  async cancelWithin(manager: EntityManager, orderId: string): Promise<number> {
    const changed = await manager.update(AnalysisEntity, { orderId, state: In(openStates) }, { state: 'cancelled', changedAt: new Date() });
    return changed.affected ?? 0;
  }

  /** Enqueues that others are told of what was found and is to be taken back; those who were told nothing are told nothing. */
  async withdrawWithin(manager: EntityManager, orderId: string): Promise<void> {
    for (const { id } of await manager.findBy(AnalysisEntity, { orderId, state: 'done' })) {
      await this.queue.enqueueWithin(manager, 'write-back', { analysisId: id });
    }
  }

  /** Ends those of the order's analyses that wait for its study, within the caller's transaction; gives how many there were. */
  async cancelWaitingWithin(manager: EntityManager, orderId: string): Promise<number> {
    const changed = await manager.update(AnalysisEntity, { orderId, state: 'waiting-for-study' }, { state: 'cancelled', changedAt: new Date() });
    return changed.affected ?? 0;
  }

  /** Says the analysis is being worked on, unless it has ended meanwhile. */
  async begin(id: string): Promise<AnalysisEntity | undefined> {
    const repository = this.dataSource.getRepository(AnalysisEntity);
    const changed = await repository.update({ id, state: In(openStates) }, { state: 'running', changedAt: new Date() });
    if ((changed.affected ?? 0) === 0) return undefined;
    return (await repository.findOneBy({ id })) ?? undefined;
  }

  /** Whether the analysis is still being worked on, by whatever process. */
  async isRunning(id: string): Promise<boolean> {
    return this.dataSource.getRepository(AnalysisEntity).existsBy({ id, state: 'running' });
  }

  /** Puts the analysis to sleep until its study may have arrived. */
  async waitForStudy(id: string, problem: Problem, { looks, arrivingSince, nextLookSeconds }: Pause): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const changed = await manager.update(AnalysisEntity, { id, state: 'running' }, {
        state: 'waiting-for-study', problemCode: problem.code, problemText: problem.text, looks, arrivingSince, changedAt: new Date(),
      });
      if ((changed.affected ?? 0) > 0) await this.queue.enqueueWithin(manager, 'analyse-study', { analysisId: id }, nextLookSeconds);
    });
  }

  /** Ends the analysis within the caller's transaction; says whether it was still being worked on. */
  async endWithin(manager: EntityManager, id: string, state: Extract<AnalysisState, 'done' | 'failed'>, problem?: Problem): Promise<boolean> {
    const changed = await manager.update(AnalysisEntity, { id, state: 'running' }, {
      state, problemCode: problem?.code ?? null, problemText: problem?.text ?? null, changedAt: new Date(),
    });
    return (changed.affected ?? 0) > 0;
  }

  async ofOrders(orderIds: readonly string[]): Promise<AnalysisEntity[]> {
    return this.dataSource.getRepository(AnalysisEntity).find({ where: { orderId: In([...orderIds]) }, order: { createdAt: 'ASC' } });
  }

  /** The order's analysis that was begun last; null where there is none. Calls at one time share one query. */
  readonly newestOfOrder = inBatches(async (orderIds: readonly string[]): Promise<readonly (AnalysisEntity | null)[]> => {
    const newest = new Map((await this.ofOrders(orderIds)).map((analysis) => [analysis.orderId, analysis]));
    return orderIds.map((id) => newest.get(id) ?? null);
  });

  /** How the analysis stands that was begun last among those of the patient's orders, under whatever id; null where there is none. Calls at one time share one query. */
  readonly newestOfPatient = inBatches(async (patientIds: readonly string[]): Promise<readonly (AnalysisStanding | null)[]> => {
    const newest = await this.dataSource.query<(AnalysisStanding & { readonly patientId: string })[]>(
      `SELECT asked.id AS "patientId", a.id, o.resource AS "order", a.state, a.problem_code AS "problemCode", a.problem_text AS "problemText"
       FROM unnest($1::text[]) AS asked(id) CROSS JOIN LATERAL (
         SELECT a.id, a.order_id FROM imaging_order o JOIN analysis a ON o.id = a.order_id WHERE o.patient_id = ANY(same_patient(asked.id)) ORDER BY a.created_at DESC LIMIT 1) AS last
       JOIN analysis a ON a.id = last.id JOIN imaging_order o ON o.id = last.order_id`, [[...new Set(patientIds)]],
    );
    const byPatient = new Map(newest.map((standing) => [standing.patientId, standing]));
    return patientIds.map((patientId) => byPatient.get(patientId) ?? null);
  });

  /** How many analyses stand in each state. */
  async count(): Promise<ReadonlyMap<AnalysisState, number>> {
    const rows = await this.dataSource.query<{ state: AnalysisState; count: string }[]>('SELECT state, count(*)::text AS count FROM analysis GROUP BY state');
    return new Map(rows.map((row) => [row.state, Number(row.count)]));
  }
}
