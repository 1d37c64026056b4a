import type { DataSource } from 'typeorm';
import { type Database, openDatabase } from '../../src/persistence/open-database.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { describeReal, program } from '../support/real.js';

async function open(databaseUrl: string | undefined): Promise<Database> {
  const database = await openDatabase({ dataDir: ':memory:', databaseUrl });
  if (!database.ok) throw new Error(database.problem.text);
  return database.value;
}

/** What the catalogue says of every column, constraint, index and trigger of ours. */
async function shapeOf(dataSource: DataSource): Promise<unknown> {
  return Promise.all([
    dataSource.query(`SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`),
    dataSource.query(`SELECT conname, contype::text FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE nspname = 'public' ORDER BY 1`),
    dataSource.query(`SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`),
    dataSource.query(`SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`),
  ]);
}

function migrationTests(address: () => Promise<string | undefined>): void {
  let migrated: Database;
  beforeAll(async () => { migrated = await open(await address()); }, 60_000);
  afterAll(() => migrated.close());

  test('an empty database is brought to the newest schema', async () => {
    expect((await migrated.dataSource.runMigrations()).length).toBeGreaterThan(0);
    expect(await migrated.dataSource.showMigrations()).toBe(false);
  });

  test('the entities ask for nothing that the migrations have not made', async () => {
    const { upQueries } = await migrated.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map((query) => query.query)).toEqual([]);
  });

  test.each(['feature_set', 'result', 'audit_event', 'card', 'card_feedback', 'card_pause', 'clinical_entry'])('%s refuses every change and every removal', async (table) => {
    await expect(migrated.dataSource.query(`DELETE FROM "${table}"`)).rejects.toThrow('append-only');
    await expect(migrated.dataSource.query(`TRUNCATE "${table}"`)).rejects.toThrow('append-only');
  });

  test('up, down and up again gives the same schema', async () => {
    const { dataSource, close } = await open(await address());
    const applied = await dataSource.runMigrations();
    const before = await shapeOf(dataSource);
    for (const _ of applied) await dataSource.undoLastMigration();
    const [columns] = await shapeOf(dataSource) as [readonly { readonly table_name: string }[]];
    expect(columns.filter((column) => column.table_name !== 'migrations')).toEqual([]);
    await dataSource.runMigrations();
    expect(await shapeOf(dataSource)).toEqual(before);
    await close();
  });
}

describe('migrations on the embedded database', () => { migrationTests(() => Promise.resolve(undefined)); });

describeReal('migrations on PostgreSQL', [program('initdb')], () => {
  let cluster: Cluster;
  let count = 0;
  beforeAll(async () => { cluster = await startPostgres(); });
  afterAll(() => cluster.stop());
  migrationTests(() => cluster.createDatabase(`migrations_${count += 1}`));
});
