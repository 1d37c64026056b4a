/** What a site lets a service ask of its clinicians: the settings under `cdsHooks.fatigue`. */
export interface Budget {
  readonly cardsPerClinicianAndWeek: number;
  readonly overrideRate: number;
  readonly cardsNeeded: number;
  readonly muteDays: number;
}

/** `cards-per-week`: one clinician has had enough of it. `override-rate`: too many of its cards are overridden. */
export type PauseReason = 'cards-per-week' | 'override-rate';

/** A silence that begins now. */
export interface Pause {
  readonly reason: PauseReason;
  readonly figure: number;
  readonly allowed: number;
  readonly since: Date;
  readonly until: Date;
}

const dayMs = 86_400_000;
export const weekMs = 7 * dayMs;

/** Cards of a service that one clinician had in the last seven days; the time of the first of them. */
export interface Week {
  readonly cards: number;
  readonly oldest: Date | null;
}

/** The silence for a clinician whose week is full, until the oldest of its cards is a week old. */
export function pauseForUser({ cards, oldest }: Week, { cardsPerClinicianAndWeek: allowed }: Budget, now: Date): Pause | undefined {
  if (cards < allowed) return undefined;
  return { reason: 'cards-per-week', figure: cards, allowed, since: now, until: new Date((oldest ?? now).getTime() + weekMs) };
}

/** Cards of a service that were shown, and those of them that were overridden. One that nothing was reported on is not. */
export interface Reception {
  readonly shown: number;
  readonly overridden: number;
}

/**
 * The silence for everybody once enough cards were shown and too large a part was overridden. Of those shown, not of those
 * reported on: a card without suggestions cannot be accepted, so that every report on it would be against it.
 */
export function pauseForAll({ shown, overridden }: Reception, { overrideRate: allowed, cardsNeeded, muteDays }: Budget, now: Date): Pause | undefined {
  if (shown < cardsNeeded || overridden / shown <= allowed) return undefined;
  return { reason: 'override-rate', figure: overridden / shown, allowed, since: now, until: new Date(now.getTime() + muteDays * dayMs) };
}
