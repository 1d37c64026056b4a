import { demonstrationEhr } from '../../demo/fhir-server.js';
import type { DemoPatient } from '../../demo/hospital.js';
import { demonstrationPacs } from '../../demo/pacs.js';
import { aSentence, matching } from '../support/answers.js';
import { cardsOf } from '../support/read-answers.js';
import { patientWith, smallStudy, written } from '../support/small-study.js';
import { openWard, type Ward } from '../support/ward.js';

const once = { orders: 1, analyses: 1 };
const viewing = (patientId: string) => ({ hook: 'patient-view', hookInstance: crypto.randomUUID(), context: { userId: 'Practitioner/p', patientId }, prefetch: { patient: { resourceType: 'Patient', id: patientId } } });
const summaryOf = async (ward: Ward, id: string) => cardsOf(await ward.site.callHook('sarcolens-patient-view', viewing(id)))[0]?.summary;

describe('an order that cannot be analysed', () => {
  const strangers = { id: 'mixed-up', text: /not of the patient of the order/ };
  const twins = ['twin-1', 'twin-2'].map((id) => ({ ...written(id, smallStudy(id)), accessionNumber: 'A-twins' }));
  let ward: Ward;
  beforeAll(async () => { ward = await openWard([patientWith('known'), patientWith(strangers.id, { studies: [] }), patientWith('twins', { studies: twins })]); });
  afterAll(() => ward.close());

  const cases: readonly [string, string, string, string, RegExp][] = [
    ['of a patient whom the EHR does not know', 'nobody', 'A-nobody', 'PATIENT_NOT_FOUND', /does not know Patient\/nobody/],
    ['with the accession number of somebody else\'s study', strangers.id, 'A-known', 'PATIENT_MISMATCH', strangers.text],
    ['with an accession number that two studies carry', 'twins', 'A-twins', 'STUDY_AMBIGUOUS', /2 studies/],
  ];
  test.each(cases)('%s fails with one sentence, is kept, and gives no result', async (_what, id, accession, code, text) => {
    expect(await ward.order(id, accession)).toBe(201);
    const progress = await ward.reach(id, 'failed');
    expect(progress).toEqual({ state: 'failed', code, text: aSentence });
    expect(progress.text).toMatch(text);
    expect(await summaryOf(ward, id)).toMatch(/^The study could not be analysed\. [A-Z]/);
    expect(await ward.order(id, accession)).toBe(200);
    expect(await ward.counts(id)).toEqual({ ...once, openJobs: 0, results: 0 });
  });

  test('leaves an entry in the audit', async () => {
    const rows = await ward.site.dataSource.query<object[]>("SELECT outcome, detail FROM audit_event WHERE action = 'analysis.failed' AND subject = 'nobody'");
    expect(rows).toEqual([{ outcome: 'failure', detail: { code: 'PATIENT_NOT_FOUND' } }]);
  });

  test('names nobody but by id: neither name nor birth date nor another patient\'s number', async () => {
    const rows = await ward.site.dataSource.query<{ problem_text: string }[]>('SELECT problem_text FROM analysis');
    expect(rows.map((row) => row.problem_text).join(' ')).not.toMatch(/Nobody|1970-01-01|Patient\/known/);
  });
});

describe('an order whose study is not to be had', () => {
  let ward: Ward;
  beforeAll(async () => { ward = await openWard([]); });
  afterAll(() => ward.close());

  /** The EHR and the PACS as they stand before the study has come. */
  const without = (id: string): Promise<void> => ward.know([patientWith(id, { studies: [] })]);
  const whole = (id: string): Promise<void> => ward.know([patientWith(id)]);
  const waiting = async (id: string, code: string, text: RegExp): Promise<void> => {
    const progress = await ward.reach(id, 'waiting-for-study');
    expect(progress).toEqual({ state: 'waiting-for-study', code, text: aSentence });
    expect(progress.text).toMatch(text);
    expect(await summaryOf(ward, id)).toMatch(/^Waiting for the study/);
    expect(await ward.counts(id)).toMatchObject({ ...once, results: 0 });
  };
  const analysedOnce = async (id: string): Promise<void> => {
    await ward.reach(id, 'done');
    expect(await ward.order(id)).toBe(200);
    expect(await ward.counts(id)).toEqual({ ...once, openJobs: 0, results: 1 });
    expect((await ward.site.as('clinician').get(`/fhir/RiskAssessment?patient=${id}`)).body).toMatchObject({ entry: [{ resource: { status: 'final' } }] });
  };

  test('because the PACS does not have it yet waits, and is analysed once when it has', async () => {
    await without('late');
    await ward.order('late');
    await waiting('late', 'STUDY_NOT_FOUND', /does not have the study of the order yet/);
    await whole('late');
    await analysedOnce('late');
  });

  test('because it names none waits for the EHR to name it', async () => {
    await without('unnamed');
    await ward.order('unnamed', '');
    await waiting('unnamed', 'STUDY_NOT_FOUND', /no accession number and no study, and the EHR knows of no study based on it/);
  });

  test('because the PACS is down waits, and is analysed once when it is back', async () => {
    await without('pacs-down');
    await ward.pacs.stop();
    await ward.order('pacs-down');
    await waiting('pacs-down', 'PACS_UNAVAILABLE', /did not answer/);
    await whole('pacs-down');
    await analysedOnce('pacs-down');
  });

  test('because the EHR is down waits, and is analysed once when it is back', async () => {
    await without('ehr-down');
    await ward.ehr.stop();
    await ward.order('ehr-down');
    await waiting('ehr-down', 'EHR_UNAVAILABLE', /EHR did not answer/);
    await whole('ehr-down');
    await analysedOnce('ehr-down');
  });

  test('because the PACS sends fewer instances than it announced waits, and is analysed once when it sends them all', async () => {
    const patient = patientWith('short');
    const short = demonstrationPacs({ patients: [patient] });
    short.addHook('onSend', (request, _reply, payload, sent) => { sent(null, request.url.includes('/series?') ? String(payload).replace('"Value":[10]', '"Value":[11]') : payload); });
    await Promise.all([ward.ehr.start(demonstrationEhr({ patients: [patient] }, ward.ehr.url)), ward.pacs.start(short)]);
    await ward.order('short');
    await waiting('short', 'PACS_INCOMPLETE', /announced 11 instances .* and sent 10/);
    await whole('short');
    await analysedOnce('short');
  });

  test('because the PACS breaks off in the middle waits, and is analysed once when it does not', async () => {
    const patient = patientWith('broken');
    const [study] = patient.studies;
    const broken: DemoPatient = { ...patient, studies: study ? [{ ...study, instances: study.instances.map((one, k) => (k === 6 ? { ...one, read: () => Promise.reject(new Error('disk')) } : one)) }] : [] };
    await ward.know([broken]);
    await ward.order('broken');
    await waiting('broken', 'PACS_INCOMPLETE', /broke off after \d+ instances/);
    await whole('broken');
    await analysedOnce('broken');
  });

  test('by an EHR that does not offer ImagingStudy is analysed all the same, by its accession number', async () => {
    const patients = [patientWith('no-imaging-study')];
    const ehr = demonstrationEhr({ patients }, ward.ehr.url);
    ehr.addHook('onRequest', async (request, reply) => { if (request.url.startsWith('/fhir/ImagingStudy')) await reply.code(404).send({ resourceType: 'OperationOutcome' }); });
    await Promise.all([ward.ehr.start(ehr), ward.pacs.start(demonstrationPacs({ patients }))]);
    await ward.order('no-imaging-study');
    await analysedOnce('no-imaging-study');
  });

  test('is looked for no more once it is revoked', async () => {
    await without('revoked');
    await ward.order('revoked');
    await ward.reach('revoked', 'waiting-for-study');
    const order = { resourceType: 'ServiceRequest', identifier: [{ type: { coding: [{ code: 'PLAC' }] }, system: 'urn:placer', value: 'P-revoked' }], status: 'revoked', intent: 'order', subject: { reference: 'Patient/revoked' } };
    await ward.site.as('integrator').post('/fhir/ServiceRequest').send(order).expect(200);
    await whole('revoked');
    await new Promise((resolve) => { setTimeout(resolve, 2500); });
    expect((await ward.reach('revoked', 'cancelled')).state).toBe('cancelled');
    expect(await ward.counts('revoked')).toMatchObject({ ...once, openJobs: 0, results: 0 });
  });
});

test('a study larger than the settings allow, though each of its series is not, fails and says where the limit is', async () => {
  const id = 'large';
  const study = written(id, smallStudy(id));
  const sizes = await Promise.all(study.instances.map(async (one) => (await one.read()).length));
  const bytes = sizes.reduce((sum, one) => sum + one, 0);
  const settings = { timeoutMs: 5000, attempts: 1, studyLimitBytes: bytes - 1 };
  const ward = await openWard([patientWith(id)], { pacs: settings });
  await ward.order(id);
  expect(await ward.reach(id, 'failed')).toEqual({ state: 'failed', code: 'STUDY_TOO_LARGE', text: matching(new RegExp(`larger than ${bytes - 1} bytes.*pacs\\.studyLimitBytes`)) });
  await ward.close();
});

describe('an order whose study never comes', () => {
  let ward: Ward;
  beforeAll(async () => { ward = await openWard([patientWith('p', { studies: [] })], { wait: { firstSeconds: 1, longestSeconds: 1, giveUpAfterHours: 2 / 3600 } }); });
  afterAll(() => ward.close());

  test('fails after the time it may wait, and says what was waited for', async () => {
    await ward.order('p');
    expect(await ward.reach('p', 'failed')).toEqual({ state: 'failed', code: 'STUDY_NOT_FOUND', text: matching(/does not have the study of the order/) });
    expect(await ward.counts('p')).toEqual({ ...once, openJobs: 0, results: 0 });
  });
});
