import type { Settings } from '../config/index.js';

/**
 * Seconds until a study that is not there yet is looked for again: the first pause, doubled at each look, never longer
 * than the longest; undefined once the analysis has waited its time.
 */
export function nextLookSeconds({ looks, createdAt }: { readonly looks: number; readonly createdAt: Date }, now: Date, wait: Settings['wait']): number | undefined {
  const waitedHours = (now.getTime() - createdAt.getTime()) / 3_600_000;
  if (waitedHours >= wait.giveUpAfterHours) return undefined;
  return Math.min(wait.firstSeconds * 2 ** Math.min(looks, 30), wait.longestSeconds);
}
