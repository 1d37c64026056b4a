import { openDatabase } from '../persistence/open-database.js';
import { migrateQueue } from '../jobs/migrate-queue.js';
import { failWith, messageOf } from './fail.js';
import { settingsOnly } from './run-service.js';

/** `sarcolens migrate`: brings the database to the newest schema, the job queue's tables included. */
export async function runMigrate(): Promise<0 | 1 | 2> {
  const settings = settingsOnly();
  if (!settings.ok) return failWith('migrate', settings.problem);
  const database = await openDatabase(settings.value);
  if (!database.ok) return failWith('migrate', database.problem);
  try {
    const done = await database.value.dataSource.runMigrations();
    await migrateQueue(database.value, settings.value);
    process.stdout.write(`${done.length === 0 ? 'The database is up to date.' : `Applied ${done.map((one) => one.name).join(', ')}.`}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`sarcolens migrate: DATABASE_UNAVAILABLE: ${messageOf(error)}\n`);
    return 1;
  } finally {
    await database.value.close();
  }
}
