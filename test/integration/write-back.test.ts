import { z } from 'zod';
import { demonstrationPacs } from '../../demo/pacs.js';
import { JobQueueService } from '../../src/jobs/job-queue.service.js';
import { matching } from '../support/answers.js';
import { type FhirMemory, fhirMemory, type Stored } from '../support/fhir-memory.js';
import { type Installation, install } from '../support/installation.js';
import { placer } from '../support/hook-requests.js';
import { freePort, until } from '../support/processes.js';
import { storeResult } from '../support/stored-results.js';

let ehr: FhirMemory;
let pacs: ReturnType<typeof demonstrationPacs>;
let site: Installation;
beforeAll(async () => {
  const [port, pacsPort] = [await freePort(), await freePort()];
  ehr = fhirMemory(`http://127.0.0.1:${port}/fhir`);
  pacs = demonstrationPacs({ patients: [] });
  await Promise.all([ehr.server.listen({ port, host: '127.0.0.1' }), pacs.listen({ port: pacsPort, host: '127.0.0.1' })]);
  site = await install({ ehr: { fhirUrl: ehr.base, attempts: 1, writeResults: true, timeoutMs: 2000 }, pacs: { dicomWebUrl: `http://127.0.0.1:${pacsPort}/dicom-web` }, worker: { threads: 1, pollSeconds: 0.5 } });
}, 60_000);
afterAll(async () => { await site.remove(); await Promise.all([ehr.server.close(), pacs.close()]); });
beforeEach(() => { ehr.resources.clear(); ehr.requests.length = 0; ehr.plan.answer = undefined; });

/** A result is stored as an analysis stores it, with the job that writes it back; gives result and analysis. */
async function happens(patientId: string) {
  const resultId = await storeResult(site, { patientId, acquiredAt: new Date('2026-03-02T09:30:00Z') });
  const [row] = await site.dataSource.query<{ analysis_id: string }[]>('SELECT analysis_id FROM result WHERE id = $1', [resultId]);
  const analysisId = row?.analysis_id ?? '';
  await again(analysisId);
  return { resultId, analysisId };
}
const again = (analysisId: string) => site.dataSource.transaction((manager) => site.app.get(JobQueueService, { strict: false }).enqueueWithin(manager, 'write-back', { analysisId }));
const stateOf = async (analysisId: string): Promise<string | undefined> => (await site.dataSource.query<{ state: string }[]>('SELECT state FROM write_back WHERE analysis_id = $1', [analysisId]))[0]?.state;
const reaches = (analysisId: string, state: string) => until(`the results to be ${state}`, async () => await stateOf(analysisId) === state, 30_000);
const idle = () => until('the jobs', async () => (await site.dataSource.query<object[]>("SELECT 1 FROM jobs.job WHERE name = 'write-back' AND state IN ('created', 'active', 'retry')")).length === 0, 30_000);
const kept = (type: string): readonly Stored[] => [...ehr.resources.values()].filter(({ resourceType }) => resourceType === type);
const transactions = (): number => ehr.requests.filter((one) => one === 'POST /fhir').length;
const seen = z.object({ data: z.object({ writeBacks: z.array(z.looseObject({ analysisId: z.string() })) }) });
const forTheAuditor = async (analysisId: string) => {
  const answer = await site.as('auditor').post('/graphql').send({ query: '{ writeBacks { analysisId patientId state attempts status refusal locations } }' });
  return seen.parse(answer.body).data.writeBacks.find((one) => one.analysisId === analysisId);
};

test('FHIR-F28: a result is written as one transaction, labelled, linked among itself and to the EHR\'s own', async () => {
  await site.dataSource.query("INSERT INTO patient_alias VALUES ('prior', 'survivor')");
  const { resultId, analysisId } = await happens('prior');
  await reaches(analysisId, 'written');
  const [assessment] = kept('RiskAssessment');
  expect(assessment).toMatchObject({
    identifier: [{ system: 'urn:sarcolens:result', value: resultId }], subject: { reference: 'Patient/survivor' }, meta: { security: [{ code: 'AIAST' }] },
    basedOn: { identifier: { system: 'urn:test' } }, performer: { reference: matching(/^Device\//) },
  });
  expect(assessment?.id).not.toBe(resultId);
  expect(kept('Provenance')).toMatchObject([{ target: [{ reference: `RiskAssessment/${assessment?.id ?? ''}` }], agent: [{ who: { reference: matching(/^Device\//) } }, { who: { reference: matching(/^Device\//) } }] }]);
  expect(kept('Device')).toHaveLength(2);
  const written = [...ehr.resources.values()];
  for (const one of written) expect(JSON.stringify(one)).not.toMatch(/urn:uuid:/);
  expect(await forTheAuditor(analysisId)).toMatchObject({ state: 'written', attempts: 1, refusal: null, locations: { length: 4 } });
}, 60_000);

test('FHIR-F28: is never written twice: not by a job that comes again, nor where the answer was lost', async () => {
  const first = await happens('p');
  await reaches(first.analysisId, 'written');
  await again(first.analysisId);
  await idle();
  expect(transactions()).toBe(1);
  ehr.plan.losesAnswer = true;
  const second = await happens('q');
  await reaches(second.analysisId, 'written');
  expect([kept('RiskAssessment').length, kept('Provenance').length, kept('Device').length, transactions()]).toEqual([2, 2, 2, 2]);
  expect(await forTheAuditor(second.analysisId)).toMatchObject({ state: 'written', attempts: 2 });
}, 90_000);

test('FHIR-F28: what the EHR refuses is kept in its own words for the auditor, tried no more, and in no audit event', async () => {
  ehr.plan.answer = (request, reply) => (request.method === 'POST' && request.url === '/fhir' ? reply.code(422).send({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'business-rule', diagnostics: 'Patient Jane Roe has opted out', expression: ['RiskAssessment.subject'] }] }) : undefined);
  const { analysisId } = await happens('r');
  await reaches(analysisId, 'refused');
  await idle();
  expect(transactions()).toBe(1);
  expect(await forTheAuditor(analysisId)).toMatchObject({ state: 'refused', status: 422, refusal: 'business-rule: Patient Jane Roe has opted out (RiskAssessment.subject)', locations: [] });
  expect(await site.dataSource.query("SELECT outcome, detail FROM audit_event WHERE action = 'results.written-back' AND entity = $1", [`Analysis/${analysisId}`])).toEqual([{ outcome: 'failure', detail: { state: 'refused', status: 422, resources: 0 } }]);
  expect((await site.as('clinician').post('/graphql').send({ query: '{ writeBacks { analysisId } }' })).body).toMatchObject({ errors: [{ message: 'This is for the auditor.' }] });
}, 60_000);

test('FHIR-F28: an EHR that is away is tried again by the queue', async () => {
  ehr.plan.answer = (_request, reply) => reply.code(503).send({});
  const { analysisId } = await happens('s');
  await until('a first try', async () => await stateOf(analysisId) === 'waiting' && (await forTheAuditor(analysisId))?.attempts === 1, 20_000);
  ehr.plan.answer = undefined;
  await reaches(analysisId, 'written');
}, 60_000);

test('FHIR-F28: the result of an order that was entered in error is not written', async () => {
  const resultId = await storeResult(site, { patientId: 't', acquiredAt: new Date('2026-03-02T09:30:00Z') });
  const [row] = await site.dataSource.query<{ analysis_id: string; order_id: string }[]>('SELECT analysis_id, order_id FROM result WHERE id = $1', [resultId]);
  await site.dataSource.query("UPDATE imaging_order SET status = 'entered-in-error' WHERE id = $1", [row?.order_id]);
  await again(row?.analysis_id ?? '');
  await idle();
  expect(ehr.requests).toEqual([]);
}, 30_000);

test('FHIR-F28: what was written is marked as entered in error once its order is, and nothing else', async () => {
  const { resultId, analysisId } = await happens('u');
  await reaches(analysisId, 'written');
  const before = kept('Device').map(({ meta }) => meta.versionId);
  const [row] = await site.dataSource.query<{ placer_value: string }[]>('SELECT placer_value FROM imaging_order o JOIN result r ON r.order_id = o.id WHERE r.id = $1', [resultId]);
  const order = { resourceType: 'ServiceRequest', status: 'entered-in-error', intent: 'order', subject: { reference: 'Patient/u' }, identifier: [placer(row?.placer_value ?? '')] };
  await site.as('integrator').post('/fhir/ServiceRequest').send(order).expect(200);
  await reaches(analysisId, 'withdrawn');
  expect(kept('RiskAssessment')).toMatchObject([{ status: 'entered-in-error', meta: { versionId: '2', security: [{ code: 'AIAST' }] }, identifier: [{ value: resultId }], subject: { reference: 'Patient/u' }, performer: { reference: matching(/^Device\//) } }]);
  expect(kept('RiskAssessment')[0]).not.toHaveProperty('prediction');
  expect(kept('Device').map(({ meta }) => meta.versionId)).toEqual(before);
  await again(analysisId);
  await idle();
  expect([transactions(), (await forTheAuditor(analysisId))?.state]).toEqual([2, 'withdrawn']);
}, 60_000);

test('an EHR that does not look at what is searched for is written to all the same, and what it has of others is left alone', async () => {
  ehr.put({ resourceType: 'RiskAssessment', id: 'theirs', status: 'final', subject: { reference: 'Patient/somebody' }, identifier: [{ system: 'urn:other', value: '1' }] });
  ehr.put({ resourceType: 'Provenance', id: 'theirs', target: [{ reference: 'RiskAssessment/theirs' }] });
  ehr.plan.answer = (request) => (request.method === 'GET' ? { resourceType: 'Bundle', type: 'searchset', entry: kept(request.url.replace(/^\/fhir\/|\?.*$/g, '')).map((resource) => ({ resource })) } : undefined);
  const { resultId, analysisId } = await happens('w');
  await reaches(analysisId, 'written');
  expect(kept('RiskAssessment')).toMatchObject([{ id: 'theirs' }, { identifier: [{ value: resultId }], subject: { reference: 'Patient/w' } }]);
  const before = transactions();
  await again(analysisId);
  await idle();
  expect(transactions()).toBe(before);
  const [row] = await site.dataSource.query<{ placer_value: string }[]>('SELECT placer_value FROM imaging_order o JOIN result r ON r.order_id = o.id WHERE r.id = $1', [resultId]);
  await site.as('integrator').post('/fhir/ServiceRequest').send({ resourceType: 'ServiceRequest', status: 'entered-in-error', intent: 'order', subject: { reference: 'Patient/w' }, identifier: [placer(row?.placer_value ?? '')] }).expect(200);
  await reaches(analysisId, 'withdrawn');
  expect(kept('RiskAssessment').map(({ id, status, meta }) => [id === 'theirs', status, meta.versionId])).toEqual([[true, 'final', '1'], [false, 'entered-in-error', '2']]);
}, 90_000);
