import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Between, type DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { ReadSubscription } from './read-subscription.js';
import { SubscriptionEventEntity } from './subscription-event.entity.js';
import { SubscriptionEntity } from './subscription.entity.js';

/** Whose subscription; an auditor sees everybody's. */
export interface Whose {
  readonly owner: string;
  readonly sees: 'own' | 'all';
}

const mostEvents = 1000;

/** What a subscription is stored as; its headers are sealed by then. */
export type SubscriptionOrder = Omit<ReadSubscription, 'headers'> & { readonly headers: string | null };

const columnsOf = ({ status, endpoint, payloadContent, ...rest }: SubscriptionOrder) => ({ ...rest, status, content: { endpoint, payloadContent } });

/** Keeps who wants to be told of results. A subscription that is asked for is greeted by a job (number 0) of the same transaction. */
@Injectable()
export class Subscribers {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly queue: JobQueueService, private readonly audit: AuditService) {}

  /** Stores a new subscription under an id that its headers may be sealed for. */
  async create(order: SubscriptionOrder, owner: string): Promise<SubscriptionEntity> {
    const now = new Date();
    const id = randomUUID();
    return this.dataSource.transaction(async (manager) => {
      const row = Object.assign(new SubscriptionEntity(), { ...columnsOf(order), id, owner, revision: 1, events: 0, failures: 0, problem: null, sentAt: now, createdAt: now, changedAt: now });
      await manager.insert(SubscriptionEntity, row);
      await this.follow(manager, row, 'create');
      return row;
    });
  }

  /** Replaces what an owner's subscription asks for; undefined where there is none. */
  async update(id: string, order: SubscriptionOrder, owner: string): Promise<SubscriptionEntity | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const row = await manager.findOne(SubscriptionEntity, { where: { id, owner }, lock: { mode: 'pessimistic_write' } });
      if (!row) return undefined;
      Object.assign(row, columnsOf(order), { revision: row.revision + 1, failures: 0, problem: null, changedAt: new Date() });
      await manager.save(row);
      await this.follow(manager, row, 'update');
      return row;
    });
  }

  /** Ends an owner's subscription; false where there is none. */
  async remove(id: string, owner: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const row = await manager.findOne(SubscriptionEntity, { where: { id, owner }, lock: { mode: 'pessimistic_write' } });
      if (!row) return false;
      await manager.delete(SubscriptionEventEntity, { subscriptionId: id });
      await manager.delete(SubscriptionEntity, { id });
      await this.follow(manager, Object.assign(row, { status: 'off' as const }), 'delete');
      return true;
    });
  }

  async find(id: string, { owner, sees }: Whose): Promise<SubscriptionEntity | null> {
    return this.dataSource.getRepository(SubscriptionEntity).findOneBy({ id, ...(sees === 'own' ? { owner } : {}) });
  }

  async all({ owner, sees }: Whose): Promise<SubscriptionEntity[]> {
    return this.dataSource.getRepository(SubscriptionEntity).find({ where: sees === 'own' ? { owner } : {}, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** Events by their numbers, both ends among them; at most a thousand. */
  async events(subscriptionId: string, from: number, to: number): Promise<SubscriptionEventEntity[]> {
    return this.dataSource.getRepository(SubscriptionEventEntity).find({ where: { subscriptionId, number: Between(from, to) }, order: { number: 'ASC' }, take: mostEvents });
  }

  private async follow(manager: EntityManager, { id, owner, status }: Pick<SubscriptionEntity, 'id' | 'owner' | 'status'>, act: string): Promise<void> {
    if (status === 'requested') await this.queue.enqueueWithin(manager, 'notify', { subscriptionId: id, number: 0 });
    await this.audit.recordWithin(manager, [{ action: `subscription.${act}`, actor: owner, outcome: 'success', entity: `Subscription/${id}`, detail: { status } }]);
  }
}
