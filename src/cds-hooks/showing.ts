import type { CardHistory, EarlierCard } from '../cards/history.js';
import type { Indicator } from './card.js';
import type { Hook } from './services.js';

/** Why a card is not made, or not shown. */
export type Hold =
  | 'nothing-to-say' | 'no-clinician' | 'no-imaging-order' | 'no-soft-tissue-mass' | 'replaced-record' | 'seen' | 'snoozed' | 'paused';

/** A card is shown, again where it stands already, or held. */
export type Showing = { readonly kind: 'show'; readonly repeats: string | null } | { readonly kind: 'hold'; readonly why: Hold };

/** The rules of a site: from its settings. */
export interface ShowingRules {
  readonly snoozeDays: number;
  readonly fatigue: { readonly cardsPerClinicianAndWeek: number; readonly overrideRate: number };
}

/** An order is being written for so long; the card about it stands meanwhile. */
const standingMinutes = 10;

/** A call, as far as it matters for whether its card was shown before. */
export interface Call {
  readonly hook: Hook;
  readonly service: string;
  /** Draft orders of the call, as `Type/id`. */
  readonly orders: readonly string[];
  readonly now: Date;
}

/**
 * The card of a few minutes ago about an order that is still in the user's hands: order-select fires again at each change
 * of a draft, and an empty answer would take away what is being read. One that was reported on has been dealt with.
 */
export function standingCards({ cards }: CardHistory, { hook, service, orders, now }: Call): readonly EarlierCard[] {
  if (hook === 'patient-view') return [];
  return cards.filter((card) => card.service === service && !card.isAnswered && now.getTime() - card.shownAt.getTime() < standingMinutes * 60_000 && card.orders.some((order) => orders.includes(order)));
}

/** Keys of everything the user was told of the patient before, in any hook, but for cards that stand. */
export function seenBefore(history: CardHistory, standing: readonly EarlierCard[]): ReadonlySet<string> {
  const still = new Set(standing.map((card) => card.uuid));
  return new Set(history.cards.filter((card) => !still.has(card.uuid)).flatMap((card) => card.told));
}

/**
 * Whether a card is shown: not when each thing it tells was told before; not while the user has asked for silence about
 * the patient, unless a check has failed; not by a service that has spent its budget, for this clinician or for all. One
 * that stands is shown again and counts once.
 */
export function decideShowing(card: { readonly keys: readonly string[]; readonly indicator: Indicator }, history: CardHistory, { call, rules }: { readonly call: Call; readonly rules: ShowingRules }): Showing {
  const standing = standingCards(history, call);
  const seen = seenBefore(history, standing);
  if (card.keys.every((key) => seen.has(key))) return { kind: 'hold', why: 'seen' };
  const { snoozedAt, week, pausedAtRate } = history;
  const isSnoozed = snoozedAt !== null && call.now.getTime() - snoozedAt.getTime() < rules.snoozeDays * 86_400_000;
  if (isSnoozed && card.indicator !== 'warning') return { kind: 'hold', why: 'snoozed' };
  if (pausedAtRate !== null && pausedAtRate > rules.fatigue.overrideRate) return { kind: 'hold', why: 'paused' };
  const told = new Set(standing.flatMap((one) => one.told));
  const repeated = card.keys.every((key) => told.has(key) || seen.has(key)) ? standing[0] : undefined;
  if (repeated) return { kind: 'show', repeats: repeated.repeats ?? repeated.uuid };
  return week.cards >= rules.fatigue.cardsPerClinicianAndWeek ? { kind: 'hold', why: 'paused' } : { kind: 'show', repeats: null };
}
