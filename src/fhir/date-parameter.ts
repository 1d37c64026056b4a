/** A condition on a row, with its values in the order of the question marks. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const shape = /^(eq|ne|gt|lt|ge|le|sa|eb)?([12]\d{3})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** A stretch of time as R4 searches it: a date without a part stands for all of it. */
interface Stretch {
  readonly prefix: string;
  readonly from: Date;
  /** The first moment that is no longer in it. */
  readonly to: Date;
}

/** Reads the value of a date parameter; a time without offset is in UTC. Undefined where it is none. */
export function readDate(value: string): Stretch | undefined {
  const [, prefix = 'eq', year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = shape.exec(value) ?? [];
  const parts = shape.exec(value);
  const from = new Date(`${year ?? ''}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone}`);
  // A day that its month does not have moves on to the next.
  if (!parts || Number.isNaN(from.getTime()) || new Date(`${year ?? ''}-${month}-${day}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined;
  const to = new Date(from);
  if (parts[3] === undefined) to.setUTCFullYear(to.getUTCFullYear() + 1);
  else if (parts[4] === undefined) to.setUTCMonth(to.getUTCMonth() + 1);
  else to.setTime(to.getTime() + (parts[5] === undefined ? 86_400_000 : parts[7] === undefined ? 60_000 : parts[8] === undefined ? 1000 : 1));
  return { prefix, from, to };
}

/** How a moment in a column is compared with a stretch, by prefix; a moment is either in it, before or after. */
const comparisons: Readonly<Record<string, (column: string, stretch: Stretch) => Condition>> = {
  eq: (column, { from, to }) => ({ sql: `(${column} >= ? AND ${column} < ?)`, values: [from, to] }),
  ne: (column, { from, to }) => ({ sql: `(${column} < ? OR ${column} >= ?)`, values: [from, to] }),
  gt: (column, { to }) => ({ sql: `${column} >= ?`, values: [to] }),
  sa: (column, { to }) => ({ sql: `${column} >= ?`, values: [to] }),
  ge: (column, { from }) => ({ sql: `${column} >= ?`, values: [from] }),
  lt: (column, { from }) => ({ sql: `${column} < ?`, values: [from] }),
  eb: (column, { from }) => ({ sql: `${column} < ?`, values: [from] }),
  le: (column, { to }) => ({ sql: `${column} < ?`, values: [to] }),
};

/** The column is in one of the stretches that the values name. */
export function dateCondition(column: string, alternatives: readonly string[]): Condition {
  const conditions = alternatives.flatMap((value) => { const stretch = readDate(value); return stretch === undefined ? [] : comparisons[stretch.prefix]?.(column, stretch) ?? []; });
  return { sql: `(${conditions.map(({ sql }) => sql).join(' OR ')})`, values: conditions.flatMap(({ values }) => values) };
}

/** Conditions that all hold, with values numbered as PostgreSQL wants them. */
export function allOf(conditions: readonly Condition[]): { readonly sql: string; readonly values: unknown[] } {
  let position = 0;
  const sql = conditions.map((one) => one.sql).join(' AND ').replaceAll('?', () => { position += 1; return `$${position}`; });
  return { sql: sql === '' ? 'true' : sql, values: conditions.flatMap(({ values }) => [...values]) };
}
