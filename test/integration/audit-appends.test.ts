import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AuditService } from '../../src/audit/audit.service.js';
import { CardPauseEntity } from '../../src/cards/card-pause.entity.js';
import { settingsSchema } from '../../src/config/settings.js';
import { entities } from '../../src/persistence/entities.js';
import { openDatabase } from '../../src/persistence/open-database.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { describeReal, program } from '../support/real.js';

// Several processes append to one chain, each in one statement while nobody else does.
describeReal('the chain of events, written by several at a time on PostgreSQL', [program('initdb')], () => {
  let cluster: Cluster;
  let sources: DataSource[];
  const settings = settingsSchema.parse({});
  const event = (action: string) => ({ action, actor: 'test', outcome: 'success' as const, detail: {} });
  const pause = (id: string) => ({ into: CardPauseEntity, values: { id, service: 'sarcolens-patient-view', userId: null, reason: 'override-rate', figure: 0.5, allowed: 0.4, since: new Date(), until: new Date() } });

  beforeAll(async () => {
    cluster = await startPostgres();
    const databaseUrl = await cluster.createDatabase('chain');
    const database = await openDatabase({ dataDir: ':memory:', databaseUrl });
    if (!database.ok) throw new Error(database.problem.text);
    await database.value.dataSource.runMigrations();
    await database.value.close();
    sources = await Promise.all([0, 1, 2].map(() => new DataSource({ type: 'postgres', url: databaseUrl, entities: [...entities] }).initialize()));
  }, 60_000);
  afterAll(async () => { await Promise.all((sources ?? []).map((one) => one.destroy())); await cluster?.stop(); });

  test('holds, with every event and every row once, whether they write in turn or at one time, alone or within a transaction that may fail', async () => {
    const services = sources.map((source) => new AuditService(source, settings));
    const within = async (k: number, isDone: boolean): Promise<void> => {
      await sources[k % 3]?.transaction(async (manager) => {
        await services[k % 3]?.recordWithin(manager, [event('within')]);
        if (!isDone) throw new Error('not after all');
      }).catch(() => undefined);
    };
    const ids = Array.from({ length: 120 }, () => randomUUID());
    for (let round = 0; round < 20; round += 1) {
      await services[round % 3]?.record(event('alone'));
      await Promise.all([...ids.slice(6 * round, 6 * round + 6).map((id, k) => services[k % 3]?.record(event('beside'), pause(id))), within(round, round % 2 === 0), within(round + 1, true)]);
    }
    const [first] = services;
    expect(await first?.verify()).toMatchObject({ links: 20 + 120 + 30, faults: [] });
    const rows = await sources[0]?.query<{ id: string }[]>('SELECT id FROM card_pause');
    expect(rows?.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  }, 60_000);

  test('a row that cannot be stored takes its event with it, and nothing else', async () => {
    const [service] = sources.map((source) => new AuditService(source, settings));
    await service?.record(event('before'));
    const taken = randomUUID();
    await service?.record(event('first'), pause(taken));
    const came = await Promise.allSettled([service?.record(event('twice'), pause(taken)), service?.record(event('other'), pause(randomUUID()))]);
    expect(came.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await service?.verify()).toMatchObject({ faults: [] });
    const rows = await sources[0]?.query<{ action: string }[]>("SELECT action FROM audit_event WHERE action IN ('twice', 'other')");
    expect(rows).toEqual([{ action: 'other' }]);
  });
});
