/** How a value stands against an earlier one. */
export interface Change {
  readonly absolute: number;
  /** Per cent of the earlier value; undefined where that is zero. */
  readonly percent: number | undefined;
}

/** Change of each value since the first (baseline) and since the smallest before it (nadir); undefined at the first. */
export interface ChangeOverTime {
  readonly sinceBaseline: Change | undefined;
  readonly sinceNadir: Change | undefined;
}

const changeFrom = (before: number, now: number): Change => ({ absolute: now - before, percent: before === 0 ? undefined : (100 * (now - before)) / before });

/**
 * Follows one measurement over time. The nadir is the smallest value among the earlier time points, the baseline
 * included (RECIST 1.1, Eur J Cancer 2009;45:228, takes it so).
 */
export function changesOverTime(values: readonly number[]): readonly ChangeOverTime[] {
  return values.map((now, k) => {
    const [baseline, ...later] = values.slice(0, k);
    if (baseline === undefined) return { sinceBaseline: undefined, sinceNadir: undefined };
    return { sinceBaseline: changeFrom(baseline, now), sinceNadir: changeFrom(Math.min(baseline, ...later), now) };
  });
}
