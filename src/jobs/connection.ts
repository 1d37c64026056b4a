import type { ConstructorOptions } from 'pg-boss';
import type { Settings } from '../config/index.js';
import type { Database } from '../persistence/open-database.js';

/** How pg-boss reaches the database: on connections of its own; the embedded database has only the one. */
export function queueOptions({ session }: Database, settings: Pick<Settings, 'databaseUrl'>): ConstructorOptions {
  const connection: ConstructorOptions = session
    ? { db: { executeSql: (sql, values) => session.query(sql, values) }, backend: 'pglite' }
    : { connectionString: settings.databaseUrl ?? '', max: 4, useListenNotify: true };
  return {
    ...connection, schema: 'jobs', superviseIntervalSeconds: 5, monitorIntervalSeconds: 5, maintenanceIntervalSeconds: 300,
    registerInstance: false, monitorVacuum: false, reindex: false, schedule: false,
  };
}
