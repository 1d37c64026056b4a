import { loadInstallation, type Settings } from '../config/index.js';
import { openDatabase } from '../persistence/open-database.js';
import { migrateQueue } from '../jobs/migrate-queue.js';
import { failWith, messageOf } from './fail.js';

/** `sarcolens migrate`: brings the database to the newest schema, the job queue's tables included; with tenants, each one's. */
export async function runMigrate(): Promise<0 | 1 | 2> {
  const installation = loadInstallation();
  if (!installation.ok) return failWith('migrate', installation.problem);
  if (installation.value.kind === 'one') return migrate(installation.value.settings, '');
  let code: 0 | 1 | 2 = 0;
  for (const [name, settings] of installation.value.tenants) {
    const own = await migrate(settings, `${name}: `);
    if (own !== 0) code = own;
  }
  return code;
}

async function migrate(settings: Settings, whose: string): Promise<0 | 1 | 2> {
  const database = await openDatabase(settings);
  if (!database.ok) return failWith('migrate', { ...database.problem, text: `${whose}${database.problem.text}` });
  try {
    const done = await database.value.dataSource.runMigrations();
    await migrateQueue(database.value, settings);
    process.stdout.write(`${whose}${done.length === 0 ? 'The database is up to date.' : `Applied ${done.map((one) => one.name).join(', ')}.`}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`sarcolens migrate: DATABASE_UNAVAILABLE: ${whose}${messageOf(error)}\n`);
    return 1;
  } finally {
    await database.value.close();
  }
}
