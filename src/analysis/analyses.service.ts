import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, In } from 'typeorm';
import type { OrderWork } from '../orders/order-work.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { Problem } from '../platform/problem.js';
import { AnalysisEntity } from './analysis.entity.js';
import { type AnalysisState, analysisStates, isOpen } from './analysis-state.js';

const openStates = analysisStates.filter(isOpen);

/** Keeps what every analysis has come to. Starting one and enqueuing its job is one act. */
@Injectable()
export class AnalysesService implements OrderWork {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly queue: JobQueueService) {}

  /** Starts an analysis of the order within the caller's transaction. */
  async startWithin(manager: EntityManager, orderId: string): Promise<string> {
    const now = new Date();
    const id = randomUUID();
    await manager.insert(AnalysisEntity, { id, orderId, state: 'queued', problemCode: null, problemText: null, looks: 0, createdAt: now, changedAt: now });
    await this.queue.enqueueWithin(manager, 'analyse-study', { analysisId: id });
    return id;
  }

  /** Ends the order's open analyses within the caller's transaction; a job that comes up for one of them finds nothing to do. */
  async cancelWithin(manager: EntityManager, orderId: string): Promise<number> {
    const changed = await manager.update(AnalysisEntity, { orderId, state: In(openStates) }, { state: 'cancelled', changedAt: new Date() });
    return changed.affected ?? 0;
  }

  /** Says the analysis is being worked on, unless it has ended meanwhile. */
  async begin(id: string): Promise<AnalysisEntity | undefined> {
    const repository = this.dataSource.getRepository(AnalysisEntity);
    const changed = await repository.update({ id, state: In(openStates) }, { state: 'running', changedAt: new Date() });
    if ((changed.affected ?? 0) === 0) return undefined;
    return (await repository.findOneBy({ id })) ?? undefined;
  }

  /** Puts the analysis to sleep until its study may have arrived. */
  async waitForStudy(id: string, problem: Problem, nextLookSeconds: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const changed = await manager.update(AnalysisEntity, { id, state: 'running' }, {
        state: 'waiting-for-study', problemCode: problem.code, problemText: problem.text, looks: () => 'looks + 1', changedAt: new Date(),
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

  /** The analysis begun last among those of the patient's orders. */
  async newestOfPatient(patientId: string): Promise<AnalysisEntity | null> {
    return this.dataSource.getRepository(AnalysisEntity).createQueryBuilder('analysis')
      .where('analysis.orderId IN (SELECT id FROM imaging_order WHERE patient_id = :patientId)', { patientId })
      .orderBy('analysis.createdAt', 'DESC').limit(1).getOne();
  }

  /** How many analyses stand in each state. */
  async count(): Promise<ReadonlyMap<AnalysisState, number>> {
    const rows = await this.dataSource.query<{ state: AnalysisState; count: string }[]>('SELECT state, count(*)::text AS count FROM analysis GROUP BY state');
    return new Map(rows.map((row) => [row.state, Number(row.count)]));
  }
}
