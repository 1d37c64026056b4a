import type { Logger } from 'typeorm';
import { openDatabase } from '../../src/persistence/open-database.js';
import { type Installation, install } from '../support/installation.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { describeReal, program } from '../support/real.js';
import { storeFeatureSet } from '../support/stored-feature-sets.js';
import { storeResult } from '../support/stored-results.js';

/** Hands every statement on. */
const listener = (hear: (sql: string) => void): Logger => ({
  logQuery: hear, logQueryError: () => undefined, logQuerySlow: () => undefined, logSchemaBuild: () => undefined, logMigration: () => undefined, log: () => undefined,
});
const trend = `query($id: ID!, $tag: String!) { patient(id: $id) { id subject
  lesions { key volume: course(tag: $tag, modality: "PT") { acquiredAt value unit sinceBaseline { percent } } timePoints { acquiredAt results { id kind probability withdrawn } } } } }`;

describeReal('statements of a question, on PostgreSQL', [program('initdb')], () => {
  let cluster: Cluster;
  let site: Installation;
  let heard: string[] = [];

  /** A patient with so many time points of each lesion. */
  async function store(patientId: string, lesions: number, points: number): Promise<void> {
    for (let k = 0; k < points; k += 1) {
      const [study, acquiredAt] = [`2.25.${points}${k}`, new Date(Date.UTC(2025, 0, 1 + 14 * k))];
      for (let n = 1; n <= lesions; n += 1) {
        await storeResult(site, { patientId, study, acquiredAt, lesionKey: `Lesion ${n}` });
        await storeFeatureSet(site, { patientId, study, acquiredAt, lesionKey: `Lesion ${n}`, values: { morph_volume: 1000 + k, stat_median: k } });
      }
    }
  }

  beforeAll(async () => {
    cluster = await startPostgres();
    const databaseUrl = await cluster.createDatabase('queries');
    const database = await openDatabase({ dataDir: ':memory:', databaseUrl });
    if (!database.ok) throw new Error(database.problem.text);
    await database.value.dataSource.runMigrations();
    await database.value.close();
    site = await install({ databaseUrl });
    await store('one-lesion', 1, 20);
    await store('two-lesions', 2, 20);
    await store('one-point', 1, 1);
    site.dataSource.logger = listener((sql) => { if (!/\bjobs\./.test(sql)) heard.push(sql); });
  }, 120_000);
  afterAll(async () => { await site?.remove(); await cluster?.stop(); });

  async function statements(id: string, tag = 'morph_volume'): Promise<readonly string[]> {
    heard = [];
    const { body } = await site.as('clinician').post('/graphql').send({ query: trend, variables: { id, tag } }) as { readonly body: unknown };
    expect(JSON.stringify(body)).not.toContain('errors');
    return heard;
  }

  test('a trend takes as many with 20 time points of two lesions as with one of one, and at most 6', async () => {
    // The first event of a process has to look where the chain ends.
    await statements('one-point');
    const counts = [await statements('one-point'), await statements('one-lesion'), await statements('two-lesions')].map((of) => of.length);
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeLessThanOrEqual(6);
    expect(counts[0]).toBeGreaterThan(3);
  });

  test('a feature that is not kept beside the content costs one more, however many lesions there are', async () => {
    expect((await statements('two-lesions', 'stat_median')).length).toBe((await statements('two-lesions')).length + 1);
  });

  test('a trend reads no feature set but its head', async () => {
    expect((await statements('two-lesions')).filter((sql) => sql.includes('feature_set') && sql.includes('content'))).toEqual([]);
  });

  test('feature sets of every time point come in one statement', async () => {
    heard = [];
    await site.as('clinician').post('/graphql').send({ query: '{ patient(id: "one-lesion") { lesions { timePoints { featureSets { modality features { value } } } } } }' });
    expect(heard.filter((sql) => sql.includes('"FeatureSetEntity"')).length).toBe(1);
  });

  test('a list of patients takes as many for three as for one', async () => {
    const of = async (first: number): Promise<number> => {
      heard = [];
      await site.as('clinician').post('/graphql').send({ query: 'query($first: Int) { patients(first: $first) { id subject orders { id analysis { state } } } }', variables: { first } });
      return heard.length;
    };
    expect(await of(3)).toBe(await of(1));
  });
});
