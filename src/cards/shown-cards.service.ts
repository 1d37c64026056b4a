import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, In } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEvent } from '../audit/chain.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { sha256Hex } from '../platform/canonical-json.js';
import { inBatches } from '../platform/in-batches.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import { type Pause, pauseForAll, pauseForUser, type Reception } from './budget.js';
import { CardFeedbackEntity } from './card-feedback.entity.js';
import { CardPauseEntity } from './card-pause.entity.js';
import { CardEntity } from './card.entity.js';
import { type CardHistory, type EarlierCard, type HistoryOf, historySql } from './history.js';

/** A report on a card, as its door has checked it. */
export interface CardReport {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly reason: string | null;
  readonly outcomeAt: Date;
  readonly content: object;
}

/** Who reports, at which service. */
export interface Reporter {
  readonly client: string;
  readonly service: string;
}

interface HistoryRow extends Omit<CardHistory, 'cards' | 'week'> {
  readonly cards: readonly (Omit<EarlierCard, 'shownAt'> & { readonly shownAt: string })[];
  readonly cardsThisWeek: number;
  readonly oldestThisWeek: Date | null;
}

/** The newest thousand cards of a service in four weeks, since its last silence ended; a card that was shown again is one, and its newest report counts. */
const receptionSql = `SELECT count(DISTINCT c.first)::int AS shown, (count(DISTINCT c.first) FILTER (WHERE f.outcome = 'overridden'))::int AS overridden
  FROM (SELECT uuid, coalesce(repeats, uuid) AS first FROM card WHERE service = $1 AND delivery = 'shown'
      AND shown_at > greatest(now() - interval '28 days', (SELECT max(until) FROM card_pause WHERE service = $1 AND reason = 'override-rate')) ORDER BY shown_at DESC LIMIT 1000) AS c
  LEFT JOIN LATERAL (SELECT outcome FROM card_feedback WHERE card_uuid = c.uuid ORDER BY outcome_at DESC, received_at DESC LIMIT 1) AS f ON true`;

/** A SMART link may be followed this long after its card was shown. */
const launchMinutes = 60;

/** Remembers which card was made for whom, what became of it, and which service has spent its budget. */
@Injectable()
export class ShownCards {
  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly audit: AuditService,
  ) {}

  /** What a user was told of a patient before, and whether there is to be silence. Calls at one time share one query. */
  readonly historyOf = inBatches(async (asked: readonly HistoryOf[]): Promise<readonly CardHistory[]> => {
    const delivery = this.settings.cdsHooks.mode === 'live' ? 'shown' : 'silent';
    const rows = await this.dataSource.query<HistoryRow[]>(historySql, [asked.map((one) => one.patientId), asked.map((one) => one.userId), asked.map((one) => one.service), delivery]);
    return rows.map(({ cards, cardsThisWeek, oldestThisWeek, ...row }) => ({
      ...row, week: { cards: cardsThisWeek, oldest: oldestThisWeek }, cards: cards.map((card) => ({ ...card, shownAt: new Date(card.shownAt) })),
    }));
  });

  /** Stores a card together with the event that tells of its showing. */
  async record(card: Omit<CardEntity, 'shownAt'>, event: AuditEvent): Promise<void> {
    await this.audit.record({ ...event, entity: `Card/${card.uuid}` }, { into: CardEntity, values: { ...card, shownAt: new Date() } });
  }

  /** Records that a clinician has had enough of a service this week, once for each time the week is full, and tells the owner. */
  async pauseUser({ service, userId }: HistoryOf, { week, isUserPaused }: CardHistory): Promise<void> {
    const pause = pauseForUser(week, this.settings.cdsHooks.fatigue, new Date());
    if (pause && !isUserPaused) await this.begin(pause, service, userId);
  }

  /**
   * Stores reports on cards, each as often as it comes. Gives the ids of cards that were never shown to this client by
   * this service: a card of somebody else is not known here.
   */
  async receive(reports: readonly CardReport[], { client, service }: Reporter): Promise<readonly string[]> {
    const shown = await this.dataSource.getRepository(CardEntity).findBy({ uuid: In([...new Set(reports.map((report) => report.card))]), client, service, delivery: 'shown' });
    const known = new Map(shown.map((card) => [card.uuid, card]));
    const taken = reports.filter((report) => known.has(report.card));
    await Promise.all(taken.map(({ card, outcome, reason, outcomeAt, content }) => this.audit.record(
      { action: 'cds-hooks.feedback', actor: client, outcome: 'success', subject: known.get(card)?.patientId ?? '', entity: `Card/${card}`, detail: { outcome, reason } },
      { into: CardFeedbackEntity, values: { id: randomUUID(), cardUuid: card, outcome, reason, content, outcomeAt, receivedAt: new Date() } },
    )));
    if (taken.some(({ outcome }) => outcome === 'overridden')) await this.pauseService(service);
    return reports.map((report) => report.card).filter((uuid) => !known.has(uuid));
  }

  /** What a SMART app may see that was launched with this handle; undefined where it is not known, has expired, or is of another patient or user. */
  async launchedWith(handle: string, { patientId, userId }: Omit<HistoryOf, 'service'>): Promise<Pick<CardEntity, 'patientId' | 'resultId'> | undefined> {
    const [found] = await this.dataSource.query<Pick<CardEntity, 'patientId' | 'resultId'>[]>(
      `SELECT patient_id AS "patientId", result_id AS "resultId" FROM card
       WHERE launch_hash = $1 AND user_id = $3 AND patient_id = ANY(same_patient($2)) AND shown_at > now() - make_interval(mins => ${launchMinutes})`, [sha256Hex(handle), patientId, userId],
    );
    return found;
  }

  private async pauseService(service: string): Promise<void> {
    const [reception] = await this.dataSource.query<Reception[]>(receptionSql, [service]);
    const pause = reception && pauseForAll(reception, this.settings.cdsHooks.fatigue, new Date());
    if (pause) await this.begin(pause, service, null);
  }

  private async begin(pause: Pause, service: string, userId: string | null): Promise<void> {
    const { reason, figure, allowed, until } = pause;
    await this.audit.record(
      { action: 'cds-hooks.pause', actor: 'sarcolens', outcome: 'success', entity: `CdsService/${service}`, detail: { reason, figure, allowed, userId, until: until.toISOString() } },
      { into: CardPauseEntity, values: { id: randomUUID(), service, userId, ...pause } },
    );
    this.logger.warn({ service, userId, reason, figure, allowed, until: until.toISOString() }, 'a CDS service has spent its budget and keeps silent');
  }
}
