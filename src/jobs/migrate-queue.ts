import { PgBoss } from 'pg-boss';
import type { Settings } from '../config/index.js';
import type { Database } from '../persistence/open-database.js';
import { queueOptions } from './connection.js';

/** Creates or updates the tables of the job queue. */
export async function migrateQueue(database: Database, settings: Pick<Settings, 'databaseUrl'>): Promise<void> {
  const boss = new PgBoss({ ...queueOptions(database, settings), supervise: false, useListenNotify: false });
  await boss.start();
  await boss.stop({ graceful: false, close: !database.session });
}
