import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { EhrRows, type EhrJob } from './ehr-rows.service.js';
import { hear } from './hear.js';
import type { Notification } from './notification.js';

/** Hears what the EHR tells: what follows is stored before it is answered, for the EHR may not tell it again. */
@Injectable()
export class EhrNotifications {
  constructor(private readonly rows: EhrRows, private readonly audit: AuditService) {}

  /** A notification by topic; false where it is of no subscription that is known here. */
  async receive(notification: Notification): Promise<boolean> {
    const { subscriptionId, topic } = notification;
    const criteria = await this.rows.criteria();
    const askAll = criteria.map((key): EhrJob => ({ name: 'ask-ehr', data: { key } }));
    const step = (where: Parameters<EhrRows['advance']>[0]) => this.rows.advance(where, (row) => {
      const { lastEvent, take, ask, gaps } = hear(row.lastEvent, notification);
      const jobs = [
        ...take.map((reference): EhrJob => ({ name: 'take-from-ehr', data: { reference } })),
        ...gaps.map(({ from, to }): EhrJob => ({ name: 'catch-up', data: { key: row.key, from, to } })),
        ...(ask ? askAll : []),
      ];
      return { changes: { lastEvent, heardAt: new Date(), state: 'active', problem: null }, jobs };
    });
    const isKnown = (subscriptionId !== undefined && await step({ ehrId: subscriptionId })) || (topic !== undefined && await step({ key: topic }));
    await this.audit.record({
      action: 'ehr.notification', actor: 'ehr-subscription', outcome: isKnown ? 'success' : 'refused', detail: { type: notification.type, events: notification.events.length, eventsSince: notification.eventsSince ?? null },
    });
    return isKnown;
  }

  /** A notification by a search: it says that something is new, and nothing else. */
  async receiveEmpty(): Promise<void> {
    for (const key of await this.rows.criteria()) await this.rows.advance({ key }, () => ({ changes: { heardAt: new Date(), state: 'active' }, jobs: [{ name: 'ask-ehr', data: { key } }] }));
    await this.audit.record({ action: 'ehr.notification', actor: 'ehr-subscription', outcome: 'success', detail: { type: 'criteria' } });
  }
}
