import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import type { Resource } from '../../demo/hospital.js';
import { reanalyse } from '../../src/analysis/reanalyse.js';
import type { Settings } from '../../src/config/index.js';
import { SETTINGS } from '../../src/config/tokens.js';
import { shippedModels } from '../../src/models/load-model.js';
import { manifestSchema } from '../../src/models/manifest.js';
import { OrdersService } from '../../src/orders/orders.service.js';
import { resultHash, type StoredResult } from '../../src/results/result.js';
import { ResultsService } from '../../src/results/results.service.js';
import { setCookie } from '../../src/security/cookies.js';
import { PageSessions } from '../../src/security/page-sessions.service.js';
import { aSentence, matching } from '../support/answers.js';
import { histologicGrade, primaryCancer } from '../support/clinical-resources.js';
import { until } from '../support/processes.js';
import { patientWith } from '../support/small-study.js';
import { openWard, type Ward } from '../support/ward.js';

const sct = 'http://snomed.info/sct';
const grades = [{ system: sct, code: '54102005', value: 20 }, { system: sct, code: '1663004', value: 40 }, { system: sct, code: '61026006', value: 60 }];

/** The shipped model with a grade in the place of the age: the same graph, another input. */
async function gradedModel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-models-'));
  const at = join(folder, 'graded', '1.0.0');
  await cp(join(shippedModels, 'lung-metastasis', '1.0.0'), at, { recursive: true });
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(at, 'manifest.json'), 'utf8')));
  const inputs = manifest.inputs.map((input) => (input.name === 'age' ? { ...input, name: 'grade', label: 'Grade', unit: '1', from: { kind: 'clinical', variable: 'grade', codes: grades } } : input));
  await writeFile(join(at, 'manifest.json'), JSON.stringify({ ...manifest, name: 'graded', inputs }));
  return folder;
}

const of = (id: string, resource: Resource): Resource => ({ ...resource, id: `${id}-${resource.id}`, subject: { reference: `Patient/${id}` }, ...(resource.resourceType === 'Observation' ? { focus: [{ reference: `Condition/${id}-c1` }] } : {}) });
const secondGrade = histologicGrade({ id: 'g2', valueCodeableConcept: { coding: [{ system: sct, code: '1663004' }] } });
const person = (id: string, ...records: readonly Resource[]) => patientWith(id, { records: records.map((one) => of(id, one)) });
const patients = [person('known', primaryCancer(), histologicGrade()), person('contradicted', primaryCancer(), histologicGrade(), secondGrade), person('silent'), person('later', primaryCancer(), histologicGrade()), person('shut', primaryCancer(), histologicGrade())];

interface Row { readonly id: string; readonly content: StoredResult; readonly contentHash: string }

describe('clinical variables, with a model that takes the grade', () => {
  let ward: Ward;
  let models: string;
  beforeAll(async () => {
    models = await gradedModel();
    ward = await openWard(patients, { modelsDir: models, model: { name: 'graded', version: '1.0.0' } });
  }, 60_000);
  afterAll(async () => { await ward.close(); await rm(models, { recursive: true }); }, 30_000);

  const resultsOf = (id: string) => ward.site.dataSource.query<Row[]>('SELECT id, content, content_hash AS "contentHash" FROM result WHERE patient_id = $1 ORDER BY created_at', [id]);
  const analysed = async (id: string): Promise<Row> => {
    await ward.order(id);
    await ward.reach(id, 'done');
    const [row] = await resultsOf(id);
    if (!row) throw new Error(`${id} has no result`);
    return row;
  };
  const ask = async (query: string, variables: object = {}, role: 'clinician' | 'auditor' | 'integrator' = 'clinician') => {
    const answer = await ward.site.as(role).post('/graphql').send({ query, variables });
    return { status: answer.status, body: answer.body as unknown };
  };
  const enter = (entry: object, role?: 'clinician' | 'auditor' | 'integrator') => ask('mutation($entry: ClinicalEntry!) { enterClinicalVariable(entry: $entry) { variables { variable standing value } } }', { entry }, role);
  const variablesShape = z.object({ data: z.object({ patient: z.object({ clinicalVariables: z.object({ variables: z.array(z.looseObject({ variable: z.string(), standing: z.string(), value: z.string().nullable(), problem: z.string().nullable(), facts: z.array(z.looseObject({})) })), leftOut: z.array(z.looseObject({})), notRead: z.array(z.string()) }) }) }) });
  const clinicalOf = async (id: string) => {
    const { body } = await ask('query($id: ID!) { patient(id: $id) { clinicalVariables { variables { variable standing value problem facts { value system code date source resource versionId enteredBy enteredAt } } leftOut { resource reason } notRead } } }', { id });
    return variablesShape.parse(body).data.patient.clinicalVariables;
  };
  const gradeOf = async (id: string) => (await clinicalOf(id)).variables.find(({ variable }) => variable === 'grade');

  test('FHIR-F5: a grade of the EHR is an input, with its resource and version, and every fact of the time is kept with the result', async () => {
    const { id, content, contentHash } = await analysed('known');
    expect(content.outcome.kind).toBe('score');
    expect(content.inputs.find(({ name }) => name === 'grade')).toEqual({ name: 'grade', value: 60, unit: '1', source: { kind: 'clinical', resource: 'Observation/known-g1', versionId: '1', imagedOn: matching(/^\d{4}-/), said: 'grade 3', date: '2026-02-18' } });
    expect(content.resources).toContainEqual({ reference: 'Observation/known-g1', versionId: '1' });
    expect(content.clinical?.facts.map(({ variable }) => variable).sort()).toEqual(['depth', 'grade', 'histology', 'sex', 'side', 'site', 'stage']);
    const { clinical: _, ...without } = content;
    expect([resultHash(content), resultHash(without)]).toEqual([contentHash, contentHash]);
    const { body } = await ask('query($id: ID!) { result(id: $id) { inputs { name source } clinicalVariables { variable value resource } } }', { id });
    expect(body).toMatchObject({ data: { result: { inputs: expect.arrayContaining([{ name: 'grade', source: matching(/^grade 3 of 2026-02-18: Observation\/known-g1, version 1, imaged on /) }]) as unknown, clinicalVariables: expect.arrayContaining([{ variable: 'histology', value: 'leiomyosarcoma', resource: 'Condition/known-c1' }]) as unknown } } });
  }, 40_000);

  test('grades that contradict each other are both shown, and the model abstains and says what to do', async () => {
    const { content: { outcome } } = await analysed('contradicted');
    expect(outcome).toEqual({ kind: 'abstention', code: 'INPUT_CONFLICT', text: matching(/^Grade is contradictory: grade 3 \(Observation\/contradicted-g1, version 1\), grade 2 \(Observation\/contradicted-g2, version 1\)\. Correct the one that is wrong/) });
    expect(await gradeOf('contradicted')).toMatchObject({ standing: 'conflicting', value: null, problem: aSentence, facts: [{ value: 'grade 3', resource: 'Observation/contradicted-g1' }, { value: 'grade 2', resource: 'Observation/contradicted-g2' }] });
  }, 40_000);

  test('what the EHR lacks is entered by a clinician, shown with who and when, audited, and taken by the next analysis', async () => {
    expect((await analysed('silent')).content.outcome).toMatchObject({ kind: 'abstention', code: 'INPUT_MISSING', text: matching(/^Grade is not known\. Code it in the EHR or enter it on the patient's page/) });
    expect((await enter({ patientId: 'silent', variable: 'grade', system: sct, code: '1663004' })).status).toBe(200);
    const grade = await gradeOf('silent');
    expect(grade).toMatchObject({ standing: 'known', value: 'grade 2', facts: [{ source: 'entered', resource: null, enteredBy: matching(/./), enteredAt: matching(/^\d{4}-\d{2}-\d{2}T/) }] });
    expect(await ward.site.dataSource.query("SELECT actor, subject, detail->>'variable' AS variable FROM audit_event WHERE action = 'clinical.entered'")).toEqual([{ actor: z.looseObject({ enteredBy: z.string() }).parse(grade?.facts[0]).enteredBy, subject: 'silent', variable: 'grade' }]);
    const identifier = [{ type: { coding: [{ code: 'PLAC' }] }, system: 'urn:placer', value: 'P-silent-again' }, { type: { coding: [{ code: 'ACSN' }] }, value: 'A-silent' }];
    await ward.site.as('integrator').post('/fhir/ServiceRequest').send({ resourceType: 'ServiceRequest', identifier, status: 'active', intent: 'order', subject: { reference: 'Patient/silent' } }).expect(201);
    await until('a second result', async () => (await resultsOf('silent')).length === 2, 20_000);
    const again = (await resultsOf('silent'))[1]?.content;
    expect(again?.outcome.kind).toBe('score');
    expect(again?.inputs.find(({ name }) => name === 'grade')).toMatchObject({ value: 40, source: { resource: matching(/^ClinicalEntry\//), said: 'grade 2', entered: { by: matching(/./) } } });
    expect(again?.resources.map(({ reference }) => reference).filter((one) => one.startsWith('ClinicalEntry'))).toEqual([]);
  }, 60_000);

  test('an entry is taken back by one without a value, and none is lost', async () => {
    await enter({ patientId: 'silent', variable: 'depth', system: sct, code: '795002' });
    expect((await clinicalOf('silent')).variables.find(({ variable }) => variable === 'depth')?.value).toBe('deep');
    await enter({ patientId: 'silent', variable: 'depth' });
    expect((await clinicalOf('silent')).variables.find(({ variable }) => variable === 'depth')?.standing).toBe('missing');
    expect(await ward.site.dataSource.query("SELECT count(*)::int AS entries, count(value)::int AS valued FROM clinical_entry WHERE variable = 'depth'")).toEqual([{ entries: 2, valued: 1 }]);
  });

  test.each<[string, object, 'clinician' | 'auditor' | 'integrator', number, RegExp]>([
    ['an auditor', { patientId: 'silent', variable: 'grade', system: sct, code: '1663004' }, 'auditor', 403, /entered by clinicians/], ['an integrator', { patientId: 'silent', variable: 'grade', system: sct, code: '1663004' }, 'integrator', 403, /entered by clinicians/],
    ['a patient without an order', { patientId: 'nobody', variable: 'grade', system: sct, code: '1663004' }, 'clinician', 404, /no order of the patient/],
    ['a code that is not known', { patientId: 'silent', variable: 'grade', system: sct, code: '1' }, 'clinician', 400, /^Grade: the code is not one/], ['a size in inches', { patientId: 'silent', variable: 'tumour-size', number: 2, unit: '[in_i]', onDay: '2026-03-01' }, 'clinician', 400, /expected mm or cm/],
  ])('an entry by or of %s is refused', async (_, entry, role, status, text) => {
    const before: unknown = await ward.site.dataSource.query('SELECT count(*) FROM clinical_entry');
    const answer = await enter(entry, role);
    expect([answer.status, answer.body]).toMatchObject([status, { errors: [{ message: matching(text) }] }]);
    expect(await ward.site.dataSource.query('SELECT count(*) FROM clinical_entry')).toEqual(before);
  });

  test('a list of patients does not ask the EHR for each of them', async () => {
    expect((await ask('{ patients { clinicalVariables { notRead } } }')).body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ message: matching(/expected patient\(id\)/) })]) as unknown });
  });

  const asPage = async (actor: string, entry: object) => {
    const cookie = setCookie(ward.site.app.get<Settings>(SETTINGS).http, 'page', await ward.site.app.get(PageSessions, { strict: false }).open({ patientId: 'silent', actor, resultId: null }, 60), { seconds: 60, sameSite: 'Strict' });
    const answer = await ward.site.anybody.post('/graphql').set('cookie', cookie.split(';', 1)[0] ?? '').set('sec-fetch-site', 'same-origin').send({ query: 'mutation($entry: ClinicalEntry!) { enterClinicalVariable(entry: $entry) { notRead } }', variables: { entry } });
    return answer.status;
  };

  test.each([
    ['of its patient by a practitioner is taken', 'https://ehr.example Practitioner/7', 'silent', 200], ['of another patient is refused', 'https://ehr.example Practitioner/7', 'known', 403],
    ['of its patient by the patient is refused', 'https://ehr.example Patient/silent', 'silent', 403],
  ])('an entry on a page that an EHR opened %s', async (_, actor, patientId, status) => {
    expect(await asPage(actor, { patientId, variable: 'side', system: sct, code: '7771000' })).toBe(status);
  });

  test('a result is computed again from what was known then, whatever the EHR says now', async () => {
    const [{ id }] = await resultsOf('known');
    await ward.know(patients.map((one) => (one.id === 'known' ? person('known', primaryCancer(), secondGrade) : one)));
    const result = await ward.site.app.get(ResultsService, { strict: false }).find(id);
    const order = result && await ward.site.app.get(OrdersService, { strict: false }).find(result.orderId);
    if (!result || !order) throw new Error('the result is not there');
    const featureSets = await ward.site.app.get(ResultsService, { strict: false }).featureSets(result.content.featureSetIds);
    expect(await reanalyse({ result, order, featureSets }, ward.site.app.get<Settings>(SETTINGS))).toEqual({ ok: true, value: [] });
    expect((await gradeOf('known'))?.value).toBe('grade 2');
    await ward.know(patients);
  }, 40_000);

  const ehrWith = async (status: number, type: string): Promise<void> => {
    const server = demonstrationEhr({ patients }, ward.ehr.url);
    server.addHook('onRequest', async (request, reply) => { if (request.url.startsWith(`/fhir/${type}`)) return reply.code(status).send({}); });
    await ward.ehr.start(server);
  };

  test('an EHR that does not let Observations be read: the rest is known, and it is said', async () => {
    await ehrWith(403, 'Observation');
    const { content } = await analysed('shut');
    expect(content.outcome).toMatchObject({ code: 'INPUT_MISSING', text: matching(/The EHR could not be read for Observation\.$/) });
    const { variables, notRead } = await clinicalOf('shut');
    expect([variables.find(({ variable }) => variable === 'histology')?.value, notRead]).toEqual(['leiomyosarcoma', ['Observation: The EHR answered 403 when it was asked for Observation.']]);
  }, 40_000);

  test('an EHR that cannot answer now: the analysis waits, and what is missing is not taken for absent', async () => {
    await ehrWith(503, 'Observation');
    await ward.order('later');
    expect(await ward.reach('later', 'waiting-for-study')).toMatchObject({ code: 'EHR_UNAVAILABLE', text: matching(/^Observation: The EHR answered 503\.$/) });
    await ward.know(patients);
    await ward.reach('later', 'done');
    expect((await resultsOf('later'))[0]?.content.outcome.kind).toBe('score');
  }, 40_000);

  test('after a merge the entries of both ids are the patient\'s', async () => {
    await ward.site.dataSource.query("INSERT INTO patient_alias (patient_id, survivor_id) VALUES ('silent', 'known')");
    expect((await gradeOf('known'))?.facts.map((one) => z.looseObject({ value: z.string() }).parse(one).value)).toEqual(['grade 3', 'grade 2']);
  });
});
