import { z } from 'zod';
import { PatientsService } from '../../src/patients/patients.service.js';
import { matching } from '../support/answers.js';
import { type Installation, install } from '../support/installation.js';
import { storeFeatureSet } from '../support/stored-feature-sets.js';
import { storeOrder, storeResult } from '../support/stored-results.js';

const idsOf = (body: unknown): readonly string[] => z.object({ data: z.object({ patients: z.array(z.object({ id: z.string() })) }) }).parse(body).data.patients.map(({ id }) => id);

describe('lists of patients', () => {
  let site: Installation;
  const numbers = Array.from({ length: 205 }, (_, k) => `p-${String(k).padStart(3, '0')}`);
  const ask = async (query: string, variables: object = {}): Promise<unknown> => (await site.as('clinician').post('/graphql').send({ query, variables })).body;

  beforeAll(async () => {
    site = await install();
    for (const id of [...numbers, 'merged']) await storeOrder(site, id, 'queued');
    await site.app.get(PatientsService).hear({ kind: 'merge', priorId: 'merged', survivorId: 'q-survivor', occurredAt: new Date() }, { receivedBy: 'test', actor: 'test' });
  }, 60_000);
  afterAll(() => site.remove());

  test('are refused rather than cut where there are more than a page', async () => {
    expect(await ask('{ patients { id } }')).toMatchObject({ data: null, errors: [{ message: 'There are more than 200 patients; expected first, and after for the further ones.' }] });
  });

  test('come page by page, each patient once, merged ones under the id that stands for them', async () => {
    const seen: string[] = [];
    for (let page: readonly string[] = ['']; page.length > 0; seen.push(...page)) page = idsOf(await ask('query($after: ID) { patients(first: 60, after: $after) { id } }', { after: seen.at(-1) }));
    expect(seen).toEqual([...numbers, 'q-survivor']);
  });

  test('are given whole where they fit behind the last one seen', async () => {
    expect(idsOf(await ask('{ patients(after: "p-199") { id } }'))).toEqual([...numbers.slice(200), 'q-survivor']);
  });

  test('name in the audit each patient of whom more than the id was read', async () => {
    await ask('{ patients(first: 2, after: "p-100") { id lesions { key } } }');
    const rows = await site.dataSource.query<{ subject: string }[]>("SELECT subject FROM audit_event WHERE action = 'graphql.patients.lesions' ORDER BY subject");
    expect(rows.map(({ subject }) => subject)).toEqual(['p-101', 'p-102']);
  });
});

describe('a course', () => {
  let site: Installation;
  const day = (k: number): Date => new Date(Date.UTC(2026, 0, 1 + k));
  beforeAll(async () => {
    site = await install();
    await storeResult(site, { patientId: 'p', acquiredAt: day(0), study: '2.25.1' });
    await storeFeatureSet(site, { patientId: 'p', study: '2.25.1', acquiredAt: day(0), values: { morph_volume: 0.1 + 0.2, stat_median: 3.5, loc_peak_glob: 7 } });
    await storeFeatureSet(site, { patientId: 'p', study: '2.25.2', acquiredAt: day(14), values: { morph_volume: 0.6, stat_median: 7 } });
  }, 60_000);
  afterAll(() => site.remove());

  test.each([['morph_volume', [0.1 + 0.2, 0.6], 'mm3'], ['stat_median', [3.5, 7], 'SUVbw'], ['loc_peak_glob', [7], 'SUVbw'], ['stat_max', [], '']])('of %s has the values that are stored, bit for bit, kept beside the content or in it', async (tag, values, unit) => {
    const { body } = await site.as('clinician').post('/graphql').send({ query: 'query($tag: String!) { patient(id: "p") { lesions { label course(tag: $tag, modality: "PT") { value unit } } } }', variables: { tag } }) as { readonly body: unknown };
    expect(body).toEqual({ data: { patient: { lesions: [{ label: 'Lesion 1', course: values.map((value) => ({ value, unit })) }] } } });
  });

  test('and what was measured at a time point come from the same set', async () => {
    const { body } = await site.as('clinician').post('/graphql').send({ query: '{ patient(id: "p") { lesions { timePoints { featureSets { settingsHash features { tag value } } } } } }' }) as { readonly body: unknown };
    expect(body).toMatchObject({ data: { patient: { lesions: [{ timePoints: [{ featureSets: [{ settingsHash: matching(/^0{64}$/), features: [{ tag: 'morph_volume', value: 0.1 + 0.2 }, { tag: 'stat_median' }, { tag: 'loc_peak_glob' }] }] }, {}] }] } } });
  });
});
