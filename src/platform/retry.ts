import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, ProblemCode } from './problem.js';

/**
 * Tries again while the outcome's code is a passing one, at most `attempts` times, waiting 0.2 s, 0.4 s, … between.
 */
export async function retried<T>(attempts: number, passing: readonly ProblemCode[], attempt: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  for (let k = 1; ; k += 1) {
    const outcome = await attempt();
    if (outcome.ok || k >= attempts || !passing.includes(outcome.problem.code)) return outcome;
    await sleep(200 * 2 ** (k - 1));
  }
}
