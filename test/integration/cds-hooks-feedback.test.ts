import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { AuditService } from '../../src/audit/audit.service.js';
import { ShownCards } from '../../src/cards/shown-cards.service.js';
import { matching, outcome } from '../support/answers.js';
import { checkedCards, type CheckedCard } from '../support/cds-hooks-schema.js';
import { issuer } from '../support/credentials.js';
import { draftOrder, placer, selecting, serviceOf, signing, somebody, viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';
import { storeOrder, storeResult } from '../support/stored-results.js';

const view = 'sarcolens-patient-view';
const ask = async (site: Installation, body: { readonly hook: Parameters<typeof serviceOf>[0] }): Promise<readonly CheckedCard[]> => checkedCards(await site.callHook(serviceOf(body.hook), body));
const report = (site: Installation, feedback: readonly object[], service = view) => site.callHook(`${service}/feedback`, { feedback });
const overridden = (card: string, code?: string, at = new Date()) => ({ card, outcome: 'overridden', outcomeTimestamp: at.toISOString(), ...(code === undefined ? {} : { overrideReason: { reason: { system: 'urn:sarcolens:card', code } } }) });
const accepted = (card: string, id: string, at = new Date()) => ({ card, outcome: 'accepted', acceptedSuggestions: [{ id }], outcomeTimestamp: at.toISOString() });
const graphql = async (site: Installation, query: string, role: Parameters<Installation['as']>[0] = 'auditor') => (await site.as(role).post('/graphql').send({ query })).body as { readonly data: Readonly<Record<string, unknown>> | null; readonly errors?: readonly { readonly message: string }[] };
const heldOf = async (site: Installation, userId: string) => (await site.dataSource.query<{ held: string | null }[]>("SELECT detail->>'held' AS held FROM audit_event WHERE action = 'cds-hooks.call' AND detail->>'userId' = $1 ORDER BY sequence", [userId])).map(({ held }) => held);

describe('feedback', () => {
  let site: Installation;
  beforeAll(async () => {
    site = await install();
    await storeOrder(site, 'p', 'queued');
  });
  afterAll(() => site.remove());
  const shown = async (userId = somebody()): Promise<string> => (await ask(site, viewing('p', { userId })))[0].uuid;
  const stored = (card: string) => site.dataSource.query<object[]>('SELECT outcome, reason FROM card_feedback WHERE card_uuid = $1 ORDER BY received_at', [card]);

  test('CDS-F1, CDS-F3: the same report twice is one outcome and two events, both kept', async () => {
    const card = await shown();
    const body = overridden(card, 'known');
    expect([(await report(site, [body])).status, (await report(site, [body])).status]).toEqual([200, 200]);
    expect(await stored(card)).toEqual([{ outcome: 'overridden', reason: 'known' }, { outcome: 'overridden', reason: 'known' }]);
    const { data } = await graphql(site, '{ cards(patientId: "p") { uuid client userId summary delivery outcome reports { outcome reason content } } }');
    expect((data?.cards as readonly { readonly uuid: string }[]).find(({ uuid }) => uuid === card)).toMatchObject({ client: issuer, outcome: 'overridden', delivery: 'shown', reports: [{ reason: 'known', content: matching(/"outcomeTimestamp"/) }, { reason: 'known' }] });
  });

  test('CDS-F3: of several reports the newest by its own time counts, whatever the order of arrival', async () => {
    const card = await shown();
    await report(site, [overridden(card, 'disagree', new Date('2026-03-02T10:00:00Z'))]);
    await report(site, [accepted(card, randomUUID(), new Date('2026-03-02T09:00:00Z'))]);
    const { data } = await graphql(site, '{ cards(patientId: "p", first: 1) { uuid outcome reports { outcome } } }');
    expect(data?.cards).toEqual([{ uuid: card, outcome: 'overridden', reports: [{ outcome: 'accepted' }, { outcome: 'overridden' }] }]);
  });

  test('CDS-F6: a card on which nothing was reported is neither accepted nor overridden', async () => {
    await shown();
    expect((await graphql(site, '{ cards(patientId: "p", first: 1) { outcome reports { outcome } } }')).data?.cards).toEqual([{ outcome: null, reports: [] }]);
  });

  test('CDS-F4: an unknown card is 404, and the rest of the batch is stored', async () => {
    const card = await shown();
    const unknown = randomUUID();
    expect(await report(site, [overridden(unknown), overridden(card)])).toMatchObject({ status: 404, body: outcome('not-found', `feedback: no card was shown with uuid ${unknown}; the rest was stored.`) });
    expect(await stored(card)).toEqual([{ outcome: 'overridden', reason: null }]);
  });

  test('CDS-F4: a card of another service, or of another client, is as unknown as one that never was', async () => {
    const card = await shown();
    const [ofService, ofNobody] = [await report(site, [overridden(card)], 'sarcolens-order-sign'), await report(site, [overridden('00000000-0000-4000-8000-000000000000')], 'sarcolens-order-sign')];
    expect(ofService.status).toBe(404);
    expect(JSON.stringify(ofService.body).replace(card, 'X')).toBe(JSON.stringify(ofNobody.body).replace('00000000-0000-4000-8000-000000000000', 'X'));
    const foreign = randomUUID();
    await site.dataSource.query(`INSERT INTO card SELECT ($2::text)::uuid, service, hook_instance, user_id, patient_id, result_id, summary, shown_at, 'https://other.example.org', indicator, detail, delivery, told, orders, suggestions, repeats, NULL FROM card WHERE uuid = $1`, [card, foreign]);
    expect((await report(site, [overridden(foreign)])).status).toBe(404);
    expect([...await stored(card), ...await stored(foreign)]).toEqual([]);
  });

  test('an override reason of another system is kept as it came, and is none of ours', async () => {
    const card = await shown();
    await report(site, [{ ...overridden(card), overrideReason: { reason: { system: 'urn:other', code: 'snooze' }, userComment: 'later' } }]);
    expect(await stored(card)).toEqual([{ outcome: 'overridden', reason: null }]);
  });

  const bad: readonly [string, (card: string) => object, RegExp][] = [
    ['no time', (card) => ({ ...overridden(card), outcomeTimestamp: undefined }), /^feedback\.0\.outcomeTimestamp: /], ['a local time', (card) => ({ ...overridden(card), outcomeTimestamp: '2026-01-31T12:00:00' }), /outcomeTimestamp/],
    ['an acceptance of nothing', (card) => ({ ...overridden(card), outcome: 'accepted' }), /^feedback\.0\.acceptedSuggestions: expected where outcome is accepted$/],
    ['another outcome', (card) => ({ ...overridden(card), outcome: 'ignored' }), /outcome/], ['no card', () => overridden('x'), /^feedback\.0\.card: expected the uuid of a card$/],
  ];
  test.each(bad)('CDS-F2: with %s is 400 and stores nothing', async (_what, body, text) => {
    const card = await shown();
    expect(await report(site, [body(card)])).toMatchObject({ status: 400, body: outcome('invalid', matching(text)) });
    expect(await stored(card)).toEqual([]);
  });

  test('CDS-F5: asks for a token of its own address', async () => {
    const authorization = await site.credentials.client(`${site.url}/cds-services/${view}`);
    expect((await site.anybody.post(`/cds-services/${view}/feedback`).set('authorization', authorization).send({ feedback: [] })).status).toBe(401);
  });

  test('snooze keeps cards of this patient from this user, for the days of the settings, and from nobody else', async () => {
    const userId = somebody();
    await report(site, [overridden(await shown(userId), 'snooze')]);
    await storeOrder(site, 'p', 'running');
    await storeOrder(site, 'other', 'running');
    expect(await ask(site, viewing('p', { userId }))).toEqual([]);
    expect((await heldOf(site, userId)).at(-1)).toBe('snoozed');
    expect([(await ask(site, viewing('other', { userId }))).length, (await ask(site, viewing('p'))).length]).toEqual([1, 1]);
  });

  test('a snooze of longer ago than the settings say is over, and a later report on the card takes it back', async () => {
    const [first, second] = [somebody(), somebody()];
    const [old, fresh] = [await shown(first), await shown(second)];
    await report(site, [overridden(old, 'snooze', new Date(Date.now() - 8 * 86_400_000)), overridden(fresh, 'snooze', new Date(Date.now() - 60_000))]);
    await report(site, [overridden(fresh, 'known')]);
    await storeOrder(site, 'p', 'queued');
    expect([(await ask(site, viewing('p', { userId: first }))).length, (await ask(site, viewing('p', { userId: second }))).length]).toEqual([1, 1]);
  });

  test('a check that fails is told through a snooze', async () => {
    const userId = somebody();
    const acquiredAt = new Date(Date.now() - 50 * 86_400_000);
    await storeResult(site, { patientId: 'checked', acquiredAt, age: 60 });
    const [card] = await ask(site, viewing('checked', { userId }));
    await report(site, [overridden(card.uuid, 'snooze')]);
    expect((await ask(site, viewing('checked', { userId, birthDate: `${acquiredAt.getUTCFullYear() - 50}-01-01` })))[0].indicator).toBe('warning');
  });

  test('nobody but the auditor reads what was shown and how it was received', async () => {
    for (const query of ['{ cards(patientId: "p") { uuid } }', '{ cdsLoad { service } }', '{ cdsPauses { service } }']) {
      expect(await graphql(site, query, 'clinician')).toMatchObject({ errors: [{ message: 'This is for the auditor.' }] });
    }
  });

  test('the chain of events holds over all of it', async () => {
    expect((await site.app.get(AuditService).verify()).faults).toEqual([]);
  });
});

describe('a budget of cards', () => {
  const log: string[] = [];
  let site: Installation;
  beforeAll(async () => {
    site = await install({ cdsHooks: { fatigue: { cardsPerClinicianAndWeek: 3, overrideRate: 0.5, cardsNeeded: 4 } } }, undefined, pino({ level: 'warn' }, { write: (line: string) => { log.push(line); } }));
    for (let k = 0; k < 8; k += 1) await storeOrder(site, `p${k}`, 'queued');
  });
  afterAll(() => site.remove());
  const metrics = async () => (await site.as('auditor').get('/metrics')).text;

  test('CDS-H4: a clinician who had the cards of a week gets no more of that service, and the owner is told once', async () => {
    const userId = somebody();
    const counts: number[] = [];
    for (let k = 0; k < 5; k += 1) counts.push((await ask(site, viewing(`p${k}`, { userId }))).length);
    expect(counts).toEqual([1, 1, 1, 0, 0]);
    expect(await heldOf(site, userId)).toEqual([null, null, null, 'paused', 'paused']);
    expect((await ask(site, viewing('p0'))).length).toBe(1);
    expect((await ask(site, selecting('p5', [draftOrder('p5')], { userId }))).length).toBe(1);
    expect((await graphql(site, '{ cdsPauses { service userId reason figure allowed } }')).data?.cdsPauses).toEqual([{ service: view, userId, reason: 'cards-per-week', figure: 3, allowed: 3 }]);
    expect(log.filter((line) => line.includes(userId))).toEqual([matching(/"reason":"cards-per-week".*has spent its budget/)]);
    expect(await metrics()).toMatch(/sarcolens_cds_paused\{service="sarcolens-patient-view",scope="user"\} 1/);
  });

  test('CDS-H4: a service of whose cards too many are overridden mutes itself for everybody, records it and tells its owner', async () => {
    const service = 'sarcolens-order-sign';
    const sign = async (k: number) => ask(site, signing(`p${k}`, [draftOrder(`p${k}`, { identifier: [placer(`B-${k}`)] })]));
    const cards: string[] = [];
    for (let k = 0; k < 4; k += 1) cards.push((await sign(k))[0].uuid);
    await report(site, [accepted(cards[0], randomUUID()), overridden(cards[1]), overridden(cards[2])], service);
    expect((await sign(4)).length).toBe(1);
    await report(site, [overridden(cards[3], 'not-applicable')], service);
    expect(await sign(5)).toEqual([]);
    expect(await site.dataSource.query("SELECT count(*)::int AS taken FROM imaging_order WHERE placer_value = 'B-5'")).toEqual([{ taken: 1 }]);
    expect((await graphql(site, '{ cdsPauses { service userId reason figure allowed } }')).data?.cdsPauses).toContainEqual({ service, userId: null, reason: 'override-rate', figure: 0.6, allowed: 0.5 });
    expect(await site.dataSource.query("SELECT actor, detail->>'figure' AS figure FROM audit_event WHERE action = 'cds-hooks.pause' AND entity = 'CdsService/sarcolens-order-sign'")).toEqual([{ actor: 'sarcolens', figure: '0.6' }]);
    expect(log.filter((line) => line.includes('override-rate')).length).toBe(1);
    expect(await metrics()).toMatch(/sarcolens_cds_paused\{service="sarcolens-order-sign",scope="everybody"\} 1/);
    expect((await ask(site, viewing('p6'))).length).toBe(1);
  });

  test('the auditor reads what each service asked of clinicians in a week, and the metrics count the answers', async () => {
    const { data } = await graphql(site, '{ cdsLoad { service cards clinicians reported overridden } }');
    expect(data?.cdsLoad).toContainEqual({ service: 'sarcolens-order-sign', cards: 5, clinicians: 5, reported: 4, overridden: 3 });
    expect(await metrics()).toMatch(/sarcolens_cds_answers_total\{service="sarcolens-patient-view",answer="paused"\} 2/);
  });
});

describe('a site that does not show cards yet', () => {
  test('silent mode: cards are computed and recorded, nobody is shown one, orders are taken in; the same is not recorded twice for a user', async () => {
    const site = await install({ cdsHooks: { mode: 'silent' } });
    await storeResult(site, { patientId: 'p', acquiredAt: new Date(Date.now() - 50 * 86_400_000) });
    const userId = somebody();
    for (let k = 0; k < 2; k += 1) expect((await site.callHook(view, viewing('p', { userId }))).body).toEqual({ cards: [] });
    expect((await site.callHook('sarcolens-order-sign', signing('p', [draftOrder('p', { identifier: [placer('silent')] })]))).body).toEqual({ cards: [] });
    const rows = await site.dataSource.query<object[]>("SELECT service, delivery, summary FROM card ORDER BY shown_at");
    const taken = await site.dataSource.query<object[]>("SELECT count(*)::int AS orders FROM imaging_order WHERE placer_value = 'silent'");
    const [{ uuid }] = await site.dataSource.query<{ uuid: string }[]>('SELECT uuid FROM card');
    const feedback = await report(site, [overridden(uuid)]);
    const seen = await graphql(site, `{ card(uuid: "${uuid}") { patientId } cards(patientId: "p") { delivery } }`);
    await site.remove();
    expect(rows).toEqual([{ service: view, delivery: 'silent', summary: matching(/lung metastasis risk/) }, { service: 'sarcolens-order-sign', delivery: 'silent', summary: matching(/^Order taken in/) }]);
    expect([taken, feedback.status]).toEqual([[{ orders: 1 }], 404]);
    expect(seen.data).toEqual({ card: null, cards: [{ delivery: 'silent' }, { delivery: 'silent' }] });
  });
});

describe('a SMART link', () => {
  const launchUrl = 'https://sarcolens.example.org/launch';
  let site: Installation;
  beforeAll(async () => {
    site = await install({ cdsHooks: { smartLaunchUrl: launchUrl } });
    await storeOrder(site, 'p', 'queued');
  });
  afterAll(() => site.remove());
  const launch = (appContext: string, patientId: string, userId: string) => site.app.get(ShownCards).launchedWith(appContext, { patientId, userId });

  test('CDS-E17, CDS-E18: is there where its address is set, with a handle that says nothing, is new each time and holds for this patient and this user', async () => {
    const users = [somebody(), somebody()];
    const resultId = await storeResult(site, { patientId: 'p', acquiredAt: new Date(Date.now() - 50 * 86_400_000) });
    const links = await Promise.all(users.map(async (userId) => (await ask(site, viewing('p', { userId })))[0].links ?? []));
    const handles = links.map(([smart, absolute]) => {
      expect([smart.url, absolute.type]).toEqual([launchUrl, 'absolute']);
      return smart.type === 'smart' ? smart.appContext ?? '' : '';
    });
    expect(handles).toEqual([matching(/^[\w-]{32}$/), matching(/^[\w-]{32}$/)]);
    expect(handles[0]).not.toBe(handles[1]);
    expect(await launch(handles[0], 'p', users[0])).toEqual({ patientId: 'p', resultId });
    for (const [handle, patientId, userId] of [[handles[0], 'p', users[1]], [handles[0], 'other', users[0]], ['x'.repeat(32), 'p', users[0]]]) expect(await launch(handle, patientId, userId)).toBeUndefined();
    expect(JSON.stringify(await site.dataSource.query('SELECT * FROM card'))).not.toContain(handles[0]);
  });

  test('CDS-E18: expires', async () => {
    const userId = somebody();
    const [card] = await ask(site, viewing('p', { userId }));
    const [smart] = card.links ?? [];
    const handle = smart.type === 'smart' ? smart.appContext ?? '' : '';
    expect(await launch(handle, 'p', userId)).toMatchObject({ patientId: 'p' });
    await site.dataSource.query('ALTER TABLE card DISABLE TRIGGER USER');
    await site.dataSource.query("UPDATE card SET shown_at = shown_at - interval '61 minutes' WHERE uuid = $1", [card.uuid]);
    await site.dataSource.query('ALTER TABLE card ENABLE TRIGGER USER');
    expect(await launch(handle, 'p', userId)).toBeUndefined();
  });
});
