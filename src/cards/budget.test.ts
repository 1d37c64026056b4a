import { pauseForAll, pauseForUser } from './budget.js';

const budget = { cardsPerClinicianAndWeek: 5, overrideRate: 0.8, cardsNeeded: 10, muteDays: 7 };
const now = new Date('2026-03-10T12:00:00Z');

describe('a budget', () => {
  test('CDS-H4: for a clinician ends when the oldest of the week\'s cards is a week old', () => {
    const oldest = new Date('2026-03-05T08:00:00Z');
    expect(pauseForUser({ cards: 5, oldest }, budget, now)).toEqual({ reason: 'cards-per-week', figure: 5, allowed: 5, since: now, until: new Date('2026-03-12T08:00:00Z') });
    expect(pauseForUser({ cards: 4, oldest }, budget, now)).toBeUndefined();
  });

  test('CDS-H4: for all asks for enough cards, and for more of them overridden than is allowed', () => {
    expect(pauseForAll({ shown: 10, overridden: 9 }, budget, now)).toEqual({ reason: 'override-rate', figure: 0.9, allowed: 0.8, since: now, until: new Date('2026-03-17T12:00:00Z') });
    expect([pauseForAll({ shown: 9, overridden: 9 }, budget, now), pauseForAll({ shown: 10, overridden: 8 }, budget, now), pauseForAll({ shown: 0, overridden: 0 }, { ...budget, cardsNeeded: 1 }, now)]).toEqual([undefined, undefined, undefined]);
  });
});
