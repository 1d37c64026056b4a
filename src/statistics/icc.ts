import { fQuantile } from './icc-f-distribution.js';

/** An intraclass correlation coefficient with its 95 % confidence interval. */
export interface Icc {
  readonly icc: number;
  readonly lower: number;
  readonly upper: number;
}

/** Mean squares of a table of n subjects (rows) by k measurements (columns). */
interface Anova {
  readonly n: number;
  readonly k: number;
  readonly between: number;
  readonly within: number;
  readonly columns: number;
  readonly error: number;
}

const upperTail = 0.975;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;
const squares = (values: readonly number[]): number => sumOf(values.map((value) => value * value));

/** Null without a degree of freedom, and when no two values differ. */
function anovaOf(table: readonly (readonly number[])[]): Anova | null {
  const [n, k] = [table.length, table[0]?.length ?? 0];
  if (table.some((row) => row.length !== k)) throw new Error('icc: every subject is expected to have the same number of measurements.');
  if (n < 2 || k < 2 || table.every((row) => row.every((value) => value === table[0][0]))) return null;
  const grand = meanOf(table.flat());
  const rows = table.map((row) => meanOf(row.map((value) => value - grand)));
  const columns = table[0].map((_, j) => meanOf(table.map((row) => row[j] - grand)));
  const within = sumOf(table.map((row, i) => squares(row.map((value) => value - grand - rows[i]))));
  const error = sumOf(table.map((row, i) => squares(row.map((value, j) => value - grand - rows[i] - columns[j]))));
  return { n, k, between: k * squares(rows) / (n - 1), within: within / (n * (k - 1)), columns: n * squares(columns) / (k - 1), error: error / ((n - 1) * (k - 1)) };
}

/** (F − 1) / (F + k − 1): the coefficient that an F ratio stands for; without any error it is 1. */
const fromRatio = (f: number, k: number): number => (f === Infinity ? 1 : (f - 1) / (f + k - 1));

/** Coefficient and interval from the ratio of two mean squares; `free` are the degrees of freedom of the lower one. */
function ratioIcc({ n, k, between }: Anova, noise: number, free: number): Icc {
  const f = between / noise;
  return { icc: fromRatio(f, k), lower: fromRatio(f / fQuantile(upperTail, n - 1, free), k), upper: fromRatio(f * fQuantile(upperTail, free, n - 1), k) };
}

/**
 * ICC(1,1), one-way random effects: how much of the variance of a single measurement lies between subjects, when each
 * subject has measurements of its own (Shrout and Fleiss 1979, doi:10.1037/0033-2909.86.2.420). `table` has a row per subject
 * and a column per measurement. Null with fewer than two of either, or when no two values differ.
 */
export function iccOneWay(table: readonly (readonly number[])[]): Icc | null {
  const anova = anovaOf(table);
  return anova === null ? null : ratioIcc(anova, anova.within, anova.n * (anova.k - 1));
}

/** ICC(3,1), two-way mixed effects, consistency: as above, but what a column adds to every subject does not count as error. */
export function iccConsistency(table: readonly (readonly number[])[]): Icc | null {
  const anova = anovaOf(table);
  return anova === null ? null : ratioIcc(anova, anova.error, (anova.n - 1) * (anova.k - 1));
}

/**
 * ICC(2,1), two-way random effects, absolute agreement: as above, and what a column adds to every subject counts as error.
 * The interval takes Satterthwaite's degrees of freedom (McGraw and Wong 1996, doi:10.1037/1082-989X.1.1.30).
 */
export function iccAgreement(table: readonly (readonly number[])[]): Icc | null {
  const anova = anovaOf(table);
  if (anova === null) return null;
  const { n, k, between, columns, error } = anova;
  const icc = (between - error) / (between + (k - 1) * error + k * (columns - error) / n);
  if (error === 0 && columns === 0) return { icc, lower: 1, upper: 1 };
  const a = k * icc * columns;
  const b = (n * (1 + (k - 1) * icc) - k * icc) * error;
  const free = (a + b) ** 2 / (a ** 2 / (k - 1) + b ** 2 / ((n - 1) * (k - 1)));
  const [low, high] = [fQuantile(upperTail, n - 1, free), fQuantile(upperTail, free, n - 1)];
  const rest = k * columns + (k * n - k - n) * error;
  return { icc, lower: n * (between - low * error) / (low * rest + n * between), upper: n * (high * between - error) / (rest + n * high * between) };
}

export type Reliability = 'poor' | 'moderate' | 'good' | 'excellent';

/** The word for a coefficient by the lower end of its interval: from 0.5, 0.75 and 0.9 on (Koo and Li 2016, doi:10.1016/j.jcm.2016.02.012). */
export function reliabilityOf({ lower }: Icc): Reliability {
  if (lower < 0.5) return 'poor';
  if (lower < 0.75) return 'moderate';
  return lower < 0.9 ? 'good' : 'excellent';
}
