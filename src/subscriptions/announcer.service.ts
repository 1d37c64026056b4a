import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type DataSource, Not } from 'typeorm';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobOutcome } from '../jobs/jobs.js';
import { PatientsService } from '../patients/patients.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { ResultsService } from '../results/results.service.js';
import { SubscriptionEventEntity } from './subscription-event.entity.js';
import { SubscriptionEntity } from './subscription.entity.js';

/** Gives each result its number in every subscription that is about it, once, and a job to tell of it. */
@Injectable()
export class Announcer implements OnModuleInit {
  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly queue: JobQueueService,
    private readonly results: ResultsService,
    private readonly patients: PatientsService,
  ) {}

  onModuleInit(): void {
    this.queue.register('announce-results', ({ analysisId }) => this.announce(analysisId));
  }

  private async announce(analysisId: string): Promise<JobOutcome> {
    const results = await this.results.ofAnalysis(analysisId);
    const [first] = results;
    if (first === undefined) return 'skipped';
    const { ids } = await this.patients.sameAs(first.patientId);
    return this.dataSource.transaction(async (manager) => {
      const subscriptions = await manager.find(SubscriptionEntity, { where: { status: Not('off') }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
      const concerned = subscriptions.filter(({ patientId }) => patientId === null || ids.includes(patientId));
      for (const { id: subscriptionId, events, status } of concerned) {
        const known = new Set((await manager.findBy(SubscriptionEventEntity, results.map(({ id: resultId }) => ({ subscriptionId, resultId })))).map((event) => event.resultId));
        const fresh = results.filter(({ id }) => !known.has(id));
        if (fresh.length === 0) continue;
        await manager.insert(SubscriptionEventEntity, fresh.map((result, k) => ({ subscriptionId, number: events + 1 + k, resultId: result.id, at: result.createdAt })));
        await manager.update(SubscriptionEntity, { id: subscriptionId }, { events: events + fresh.length });
        if (status === 'active') for (let k = 1; k <= fresh.length; k += 1) await this.queue.enqueueWithin(manager, 'notify', { subscriptionId, number: events + k });
      }
      return concerned.length > 0 ? 'success' : 'skipped';
    });
  }
}
