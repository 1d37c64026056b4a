import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';

/** Events of the chain from JSON, as `$1`. */
const linksFrom = `jsonb_to_recordset($1::jsonb) AS link(sequence integer, at timestamptz, action text, actor text, outcome text, subject text, entity text, detail jsonb, "previousHash" text, hash text)`;
const into = `INSERT INTO "audit_event" (sequence, at, action, actor, outcome, subject, entity, detail, previous_hash, hash)
  SELECT sequence, at, action, actor, outcome, subject, entity, coalesce(detail, '{}'), "previousHash", hash FROM ${linksFrom}`;

/** Appends links ($1) and moves the head to the last of them ($2 sequence, $3 hash); the caller holds the lock of the chain. */
export const appendSql = `WITH head AS (INSERT INTO "audit_head" (id, sequence, hash) VALUES (1, $2, $3) ON CONFLICT (id) DO UPDATE SET sequence = $2, hash = $3) ${into}`;

/** A row that is written together with the event that tells of it. */
export interface RowAlongside {
  readonly into: EntityTarget<ObjectLiteral>;
  readonly values: ObjectLiteral;
}

/** What inserts the rows of a table, as a list of JSON objects by column. */
interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly json: string;
}

function tableRows(dataSource: DataSource, target: EntityTarget<ObjectLiteral>, rows: readonly RowAlongside[]): TableRows {
  const { tableName, columns } = dataSource.getMetadata(target);
  const used = columns.filter(({ propertyName }) => rows.some(({ values }) => values[propertyName] !== undefined));
  return {
    table: tableName, columns: used.map(({ databaseName }) => databaseName),
    json: JSON.stringify(rows.map(({ values }) => Object.fromEntries(used.map(({ databaseName, propertyName }) => [databaseName, values[propertyName]])))),
  };
}

/**
 * The same in one statement and with rows of other tables, where the head is still as it was known ($4 sequence, $5 hash);
 * where it is not, nothing is written and no row comes back.
 */
export function appendAtOnce(dataSource: DataSource, rows: readonly RowAlongside[]): { readonly sql: string; readonly rows: readonly string[] } {
  const tables = [...Map.groupBy(rows, (row) => row.into)].map(([target, of]) => tableRows(dataSource, target, of));
  const inserts = tables.map(({ table, columns }, k) => {
    const names = columns.map((name) => `"${name}"`).join(', ');
    return `, "rows_${k}" AS (INSERT INTO "${table}" (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::"${table}", $${6 + k}::jsonb), moved)`;
  });
  return {
    sql: `WITH moved AS (UPDATE "audit_head" SET sequence = $2, hash = $3 WHERE id = 1 AND sequence = $4 AND hash = $5 RETURNING true AS done)${inserts.join('')}, events AS (${into}, moved) SELECT done FROM moved`,
    rows: tables.map(({ json }) => json),
  };
}
