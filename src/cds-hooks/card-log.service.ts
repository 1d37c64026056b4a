import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, In } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { CardFeedbackEntity } from './card-feedback.entity.js';
import { CardEntity } from './card.entity.js';
import type { CardWithResult } from './cards.service.js';
import type { CardFeedback } from './feedback.js';
import type { HookRequest } from './request.js';

/** Remembers which card was shown to whom, and what became of it. */
@Injectable()
export class CardLogService {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly audit: AuditService) {}

  /** Records a call of a service: with its card, or that there was none to show. */
  async shown(request: HookRequest, service: string, actor: string, made: CardWithResult | undefined): Promise<void> {
    const { hook, hookInstance, userId, patientId } = request;
    const event = { action: 'cds-hooks.call', actor, outcome: 'success' as const, subject: patientId, detail: { hook, service, hookInstance, userId, card: made?.card.uuid ?? null, result: made?.resultId ?? null } };
    if (!made) return this.audit.record(event);
    const row = { uuid: made.card.uuid, service, hookInstance, userId, patientId, resultId: made.resultId, summary: made.card.summary, shownAt: new Date() };
    return this.audit.record({ ...event, entity: `Card/${made.card.uuid}` }, { into: CardEntity, values: row });
  }

  /** Stores reports on cards; gives the ids of cards that were never shown. */
  async receive(reports: readonly CardFeedback[], actor: string): Promise<readonly string[]> {
    const shown = await this.dataSource.getRepository(CardEntity).findBy({ uuid: In(reports.map((report) => report.card)) });
    const known = new Map(shown.map((card) => [card.uuid, card]));
    for (const report of reports) {
      const card = known.get(report.card);
      if (!card) continue;
      const row = { id: randomUUID(), cardUuid: report.card, outcome: report.outcome, content: report, outcomeAt: new Date(report.outcomeTimestamp), receivedAt: new Date() };
      await this.audit.record(
        { action: 'cds-hooks.feedback', actor, outcome: 'success', subject: card.patientId, entity: `Card/${card.uuid}`, detail: { outcome: report.outcome } },
        { into: CardFeedbackEntity, values: row },
      );
    }
    return reports.map((report) => report.card).filter((uuid) => !known.has(uuid));
  }
}
