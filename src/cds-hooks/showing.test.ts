import type { CardHistory, EarlierCard } from '../cards/history.js';
import { type Call, decideShowing, seenBefore, standingCards } from './showing.js';

const now = new Date('2026-03-10T12:00:00Z');
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - 60_000 * minutes);
const rules = { snoozeDays: 7, fatigue: { cardsPerClinicianAndWeek: 5, overrideRate: 0.8 } };
const nothing: CardHistory = { survivorId: 'p', cards: [], week: { cards: 0, oldest: null }, snoozedAt: null, isUserPaused: false, pausedAtRate: null };
const earlier = (changes: Partial<EarlierCard> = {}): EarlierCard => ({ uuid: 'first', service: 's', told: ['a'], orders: ['ServiceRequest/1'], repeats: null, shownAt: minutesAgo(3), isAnswered: false, ...changes });
const call: Call = { hook: 'order-select', service: 's', orders: ['ServiceRequest/1'], now };
const show = (history: Partial<CardHistory>, keys: readonly string[] = ['a'], changes: Partial<Call> = {}, indicator: 'info' | 'warning' = 'info') => decideShowing({ keys, indicator }, { ...nothing, ...history }, { call: { ...call, ...changes }, rules });

describe('whether a card is shown', () => {
  test('what was never told is', () => { expect(show({})).toEqual({ kind: 'show', repeats: null }); });

  test('what was told is not, in whatever hook, and one new thing makes it new', () => {
    const cards = [earlier({ shownAt: minutesAgo(60), service: 'other' })];
    expect(show({ cards })).toEqual({ kind: 'hold', why: 'seen' });
    expect(show({ cards }, ['a', 'b'])).toEqual({ kind: 'show', repeats: null });
  });

  test('CDS-H4: the card about an order in hand stands for ten minutes, unless it was reported on, is of another order or at patient-view', () => {
    expect(show({ cards: [earlier()] })).toEqual({ kind: 'show', repeats: 'first' });
    expect(show({ cards: [earlier({ uuid: 'second', repeats: 'first' })] })).toEqual({ kind: 'show', repeats: 'first' });
    for (const change of [{ shownAt: minutesAgo(11) }, { isAnswered: true }, { orders: ['ServiceRequest/2'] }, { service: 'other' }]) expect(show({ cards: [earlier(change)] })).toEqual({ kind: 'hold', why: 'seen' });
    expect(show({ cards: [earlier()] }, ['a'], { hook: 'patient-view' })).toEqual({ kind: 'hold', why: 'seen' });
  });

  test('something new beside what stands is a card of its own', () => { expect(show({ cards: [earlier()] }, ['a', 'b'])).toEqual({ kind: 'show', repeats: null }); });

  test('a snooze holds all but failed checks', () => {
    const snoozedAt = new Date('2026-03-04T12:00:00Z');
    expect([show({ snoozedAt }), show({ snoozedAt }, ['a'], {}, 'warning'), show({ snoozedAt: new Date('2026-03-03T11:00:00Z') })]).toEqual([{ kind: 'hold', why: 'snoozed' }, { kind: 'show', repeats: null }, { kind: 'show', repeats: null }]);
  });

  test('a spent budget holds everything, but takes away nothing that stands', () => {
    const week = { cards: 5, oldest: minutesAgo(600) };
    expect([show({ week }), show({ week }, ['a'], {}, 'warning'), show({ week, cards: [earlier()] })]).toEqual([{ kind: 'hold', why: 'paused' }, { kind: 'hold', why: 'paused' }, { kind: 'show', repeats: 'first' }]);
  });

  test('a silence for everybody ends at once where the settings allow more than the rate it began at', () => {
    expect([show({ pausedAtRate: 0.85 }), show({ pausedAtRate: 0.75 })]).toEqual([{ kind: 'hold', why: 'paused' }, { kind: 'show', repeats: null }]);
  });

  test('what stands does not count as seen', () => {
    const history = { ...nothing, cards: [earlier(), earlier({ uuid: 'old', told: ['b'], shownAt: minutesAgo(100) })] };
    expect([...seenBefore(history, standingCards(history, call))]).toEqual(['b']);
  });
});
