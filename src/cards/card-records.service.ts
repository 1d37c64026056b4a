import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, In, MoreThan } from 'typeorm';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { PatientsService } from '../patients/patients.service.js';
import { CardFeedbackEntity } from './card-feedback.entity.js';
import { CardPauseEntity } from './card-pause.entity.js';
import { CardEntity } from './card.entity.js';

/** A card with every report on it, the one that counts last. */
export interface CardRecord {
  readonly card: CardEntity;
  readonly reports: readonly CardFeedbackEntity[];
}

/** What a service asked of clinicians in the last seven days. */
export interface ServiceLoad {
  readonly service: string;
  readonly cards: number;
  readonly clinicians: number;
  readonly reported: number;
  readonly overridden: number;
}

const loadSql = `SELECT c.service, count(DISTINCT c.first)::int AS cards, count(DISTINCT c.user_id)::int AS clinicians,
    (count(DISTINCT c.first) FILTER (WHERE f.outcome IS NOT NULL))::int AS reported, (count(DISTINCT c.first) FILTER (WHERE f.outcome = 'overridden'))::int AS overridden
  FROM (SELECT service, user_id, uuid, coalesce(repeats, uuid) AS first FROM card WHERE shown_at > now() - interval '7 days' AND delivery = 'shown') AS c
  LEFT JOIN LATERAL (SELECT outcome FROM card_feedback WHERE card_uuid = c.uuid ORDER BY outcome_at DESC, received_at DESC LIMIT 1) AS f ON true GROUP BY c.service ORDER BY c.service`;

/** What the auditor asks about cards, and what the monitoring counts. */
@Injectable()
export class CardRecords {
  private readonly counted = new Map<string, Map<string, number>>();

  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly patients: PatientsService) {}

  /** The newest cards of a patient, under whatever id. */
  async ofPatient(patientId: string, first: number): Promise<readonly CardRecord[]> {
    const { ids } = await this.patients.sameAs(patientId);
    const cards = await this.dataSource.getRepository(CardEntity).find({ where: { patientId: In(ids) }, order: { shownAt: 'DESC', uuid: 'ASC' }, take: first });
    const reports = cards.length === 0 ? [] : await this.dataSource.getRepository(CardFeedbackEntity).find({
      where: { cardUuid: In(cards.map((card) => card.uuid)) }, order: { outcomeAt: 'ASC', receivedAt: 'ASC' },
    });
    return cards.map((card) => ({ card, reports: reports.filter((report) => report.cardUuid === card.uuid) }));
  }

  /** What a card that was shown was about. */
  async subjectOf(uuid: string): Promise<Pick<CardEntity, 'patientId' | 'resultId'> | undefined> {
    const card = await this.dataSource.getRepository(CardEntity).findOneBy({ uuid, delivery: 'shown' });
    return card ? { patientId: card.patientId, resultId: card.resultId } : undefined;
  }

  load(): Promise<readonly ServiceLoad[]> {
    return this.dataSource.query<ServiceLoad[]>(loadSql);
  }

  /** Silences that have not ended. */
  pauses(): Promise<readonly CardPauseEntity[]> {
    return this.dataSource.getRepository(CardPauseEntity).find({ where: { until: MoreThan(new Date()) }, order: { since: 'DESC' } });
  }

  /** Counts an answer of a service since this process began: `shown`, `silent`, or why there was no card. */
  count(service: string, answer: string): void {
    const answers = this.counted.get(service) ?? new Map<string, number>();
    this.counted.set(service, answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }

  /** The answers counted so far. */
  counts(): readonly { readonly service: string; readonly answer: string; readonly count: number }[] {
    return [...this.counted].flatMap(([service, answers]) => [...answers].map(([answer, count]) => ({ service, answer, count })));
  }
}
