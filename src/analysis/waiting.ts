import type { Settings } from '../config/index.js';
import type { ProblemCode } from '../platform/problem.js';

/** What an analysis remembers of its waiting. */
export interface Waiting {
  /** Looks in vain, since the study was first found where it was found and not whole. */
  readonly looks: number;
  /** When the study was first found and not whole. */
  readonly arrivingSince: Date | null;
  readonly createdAt: Date;
}

/** When the study is looked for again, and what is remembered until then. */
export interface Pause extends Omit<Waiting, 'createdAt'> {
  readonly nextLookSeconds: number;
}

/** Problems of a study that is there and seems not to be whole. */
const ofArrival: readonly ProblemCode[] = ['STUDY_ARRIVING', 'MASK_SOURCE_MISSING'];

/**
 * How long until a study that is not there yet, or not whole, is looked for again: the first pause, doubled at each look,
 * never longer than the longest, and from the first again once a part of the study has come; undefined once the analysis
 * has waited its time.
 */
export function pauseAfter(code: ProblemCode, { looks, arrivingSince, createdAt }: Waiting, now: Date, wait: Settings['wait']): Pause | undefined {
  const waitedHours = (now.getTime() - createdAt.getTime()) / 3_600_000;
  if (waitedHours >= wait.giveUpAfterHours) return undefined;
  const isFirst = arrivingSince === null && ofArrival.includes(code);
  const before = isFirst ? 0 : looks;
  return { looks: before + 1, arrivingSince: isFirst ? now : arrivingSince, nextLookSeconds: Math.min(wait.firstSeconds * 2 ** Math.min(before, 30), wait.longestSeconds) };
}

/** Whether what seems to be missing of a study is still waited for, or what is there is measured as it is. */
export type Patience = 'left' | 'spent';

/** What is missing is waited for from when that was first seen, and no longer than the study itself. */
export function patienceOf({ arrivingSince, createdAt }: Waiting, now: Date, wait: Settings['wait']): Patience {
  const settlesAt = (arrivingSince ?? now).getTime() + wait.settleHours * 3_600_000;
  const givesUpAt = createdAt.getTime() + wait.giveUpAfterHours * 3_600_000;
  return now.getTime() < Math.min(settlesAt, givesUpAt) ? 'left' : 'spent';
}
