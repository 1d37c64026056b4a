import { migrateQueue } from '../../src/jobs/migrate-queue.js';
import { PatientsService } from '../../src/patients/patients.service.js';
import { openDatabase } from '../../src/persistence/open-database.js';
import { aSentence, issues, matching, outcome } from '../support/answers.js';
import { ordersOf } from '../support/read-answers.js';
import { bundleOf } from '../support/fhir-bundles.js';
import { type Installation, install } from '../support/installation.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { describeReal, program } from '../support/real.js';
import { patientWith } from '../support/small-study.js';
import { openWard, type Ward } from '../support/ward.js';

let ward: Ward;
beforeAll(async () => { ward = await openWard([]); }, 60_000);
afterAll(() => ward.close());

const typed = (code: string, value: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, value });
const order = (placer: string, patientId = 'p', more: object = {}) => ({
  resourceType: 'ServiceRequest', identifier: [{ ...typed('PLAC', placer), system: 'urn:placer' }], status: 'draft', intent: 'order', subject: { reference: `Patient/${patientId}` }, ...more,
});
const study = (patientId: string, uid: string, more: object = {}) => ({
  resourceType: 'ImagingStudy', id: `s-${patientId}`, identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uid}` }], status: 'available', subject: { reference: `Patient/${patientId}` }, ...more,
});
const linked = (id: string, ...links: readonly (readonly [string, string])[]) => ({ resourceType: 'Patient', id, name: [{ family: 'Secret' }], birthDate: '1955-05-05', link: links.map(([type, other]) => ({ type, other: { reference: `Patient/${other}` } })) });
const send = (method: 'post' | 'put', path: string, body: object, headers: Readonly<Record<string, string>> = {}) => ward.site.as('integrator')[method](path === '' ? '/fhir' : `/fhir/${path}`).set(headers).type('application/fhir+json').send(JSON.stringify(body));
const find = async (placer: string) => ordersOf(await ward.site.as('clinician').get(`/fhir/ServiceRequest?identifier=urn:placer|${placer}`));
const sameAs = (id: string) => ward.site.app.get(PatientsService).sameAs(id);
const heard = (text: RegExp) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational', diagnostics: matching(text) }] });
const post = (resource: Readonly<Record<string, unknown>> & { readonly resourceType: string }, more: object = {}, fullUrl?: string) => ({ ...(fullUrl === undefined ? {} : { fullUrl }), resource, request: { method: 'POST', url: resource.resourceType, ...more } });
const put = (resource: object & { readonly resourceType: string; readonly id: string }) => ({ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } });
const bundle = (type: string, ...entry: readonly object[]) => ({ resourceType: 'Bundle', type, entry });

describe('a create on a condition', () => {
  test('FHIR-F25: stores an order once, however often it is sent', async () => {
    const headers = { 'if-none-exist': 'identifier=urn:placer|once' };
    const [first, second] = [await send('post', 'ServiceRequest', order('once'), headers), await send('post', 'ServiceRequest', order('once', 'p', { code: { text: 'changed' } }), headers)];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.headers.location).toBe(first.headers.location);
    expect(await find('once')).toMatchObject([{ meta: { versionId: '1' } }]);
    expect((await find('once'))[0]).not.toHaveProperty('code');
  });

  test('FHIR-F25: that finds several is 412, and one that asks by what is not offered is 400', async () => {
    await send('post', 'ServiceRequest', order('several', 'twice')).expect(201);
    await send('post', 'ServiceRequest', order('several-2', 'twice')).expect(201);
    expect(await send('post', 'ServiceRequest', order('several-3', 'twice'), { 'if-none-exist': 'patient=twice' })).toMatchObject({ status: 412, body: outcome('multiple-matches', aSentence) });
    expect(await send('post', 'ServiceRequest', order('several-4'), { 'if-none-exist': 'requisition=x' })).toMatchObject({ status: 400, body: outcome('not-supported', aSentence) });
    expect([await find('several-3'), await find('several-4')]).toEqual([[], []]);
  });
});

describe('a Patient', () => {
  test('FHIR-F1, FHIR-F25: that was replaced is merged from then on; the same again changes nothing, and nothing else of it is kept', async () => {
    for (let k = 0; k < 2; k += 1) expect(await send('put', 'Patient/a', linked('a', ['replaced-by', 'b']))).toMatchObject({ status: 200, body: heard(/^Heard: Patient\/a gave way to Patient\/b\. Nothing else of it is kept here\.$/) });
    expect(await sameAs('a')).toEqual({ survivorId: 'b', ids: ['a', 'b'] });
    const rows = await ward.site.dataSource.query<object[]>("SELECT prior_id FROM patient_merge WHERE prior_id = 'a'");
    expect(rows).toHaveLength(1);
    const dump = JSON.stringify(await Promise.all(['audit_event', 'patient_merge', 'patient_alias', 'imaging_order'].map((table) => ward.site.dataSource.query(`SELECT * FROM ${table}`))));
    expect(dump).not.toMatch(/Secret|1955-05-05/);
  });

  test('FHIR-F1: that replaces others is who they are now; other links say nothing', async () => {
    expect(await send('post', 'Patient', linked('e', ['replaces', 'c'], ['replaces', 'd'], ['seealso', 'b'], ['refer', 'a']))).toMatchObject({ status: 200, body: heard(/Patient\/c gave way to Patient\/e; Patient\/d gave way to Patient\/e/) });
    expect(await sameAs('c')).toEqual({ survivorId: 'e', ids: ['c', 'd', 'e'] });
    expect((await sameAs('e')).ids).not.toContain('b');
    expect(await send('post', 'Patient', linked('alone'))).toMatchObject({ status: 200, body: heard(/^Heard\. Nothing else of it is kept here\.$/) });
  });

  test('FHIR-F1: merges count by when they were said, in whatever order they come', async () => {
    const said = (id: string, lastUpdated: string, other: string) => ({ ...linked(id, ['replaced-by', other]), meta: { lastUpdated } });
    await send('put', 'Patient/m2', said('m2', '2026-03-02T10:00:00Z', 'm3')).expect(200);
    await send('put', 'Patient/m1', said('m1', '2026-03-02T09:00:00+00:00', 'm2')).expect(200);
    expect((await sameAs('m1')).survivorId).toBe('m3');
  });

  test.each<[string, object, [string, string, string]]>([
    ['of another server', { ...linked('x'), link: [{ type: 'replaced-by', other: { reference: 'https://elsewhere.example.org/fhir/Patient/y' } }] }, ['Patient.link[0].other.reference', 'value', 'expected a reference to another Patient of the EHR']],
    ['to itself', linked('x', ['seealso', 'y'], ['replaces', 'x']), ['Patient.link[1].other.reference', 'value', 'expected a reference to another Patient of the EHR']],
    ['to no patient', { ...linked('x'), link: [{ type: 'replaced-by', other: { reference: 'RelatedPerson/y' } }] }, ['Patient.link[0].other.reference', 'value', 'expected a reference to another Patient of the EHR']],
    ['of a kind that is none', { ...linked('x'), link: [{ type: 'is', other: { reference: 'Patient/y' } }] }, ['Patient.link[0].type', 'value', 'expected one of replaced-by, replaces, refer, seealso']],
    ['without an id', { ...linked('x', ['replaced-by', 'y']), id: undefined }, ['Patient.id', 'structure', 'expected the id that the Patient has on the EHR']],
    ['with a time that is none', { ...linked('x', ['replaced-by', 'y']), meta: { lastUpdated: 'today' } }, ['Patient.meta.lastUpdated', 'structure', 'expected an instant']],
  ])('FHIR-F23: with a link %s is 400 and merges nobody', async (_what, resource, [place, code, text]) => {
    expect(await send('post', 'Patient', resource)).toMatchObject({ status: 400, body: issues([place, code, `${place}: ${text}.`]) });
    expect(await sameAs('x')).toEqual({ survivorId: 'x', ids: ['x'] });
  });

  test('a link to the EHR by its address is a link to the EHR', async () => {
    await send('post', 'Patient', { ...linked('far'), link: [{ type: 'replaced-by', other: { reference: `${ward.ehr.url}/Patient/near` } }] }).expect(200);
    expect((await sameAs('far')).survivorId).toBe('near');
  });
});

describe('an ImagingStudy', () => {
  test('FHIR-F3: that is available begins the analysis at once that waits for it, and no other', async () => {
    const patient = patientWith('waiter');
    await ward.know([patientWith('waiter', { studies: [] }), patientWith('other', { studies: [] })]);
    for (const id of ['waiter', 'other']) await ward.order(id);
    for (const id of ['waiter', 'other']) await ward.reach(id, 'waiting-for-study');
    await ward.know([patient, patientWith('other', { studies: [] })]);
    const [{ studyInstanceUid, accessionNumber } = { studyInstanceUid: '', accessionNumber: '' }] = patient.studies;
    const arrived = study('waiter', studyInstanceUid, { identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${studyInstanceUid}` }, { value: accessionNumber }] });
    expect(await send('put', 'ImagingStudy/s-waiter', { ...arrived, status: 'registered' })).toMatchObject({ status: 200, body: heard(/^Heard; no analysis waits/) });
    expect(await send('put', 'ImagingStudy/s-waiter', study('other', studyInstanceUid, { id: 's-waiter' }))).toMatchObject({ status: 200, body: heard(/^Heard; no analysis waits/) });
    expect(await send('put', 'ImagingStudy/s-waiter', arrived)).toMatchObject({ status: 200, body: heard(/^Heard; the analysis that waits for this study begins at once/) });
    await ward.reach('waiter', 'done');
    expect(await send('put', 'ImagingStudy/s-waiter', arrived)).toMatchObject({ status: 200, body: heard(/^Heard; no analysis waits/) });
    expect(await ward.counts('waiter')).toMatchObject({ results: 1 });
    expect(await ward.counts('other')).toMatchObject({ results: 0 });
  }, 60_000);

  test.each<[string, object, [string, string, string]]>([
    ['without StudyInstanceUID', { identifier: [{ system: 'urn:x', value: '1.2' }] }, ['ImagingStudy.identifier', 'structure', 'expected the StudyInstanceUID, with system urn:dicom:uid']],
    ['with a status that is none', { status: 'done' }, ['ImagingStudy.status', 'value', 'expected one of registered, available, cancelled, entered-in-error, unknown']],
    ['of a device', { subject: { reference: 'Device/d' } }, ['ImagingStudy.subject.reference', 'structure', 'expected a reference to a Patient']],
    ['with an endpoint that is a text', { endpoint: 'https://pacs.example.org' }, ['ImagingStudy.endpoint', 'structure', 'expected an array']],
  ])('FHIR-F23: %s is 400, with the place', async (_what, more, [place, code, text]) => {
    expect(await send('post', 'ImagingStudy', study('p', '1.2', more))).toMatchObject({ status: 400, body: issues([place, code, `${place}: ${text}.`]) });
  });
});

describe('a transaction', () => {
  test('FHIR-F25: takes in patient, order and study together, by the references among them', async () => {
    const urn = 'urn:uuid:1b671a64-40d5-491e-99b0-da01ff1f3341';
    const answer = await send('post', '', bundle('transaction',
      post(order('together', 'x', { subject: { reference: urn } })), post(study('x', '1.2.3', { subject: { reference: urn } })), post(linked('new-id', ['replaces', 'old-id']), {}, urn)));
    expect(answer.status).toBe(200);
    const { type, responses } = bundleOf(answer);
    expect(type).toBe('transaction-response');
    expect(responses).toMatchObject([{ status: '201 Created', location: matching(/\/fhir\/ServiceRequest\/[0-9a-f-]{36}\/_history\/1$/), etag: 'W/"1"' }, { status: '200 OK', outcome: heard(/^Heard/) }, { status: '200 OK', outcome: heard(/Patient\/old-id gave way/) }]);
    expect(await find('together')).toMatchObject([{ subject: { reference: 'Patient/new-id' } }]);
    expect((await sameAs('old-id')).survivorId).toBe('new-id');
  });

  test('FHIR-F25: is all or nothing: a conflict of its last entry keeps out the others', async () => {
    await send('post', 'ServiceRequest', order('taken', 'somebody')).expect(201);
    const answer = await send('post', '', bundle('transaction', post(linked('gone', ['replaced-by', 'stays'])), post(order('fine')), post(order('taken', 'somebody-else'))));
    expect(answer).toMatchObject({ status: 409, body: issues(['Bundle.entry[2]', 'conflict', aSentence]) });
    expect(await find('fine')).toEqual([]);
    expect((await sameAs('gone')).survivorId).toBe('gone');
    expect(await ward.site.dataSource.query<object[]>("SELECT action, outcome FROM audit_event WHERE subject = 'somebody-else'")).toEqual([{ action: 'order.refuse', outcome: 'refused' }]);
  });

  test('FHIR-F25: a conditional create in it finds what is there; a repeat of the whole changes nothing', async () => {
    const whole = bundle('transaction', post(order('cond'), { ifNoneExist: 'identifier=urn:placer|cond' }), put({ ...order('cond-put'), id: 'ehr-cond' }));
    const [first, second] = [bundleOf(await send('post', '', whole)), bundleOf(await send('post', '', whole))];
    expect([first, second].map(({ responses }) => responses.map(({ status }) => status))).toEqual([['201 Created', '201 Created'], ['200 OK', '200 OK']]);
    expect(second.responses.map((one) => one.location)).toEqual(first.responses.map((one) => one.location));
    expect(await find('cond')).toHaveLength(1);
    await send('post', 'ServiceRequest', order('several-5', 'twice-2')).expect(201);
    await send('post', 'ServiceRequest', order('several-6', 'twice-2')).expect(201);
    expect(await send('post', '', bundle('transaction', post(order('unsure'), { ifNoneExist: 'patient=twice-2' })))).toMatchObject({ status: 412, body: issues(['Bundle.entry[0]', 'multiple-matches', aSentence]) });
  });

  test.each<[string, object, readonly [string, string, string][]]>([
    ['an entry that is wrong', bundle('transaction', post(order('bad-1')), post(order('bad-2', 'p', { status: 'x' }))), [['Bundle.entry[1].resource.status', 'value', 'expected one of draft, active, on-hold, revoked, completed, entered-in-error, unknown']]],
    ['two entries that are wrong', bundle('transaction', post(order('bad-1', 'p', { intent: 'plan' })), post(study('p', 'x'))), [['Bundle.entry[0].resource.intent', 'value', 'expected one of order, original-order, reflex-order, filler-order, instance-order'], ['Bundle.entry[1].resource.identifier', 'structure', 'expected the StudyInstanceUID, with system urn:dicom:uid']]],
    ['a resource that is not taken in', bundle('transaction', post({ resourceType: 'Observation' })), [['Bundle.entry[0].resource', 'not-supported', 'expected a ServiceRequest, an ImagingStudy or a Patient']]],
    ['a delete', bundle('transaction', { resource: { ...order('bad-1'), id: 'i' }, request: { method: 'DELETE', url: 'ServiceRequest/i' } }), [['Bundle.entry[0].request.method', 'not-supported', 'expected POST or PUT']]],
    ['an address that is not the resource\'s', bundle('transaction', { resource: { ...order('bad-1'), id: 'i' }, request: { method: 'PUT', url: 'ServiceRequest/j' } }), [['Bundle.entry[0].request.url', 'value', 'expected ServiceRequest/i']]],
    ['a patient nobody can find', bundle('transaction', post({ resourceType: 'Patient', name: [] }, {}, 'urn:uuid:a'), post(order('bad-1', 'p', { subject: { reference: 'urn:uuid:a' } }))), [['Bundle.entry[0].resource.id', 'structure', 'expected the id that the Patient has on the EHR'], ['Bundle.entry[1].resource.subject.reference', 'structure', 'expected a reference to a Patient']]],
    ['no entry', { resourceType: 'Bundle', type: 'transaction', entry: [] }, [['Bundle.entry', 'structure', 'expected something, found nothing']]],
    ['a type that is none here', bundle('history', post(order('bad-1'))), [['Bundle.type', 'value', 'expected one of transaction, batch']]],
    ['something else for a Bundle', order('bad-1'), [['Bundle.resourceType', 'value', 'expected a Bundle'], ['Bundle.type', 'value', 'expected one of transaction, batch'], ['Bundle.entry', 'structure', 'expected an array']]],
  ])('FHIR-F23: with %s is 400, with each place, and nothing is stored', async (_what, body, expected) => {
    expect(await send('post', '', body)).toMatchObject({ status: 400, body: issues(...expected.map(([place, code, text]): [string, string, string] => [place, code, `${place}: ${text}.`])) });
    expect(await find('bad-1')).toEqual([]);
  });
});

describeReal('on PostgreSQL, where transactions run beside each other', [program('initdb')], () => {
  let cluster: Cluster;
  let site: Installation;
  beforeAll(async () => {
    cluster = await startPostgres();
    const databaseUrl = await cluster.createDatabase('intake');
    const database = await openDatabase({ dataDir: ':memory:', databaseUrl });
    if (!database.ok) throw new Error(database.problem.text);
    await database.value.dataSource.runMigrations();
    await migrateQueue(database.value, { databaseUrl });
    await database.value.close();
    site = await install({ databaseUrl });
  }, 60_000);
  afterAll(async () => { await site.remove(); await cluster.stop(); });

  test('FHIR-F25: transactions that name the same orders in another order, and merges among them, all end', async () => {
    const placers = ['t1', 't2', 't3', 't4'];
    const entries = [...placers.map((placer) => post(order(placer, 'new'))), post(linked('old', ['replaced-by', 'new']))];
    const single = placers.map((placer) => site.as('integrator').post('/fhir/ServiceRequest').send(order(placer, 'new', { status: 'active' })));
    const together = Array.from({ length: 24 }, (_, k) => site.as('integrator').post('/fhir').send(bundle('transaction', ...(k % 2 === 0 ? entries : entries.toReversed()))));
    expect(new Set((await Promise.all(together)).map(({ status }) => status))).toEqual(new Set([200]));
    expect((await Promise.all(single)).map(({ status }) => status < 300)).toEqual([true, true, true, true]);
    expect(await site.dataSource.query<object[]>('SELECT placer_value FROM imaging_order ORDER BY 1')).toEqual(placers.map((placer) => ({ placer_value: placer })));
    expect(await site.dataSource.query<object[]>('SELECT patient_id, survivor_id FROM patient_alias')).toEqual([{ patient_id: 'old', survivor_id: 'new' }]);
  }, 30_000);
});

test('FHIR-F25: a batch takes in each entry for itself', async () => {
  const { type, responses } = bundleOf(await send('post', '', bundle('batch', post(order('b1')), post(order('b2', 'p', { status: 'x' })), post(order('taken', 'a-third')), post(order('b4')))));
  expect(type).toBe('batch-response');
  expect(responses).toMatchObject([
    { status: '201 Created' }, { status: '400 Bad Request', outcome: issues(['Bundle.entry[1].resource.status', 'value', aSentence]) },
    { status: '409 Conflict', outcome: issues(['Bundle.entry[2]', 'conflict', aSentence]) }, { status: '201 Created' },
  ]);
  expect([(await find('b1')).length, (await find('b4')).length]).toEqual([1, 1]);
});

test('only an integrator brings anything in', async () => {
  for (const role of ['clinician', 'auditor'] as const) {
    for (const path of ['/fhir', '/fhir/Patient', '/fhir/ImagingStudy', '/fhir/ServiceRequest']) expect((await ward.site.as(role).post(path).send({})).status).toBe(403);
    for (const path of ['/fhir/Patient/p', '/fhir/ImagingStudy/p', '/fhir/ServiceRequest/p']) expect((await ward.site.as(role).put(path).send({ id: 'p' })).status).toBe(403);
  }
});
