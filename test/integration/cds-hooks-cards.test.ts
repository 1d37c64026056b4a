import { randomUUID } from 'node:crypto';
import { matching } from '../support/answers.js';
import { type CheckedCard, checkedCards } from '../support/cds-hooks-schema.js';
import { draftOrder, placer, selecting, serviceOf, somebody, viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';
import { storeOrder, storeResult } from '../support/stored-results.js';

const day = 86_400_000;
const daysAgo = (days: number): Date => new Date(Math.floor(Date.now() / day) * day - days * day + 36_000_000);
const born = (age: number, on: Date): string => `${on.getUTCFullYear() - age}-01-01`;

let site: Installation;
beforeAll(async () => {
  site = await install({ cdsHooks: { withdrawnModels: [{ name: 'withdrawn-model', version: '1.0.0', reason: 'it was trained on the wrong label.' }] } });
});
afterAll(() => site.remove());

type Hook = Parameters<typeof serviceOf>[0];
const ask = async (body: { readonly hook: Hook }): Promise<readonly CheckedCard[]> => checkedCards(await site.callHook(serviceOf(body.hook), body));
const heldOf = async (userId: string) => (await site.dataSource.query<{ held: string | null }[]>("SELECT detail->>'held' AS held FROM audit_event WHERE action = 'cds-hooks.call' AND detail->>'userId' = $1 ORDER BY sequence", [userId])).map(({ held }) => held);

describe('at order-select, for imaging of a soft-tissue mass', () => {
  test('the card tells risk, interval, age of the study, drivers with value and date, comparators, cohort and status', async () => {
    const acquiredAt = daysAgo(100);
    const resultId = await storeResult(site, { patientId: 'risk', acquiredAt, age: 60 });
    const [card, ...more] = await ask(selecting('risk', [draftOrder('risk')], { birthDate: born(60, acquiredAt) }));
    expect(more).toEqual([]);
    expect(card.summary).toMatch(/^\d\d-[A-Z][a-z]{2}-\d{4} \(14 weeks ago\): lung metastasis risk \d+ % \(95 % interval \d+–\d+ %\)\. Research demonstration, no external validation\.$/);
    expect(card.indicator).toBe('info');
    for (const pattern of [/^- SUVmax: 10 SUVbw, /m, /^- Volume: 300 mL, /m, /^- Age at imaging: 60 years on \d\d-[A-Z][a-z]{2}-\d{4} \(Patient, version 1\), /m, /volume alone 0\.\d\d \(0\.\d\d–0\.\d\d\)/, /Based on 51 patients, 19 of them with the outcome: Soft-tissue-Sarcoma/, /no external validation\. Computed \d\d-[A-Z]/]) {
      expect(card.detail).toMatch(pattern);
    }
    expect(card.extension).toMatchObject({ 'org.sarcolens.result': { resultId, modelName: 'lung-metastasis', modelVersion: '1.0.0' }, 'org.sarcolens.orders': { about: ['ServiceRequest/draft-risk'] } });
  });

  test('CDS-E12, CDS-E13, CDS-E22: the suggestion is an update of the whole draft, every field as it came and one note (R4 Annotation) more', async () => {
    const draft = draftOrder('suggested', {
      extension: [{ url: 'urn:local', valueString: 'x' }], note: [{ text: 'Patient is claustrophobic.' }], _priority: { extension: [{ url: 'urn:y', valueBoolean: true }] }, priority: 'routine',
      identifier: [placer('S-1')], bodySite: [{ text: 'Thigh' }], contained: [{ resourceType: 'Patient', id: 'p', name: [{ given: ['A', 'B'] }] }],
    });
    const [card] = await ask(selecting('suggested', [draft]));
    expect(card).toMatchObject({ selectionBehavior: 'any', indicator: 'info', suggestions: [{ actions: [{ type: 'update' }] }] });
    const { note, ...rest } = card.suggestions?.[0].actions[0].type === 'update' ? card.suggestions[0].actions[0].resource : { note: undefined };
    const { note: before, ...draftRest } = draft as typeof draft & { readonly note: readonly object[] };
    expect(rest).toEqual(draftRest);
    expect(note).toEqual([...before, { authorString: 'Sarcolens', text: matching(/^For a radiomics measurement by Sarcolens \(model lung-metastasis 1\.0\.0\) the exam should contain: PET; attenuation correction; .*labelled "GTV_Mass" or "Lesion 1"\)\.$/) }]);
  });

  test('CDS-E13: an order that says so already, of another modality or of none gets no suggestion', async () => {
    const [card] = await ask(selecting('suggested', [draftOrder('suggested')]));
    const update = card.suggestions?.[0].actions[0];
    expect(await ask(selecting('suggested', [{ ...draftOrder('suggested'), ...(update?.type === 'update' ? { note: update.resource.note } : {}) }]))).toEqual([]);
    for (const text of ['MR of the thigh', 'Imaging of the thigh']) expect(await ask(selecting('suggested', [draftOrder('suggested', { code: { text } })]))).toEqual([]);
  });

  test('an exam of another modality is told beside the result, and is not asked to be another', async () => {
    await storeResult(site, { patientId: 'mr', acquiredAt: daysAgo(60) });
    const [card] = await ask(selecting('mr', [draftOrder('mr', { code: { text: 'MR of the thigh' } })]));
    expect(card.detail).toContain('The model measures PET; the ordered exam is another, and its study alone gets no score.');
    expect(card.suggestions).toBeUndefined();
  });

  test('a study of the last weeks is said to be measured already, in days', async () => {
    await storeResult(site, { patientId: 'recent', acquiredAt: daysAgo(9) });
    const [card] = await ask(selecting('recent', [draftOrder('recent')]));
    expect(card.summary).toMatch(/\(9 days ago\): lung/);
    expect(card.detail).toMatch(/^Already measured 9 days ago, on the study of \d\d-/m);
  });

  test('an analysis that goes on is told, and why a study is not assessable', async () => {
    await storeOrder(site, 'waiting', 'running');
    expect(await ask(selecting('waiting', [draftOrder('waiting')]))).toMatchObject([{ summary: 'Analysis in progress: the study is being fetched and measured.' }]);
    await storeResult(site, { patientId: 'abstained', acquiredAt: daysAgo(30), outcome: { kind: 'abstention', code: 'INPUT_OUT_OF_RANGE', text: 'Age at imaging is 11 years, outside the training data (16 years to 83 years).' } });
    expect(await ask(selecting('abstained', [draftOrder('abstained')]))).toMatchObject([{ summary: matching(/^Study of \d\d-[A-Z][a-z]{2}-\d{4} \(4 weeks ago\): not assessable\. Age at imaging is 11 years, outside the training data/), indicator: 'info' }]);
  });

  test('CDS-H2: a newer study that is not analysed yet, or could not be assessed, is told beside the older result', async () => {
    await storeResult(site, { patientId: 'newer', acquiredAt: daysAgo(90) });
    await storeResult(site, { patientId: 'newer', acquiredAt: daysAgo(20), outcome: { kind: 'abstention', code: 'STUDY_INCOMPLETE', text: 'There is no PET.' } });
    await storeOrder(site, 'newer', 'waiting-for-study');
    const [card] = await ask(viewing('newer'));
    expect(card.summary).toMatch(/\(12 weeks ago\): lung/);
    expect(card.detail).toMatch(/The newer study of \S+ is not assessable: There is no PET\.\n\nA newer order: Waiting for the study/);
  });

  test('CDS-E9, CDS-E10, CDS-E11, CDS-E14: one card, however many orders; for each that can be measured a suggestion of its own, none above the others, which changes nothing but that order', async () => {
    await storeResult(site, { patientId: 'several', acquiredAt: daysAgo(50) });
    const drafts = [draftOrder('several', { id: 'a' }), draftOrder('several', { id: 'b', code: { text: 'PET/CT of the leg' } }), draftOrder('several', { id: 'c', code: { text: 'MR of the leg' } }), { resourceType: 'MedicationRequest', id: 'm', status: 'draft' }];
    const cards = await ask(selecting('several', drafts));
    expect(cards.map((card) => card.suggestions?.map((one) => one.actions.map((action) => (action.type === 'update' ? action.resource.id : ''))))).toEqual([[['a'], ['b']]]);
    expect([cards[0].selectionBehavior, new Set(cards[0].suggestions?.map(({ uuid }) => uuid)).size, JSON.stringify(cards).includes('isRecommended')]).toEqual(['any', 2, false]);
  });

  const silent: readonly [string, object][] = [
    ['another reason', { reasonCode: [{ text: 'Stroke' }], code: { text: 'MR of the brain' } }], ['a fracture of the same limb', { reasonCode: [{ text: 'Fracture of the femur' }] }],
    ['a denied mass', { reasonCode: [{ text: 'Pain, no soft-tissue mass' }] }], ['no imaging', { code: { text: 'Full blood count' } }], ['another patient', { subject: { reference: 'Patient/elsewhere' } }],
  ];
  test.each(silent)('CDS-E2: an order with %s gets no card, whatever is known of the patient', async (_what, more) => {
    expect(await ask(selecting('risk', [draftOrder('risk', more)]))).toEqual([]);
  });

  test('an order without reason is about a soft-tissue mass where one of the patient was measured here, or stands among the problems', async () => {
    const unsaid = (patientId: string) => draftOrder(patientId, { reasonCode: undefined, code: { text: 'PET/MR of the thigh' } });
    const condition = (patientId: string, text: string) => ({ resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Condition', id: 'c1', subject: { reference: `Patient/${patientId}` }, code: { text } } }] });
    const withProblem = (text: string) => ({ prefetch: { patient: { resourceType: 'Patient', id: 'unsaid' }, conditions: condition('unsaid', text) } });
    const counts = [selecting('risk', [unsaid('risk')]), selecting('unsaid', [unsaid('unsaid')]), selecting('unsaid', [unsaid('unsaid')], withProblem('Liposarcoma of thigh')), selecting('unsaid', [unsaid('unsaid')], withProblem('Diabetes'))];
    const shown: number[] = [];
    for (const body of counts) shown.push((await ask(body)).length);
    expect(shown).toEqual([1, 0, 1, 0]);
  });
});

describe('at patient-view', () => {
  test('CDS-H4: only what is new since this user last saw it, in whatever hook', async () => {
    const [first, second] = [somebody(), somebody()];
    await storeResult(site, { patientId: 'new', acquiredAt: daysAgo(80) });
    const see = async (userId: string) => (await ask(viewing('new', { userId }))).length;
    expect([await see(first), await see(first), await see(second)]).toEqual([1, 0, 1]);
    expect(await heldOf(first)).toEqual([null, 'seen']);
    await storeOrder(site, 'new', 'queued');
    expect([await see(first), await see(first)]).toEqual([1, 0]);
    await storeResult(site, { patientId: 'new', acquiredAt: daysAgo(1) });
    expect([await see(first), await see(first)]).toEqual([1, 0]);
  });

  test('the same study and model computed again to the same answer is nothing new', async () => {
    const userId = somebody();
    const study = { patientId: 'recomputed', acquiredAt: daysAgo(80), study: '2.25.77' };
    await storeResult(site, study);
    expect((await ask(viewing('recomputed', { userId }))).length).toBe(1);
    await storeResult(site, study);
    expect(await ask(viewing('recomputed', { userId }))).toEqual([]);
    await storeResult(site, { ...study, suvMax: 14 });
    expect((await ask(viewing('recomputed', { userId }))).length).toBe(1);
  });

  test('CDS-H4: what was told at patient-view is not repeated at order-select; what the ordered exam needs is', async () => {
    const userId = somebody();
    await storeResult(site, { patientId: 'told', acquiredAt: daysAgo(80) });
    await ask(viewing('told', { userId }));
    const [card] = await ask(selecting('told', [draftOrder('told')], { userId }));
    expect(card.summary).toBe('For a radiomics measurement the ordered PET needs more than usual; the note can be added to the order.');
    expect(`${card.summary} ${card.detail}`).not.toContain('risk');
    expect(await ask(selecting('told', [draftOrder('told', { code: { text: 'MR of the thigh' } })], { userId }))).toEqual([]);
  });

  test('CDS-H4: order-select fires again while an order is written: its card stands, counted once, until it is dealt with; for another order it is not repeated', async () => {
    const userId = somebody();
    await storeResult(site, { patientId: 'writing', acquiredAt: daysAgo(80) });
    const write = (more: object = {}) => ask(selecting('writing', [draftOrder('writing', more)], { userId }));
    const [first] = await write();
    const [again] = await write({ priority: 'urgent' });
    expect([again.summary === first.summary, again.uuid === first.uuid]).toEqual([true, false]);
    const rows = await site.dataSource.query<object[]>('SELECT uuid, repeats FROM card WHERE user_id = $1 ORDER BY shown_at', [userId]);
    expect(rows).toEqual([{ uuid: first.uuid, repeats: null }, { uuid: again.uuid, repeats: first.uuid }]);
    const [other] = await write({ id: 'another' });
    expect(other.summary).toMatch(/^For a radiomics measurement/);
    await site.callHook('sarcolens-order-select/feedback', { feedback: [first, again].map(({ uuid }) => ({ card: uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() })) });
    expect(await write()).toEqual([]);
  });

  test('CDS-D5: a patient or a relative gets no card that was written for clinicians', async () => {
    for (const userId of ['Patient/risk', 'RelatedPerson/r']) expect(await ask(viewing('risk', { userId }))).toEqual([]);
    expect(await heldOf('Patient/risk')).toEqual(['no-clinician']);
    for (const userId of [somebody(), `PractitionerRole/${randomUUID()}`]) expect((await ask(viewing('risk', { userId }))).length).toBe(1);
  });

  test('an analysis of an order for something else is not told of', async () => {
    await storeOrder(site, 'brain', 'failed', { problem: 'STUDY_NOT_FOUND', resource: { code: { text: 'MR of the brain' }, reasonCode: [{ text: 'Stroke' }] } });
    expect(await ask(viewing('brain'))).toEqual([]);
  });

  test('a record that the EHR says was replaced gets no card', async () => {
    const prefetch = { patient: { resourceType: 'Patient', id: 'risk', active: false, link: [{ type: 'replaced-by', other: { reference: 'Patient/other' } }] } };
    expect(await ask(viewing('risk', { prefetch }))).toEqual([]);
  });
});

describe('a check that fails', () => {
  const withheld = async (patientId: string, parts: Parameters<typeof viewing>[1] = {}) => {
    const [card] = await ask(viewing(patientId, parts));
    expect(card).toMatchObject({ indicator: 'warning', summary: matching(/^\d\d-[A-Z][a-z]{2}-\d{4}: result withheld, a check failed\. /) });
    expect(`${card.summary} ${card.detail}`).not.toMatch(/\d %/);
    return card;
  };

  test('CDS-E4: is a warning, once, that names the ages: the birth date of today gives another than the result was computed with', async () => {
    const [acquiredAt, userId] = [daysAgo(80), somebody()];
    await storeResult(site, { patientId: 'rebirth', acquiredAt, age: 60 });
    expect((await ask(viewing('rebirth', { userId, birthDate: born(60, acquiredAt) })))[0].indicator).toBe('info');
    const card = await withheld('rebirth', { userId, birthDate: born(59, acquiredAt) });
    expect(card.detail).toMatch(/Age at imaging: the birth date in the EHR now gives 59 years on \S+; it was computed with 60 years\./);
    expect(JSON.stringify(card)).not.toContain(born(59, acquiredAt));
    expect(await ask(viewing('rebirth', { userId, birthDate: born(59, acquiredAt) }))).toEqual([]);
  });

  test('CDS-E4: names the model that was withdrawn, with the reason of the settings', async () => {
    await storeResult(site, { patientId: 'withdrawn', acquiredAt: daysAgo(80), model: { name: 'withdrawn-model' } });
    expect((await withheld('withdrawn')).detail).toContain('The model that made it was withdrawn: it was trained on the wrong label.');
  });

  test('CDS-E4: names a model whose package is gone, or is another than the one that made the result', async () => {
    await storeResult(site, { patientId: 'gone', acquiredAt: daysAgo(80), model: { version: '0.9.0' } });
    expect((await withheld('gone')).detail).toContain('The model that made it cannot be verified: its package is no longer here.');
    await storeResult(site, { patientId: 'other', acquiredAt: daysAgo(80), model: { manifestSha256: 'f'.repeat(64) } });
    expect((await withheld('other')).detail).toContain('the package that is here is another than the one that made the result.');
  });

  test('CDS-E4: names a stored result that does not match its checksum', async () => {
    await storeResult(site, { patientId: 'tampered', acquiredAt: daysAgo(80), contentHash: '0'.repeat(64) });
    expect((await withheld('tampered')).detail).toContain('The stored result does not match its checksum.');
  });

  test('CDS-E4: no score is ever more than info, and nothing is critical', async () => {
    await storeResult(site, { patientId: 'high', acquiredAt: daysAgo(3), suvMax: 25, volumeMl: 2000, age: 80 });
    expect((await ask(viewing('high')))[0].indicator).toBe('info');
    expect(await site.dataSource.query("SELECT count(*)::int AS critical FROM card WHERE indicator NOT IN ('info', 'warning')")).toEqual([{ critical: 0 }]);
  });
});
