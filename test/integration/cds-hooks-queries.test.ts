import type { Logger } from 'typeorm';
import { historySql } from '../../src/cards/history.js';
import { openDatabase } from '../../src/persistence/open-database.js';
import { checkedCards } from '../support/cds-hooks-schema.js';
import { draftOrder, selecting, serviceOf, viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { describeReal, program } from '../support/real.js';
import { storeResult } from '../support/stored-results.js';

/** Hands every statement on. */
const listener = (hear: (sql: string) => void): Logger => ({
  logQuery: hear, logQueryError: () => undefined, logQuerySlow: () => undefined, logSchemaBuild: () => undefined, logMigration: () => undefined, log: () => undefined,
});
/** The audit's own statements: one transaction, which calls at one time share. */
const ofTheAudit = /^(START TRANSACTION|BEGIN|COMMIT)|pg_advisory_xact_lock|"audit_(head|event)"/;

describeReal('queries of a call, on PostgreSQL', [program('initdb')], () => {
  let cluster: Cluster;
  let site: Installation;
  let heard: string[] = [];
  beforeAll(async () => {
    cluster = await startPostgres();
    const databaseUrl = await cluster.createDatabase('queries');
    const database = await openDatabase({ dataDir: ':memory:', databaseUrl });
    if (!database.ok) throw new Error(database.problem.text);
    await database.value.dataSource.runMigrations();
    await database.value.close();
    site = await install({ databaseUrl });
    for (let k = 0; k < 20; k += 1) await storeResult(site, { patientId: 'p', acquiredAt: new Date(Date.UTC(2025, 0, 1 + 14 * k)), volumeMl: 100 + 10 * k });
    site.dataSource.logger = listener((sql) => { heard.push(sql); });
  }, 60_000);
  afterAll(async () => { await site?.remove(); await cluster?.stop(); });

  const count = async (body: { readonly hook: Parameters<typeof serviceOf>[0] }) => {
    heard = [];
    const cards = checkedCards(await site.callHook(serviceOf(body.hook), body));
    const statements = heard.filter((sql) => !/\bjobs\./.test(sql));
    return { cards: cards.length, ofTheCall: statements.filter((sql) => !ofTheAudit.test(sql)).length, ofTheAudit: statements.filter((sql) => ofTheAudit.test(sql)).length };
  };

  test('CDS-D18: a card takes six statements and the audit\'s transaction, however many studies there are and whatever the hook', async () => {
    await count(viewing('p'));
    for (const body of [viewing('p'), selecting('p', [draftOrder('p')])]) {
      const { cards, ofTheCall, ofTheAudit: audit } = await count(body);
      expect(cards).toBe(1);
      expect(ofTheCall).toBeLessThanOrEqual(6);
      expect(audit).toBeLessThanOrEqual(6);
    }
  });

  test('what a user was told is found by index among the cards of thousands', async () => {
    await site.dataSource.query(`INSERT INTO card SELECT gen_random_uuid(), service, hook_instance, 'Practitioner/' || n, 'other-' || n, result_id, summary, shown_at, client, indicator, detail, delivery, told, orders, suggestions, repeats, NULL
      FROM (SELECT * FROM card LIMIT 1) AS one, generate_series(1, 5000) AS n`);
    await site.dataSource.query('ANALYZE');
    const plan = await site.dataSource.query<Record<string, string>[]>(`EXPLAIN ${historySql}`, [['p'], ['Practitioner/7'], [serviceOf('patient-view')], 'shown']);
    const lines = plan.flatMap((row) => Object.values(row));
    expect(lines.filter((line) => /Index (Only )?Scan using card_user/.test(line) || /Bitmap Index Scan on card_user/.test(line)).length).toBeGreaterThanOrEqual(2);
    expect(lines.filter((line) => /Seq Scan on card\b/.test(line))).toEqual([]);
  });
});
