import type { Week } from './budget.js';

/** An earlier card for the same user and patient. */
export interface EarlierCard {
  readonly uuid: string;
  readonly service: string;
  readonly told: readonly string[];
  readonly orders: readonly string[];
  readonly repeats: string | null;
  readonly shownAt: Date;
  /** Whether what became of it was reported. */
  readonly isAnswered: boolean;
}

/** What is known of a user and a patient before a service speaks to them again. */
export interface CardHistory {
  /** The id that stands for the patient, after merges. */
  readonly survivorId: string;
  /** The newest first. */
  readonly cards: readonly EarlierCard[];
  readonly week: Week;
  /** When the user last asked for silence about the patient, where no later report on that card took it back. */
  readonly snoozedAt: Date | null;
  /** Whether it is recorded already that the user's week is full. */
  readonly isUserPaused: boolean;
  /** Part of the service's cards that were overridden, where it keeps silent for that. */
  readonly pausedAtRate: number | null;
}

/** For whom, by which service. */
export interface HistoryOf {
  readonly patientId: string;
  readonly userId: string;
  readonly service: string;
}

/** The code of ours that asks for silence for some days. */
export const snooze = 'snooze';

/**
 * One row for each of the askers ($1 patients, $2 users, $3 services, in step), whatever is known of them: cards of the
 * delivery $4 only, so that what was made silently does not count as seen once cards are shown.
 */
export const historySql = `
  SELECT same.ids[array_upper(same.ids, 1)] AS "survivorId", coalesce(earlier.cards, '[]') AS cards, week.cards AS "cardsThisWeek", week.oldest AS "oldestThisWeek",
    snoozed.at AS "snoozedAt", coalesce(paused.of_user, false) AS "isUserPaused", paused.rate AS "pausedAtRate"
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked(patient_id, user_id, service, k)
  CROSS JOIN LATERAL (SELECT same_patient(asked.patient_id) AS ids) AS same
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object('uuid', c.uuid, 'service', c.service, 'told', c.told, 'orders', c.orders, 'repeats', c.repeats, 'shownAt', c.shown_at,
      'isAnswered', EXISTS (SELECT 1 FROM card_feedback f WHERE f.card_uuid = c.uuid)) ORDER BY c.shown_at DESC) AS cards
    FROM (SELECT * FROM card WHERE user_id = asked.user_id AND patient_id = ANY(same.ids) AND delivery = $4 ORDER BY shown_at DESC LIMIT 200) AS c) AS earlier
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS cards, min(shown_at) AS oldest FROM card
    WHERE user_id = asked.user_id AND service = asked.service AND delivery = $4 AND repeats IS NULL AND shown_at > now() - interval '7 days') AS week
  CROSS JOIN LATERAL (
    SELECT max(at) AS at FROM (
      SELECT DISTINCT ON (f.card_uuid) f.reason, least(f.outcome_at, f.received_at) AS at FROM card c JOIN card_feedback f ON f.card_uuid = c.uuid
      WHERE c.user_id = asked.user_id AND c.patient_id = ANY(same.ids) ORDER BY f.card_uuid, f.outcome_at DESC, f.received_at DESC) AS newest WHERE reason = '${snooze}') AS snoozed
  CROSS JOIN LATERAL (
    SELECT bool_or(user_id = asked.user_id) AS of_user, max(figure) FILTER (WHERE reason = 'override-rate') AS rate FROM card_pause
    WHERE service = asked.service AND until > now() AND (user_id IS NULL OR user_id = asked.user_id)) AS paused
  ORDER BY asked.k`;
