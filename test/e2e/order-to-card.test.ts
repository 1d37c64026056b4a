import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { DataSource } from 'typeorm';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import { type Hospital, placerOf, resourcesOf } from '../../demo/hospital.js';
import { publicPatients } from '../../demo/public-patients.js';
import { type Orthanc, startOrthanc } from '../support/orthanc.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { freePort, type Running, until } from '../support/processes.js';
import { describeReal, program, reference, referenceData } from '../support/real.js';
import { createSite, type Site } from '../support/service.js';

type DicomJson = Readonly<Record<string, { readonly Value?: readonly unknown[] }>>;
interface RiskAssessment { readonly id: string; readonly status: string; readonly prediction?: readonly { readonly probabilityDecimal: number }[] }
interface Card { readonly summary: string; readonly detail: string; readonly extension: Readonly<Record<string, { readonly resultId: string; readonly modelVersion: string }>> }

// One real patient as acquired (Soft-tissue-Sarcoma collection, TCIA): an MR study and a PET study.
describeReal('a real order for a real patient, on PostgreSQL and Orthanc', [program('initdb'), program('Orthanc'), referenceData('data/dicom/sts-raw/STS_001')], () => {
  let cluster: Cluster;
  let orthanc: Orthanc;
  let ehr: FastifyInstance;
  let site: Site;
  let server: Running;
  let worker: Running;
  let hospital: Hospital;
  let databaseUrl: string;
  let score: RiskAssessment;

  const database = async <T>(sql: string): Promise<T> => {
    const source = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
    try { return await source.query<T>(sql); } finally { await source.destroy(); }
  };
  const order = (modality: string) => {
    const study = hospital.patients[0]?.studies.find((one) => one.accessionNumber.endsWith(modality));
    const placer = study ? placerOf(study) : '';
    return { placer, resource: resourcesOf(hospital).find(({ id }) => id === placer.toLowerCase()) };
  };
  const send = (resource: unknown) => site.ask('/fhir/ServiceRequest', { method: 'POST', body: JSON.stringify(resource) });
  const stateOf = async (placer: string): Promise<string> => /"valueCode":"([a-z-]+)"/.exec(await (await site.ask(`/fhir/ServiceRequest?identifier=${placer}`)).text())?.[1] ?? '';

  beforeAll(async () => {
    [cluster, orthanc] = await Promise.all([startPostgres(), startOrthanc()]);
    await orthanc.storeFolder(join(reference, 'data/dicom/sts-raw/STS_001'));
    hospital = { patients: await publicPatients(reference) };
    const port = await freePort();
    const ehrUrl = `http://127.0.0.1:${port}/fhir`;
    ehr = demonstrationEhr(hospital, ehrUrl);
    await ehr.listen({ host: '127.0.0.1', port });
    databaseUrl = await cluster.createDatabase('sarcolens');
    site = await createSite({ databaseUrl, ehrUrl, pacs: { dicomWebUrl: orthanc.dicomWebUrl, username: orthanc.username, password: orthanc.password, storeResults: true } });
  }, 120_000);

  afterAll(async () => {
    await Promise.all([server, worker].map((running) => running?.kill()));
    await Promise.all([ehr?.close(), orthanc?.stop(), cluster?.stop(), site?.remove()]);
  }, 60_000);

  test('the service refuses to start on a database without schema, and says what to do', async () => {
    const refused = await site.command('serve');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('sarcolens migrate');
  });

  test('migrate brings the database up, and serve and worker start', async () => {
    expect((await site.command('migrate')).stdout).toContain('Applied');
    server = await site.serve();
    worker = await site.worker();
    expect((await fetch(`${site.url}/health/ready`)).status).toBe(200);
  }, 60_000);

  test('the order is taken in once, however often it is sent', async () => {
    const { resource } = order('PET');
    expect((await send(resource)).status).toBe(201);
    expect((await send(resource)).status).toBe(200);
    const [{ count }] = await database<{ count: string }[]>('SELECT count(*) FROM imaging_order');
    expect(count).toBe('1');
  });

  test('a worker killed in the middle loses nothing and doubles nothing', async () => {
    const { placer } = order('PET');
    await until('the analysis to run', async () => (await stateOf(placer)) === 'running', 30_000);
    await worker.kill('SIGKILL');
    expect(await stateOf(placer)).toBe('running');
    worker = await site.worker();
    await until('the analysis to be done', async () => (await stateOf(placer)) === 'done', 90_000);
    const [{ count }] = await database<{ count: string }[]>('SELECT count(*) FROM result');
    expect(count).toBe('1');
  }, 150_000);

  test('what was measured is in the PACS: a Segmentation, a structured report that names the order and a key image, once', async () => {
    const headers = { authorization: `Basic ${Buffer.from(`${orthanc.username}:${orthanc.password}`).toString('base64')}`, accept: 'application/dicom+json' };
    const query = async (path: string): Promise<readonly DicomJson[]> => {
      const answer = await fetch(`${orthanc.dicomWebUrl}${path}`, { headers });
      return answer.status === 204 ? [] : await answer.json() as DicomJson[];
    };
    const [{ study }] = await database<{ study: string }[]>('SELECT study_instance_uid AS study FROM result');
    const made = async (): Promise<readonly string[]> => (await query(`/studies/${study}/series?includefield=0008103E&includefield=00201209`))
      .filter((series) => /Sarcolens/.test(String(series['0008103E']?.Value?.[0]))).map((series) => `${String(series['00080060']?.Value?.[0])} ${String(series['00201209']?.Value?.[0])}`).toSorted();
    await until('the objects to be in the PACS', async () => (await made()).length === 3, 60_000);
    expect(await made()).toEqual(['OT 1', 'SEG 1', 'SR 1']);
    const [audited] = await database<{ outcome: string; detail: { stored: number } }[]>("SELECT outcome, detail FROM audit_event WHERE action = 'objects.stored'");
    expect([audited?.outcome, audited?.detail.stored]).toEqual(['success', 3]);
    const [series] = await query(`/studies/${study}/series?00080060=SR`);
    const [report] = await query(`/studies/${study}/series/${String(series?.['0020000E']?.Value?.[0])}/metadata`);
    const [request] = (report?.['0040A370']?.Value ?? []) as readonly DicomJson[];
    const { placer } = order('PET');
    expect([request?.['00402016']?.Value, request?.['0020000D']?.Value]).toEqual([[placer], [study]]);
  }, 90_000);

  test('the RiskAssessment carries a probability in per cent', async () => {
    const bundle = await (await site.ask('/fhir/RiskAssessment?patient=STS-001')).json() as { readonly entry: readonly { readonly resource: RiskAssessment }[] };
    const [found] = bundle.entry.map((entry) => entry.resource);
    if (!found) throw new Error('no RiskAssessment');
    score = found;
    expect(score.status).toBe('final');
    expect(score.prediction?.[0]?.probabilityDecimal).toBeGreaterThan(1);
    expect(score.prediction?.[0]?.probabilityDecimal).toBeLessThan(99);
  });

  test('the study without PET ends in an abstention that says so', async () => {
    const { placer, resource } = order('MR');
    await send(resource);
    await until('the analysis to be done', async () => (await stateOf(placer)) === 'done', 60_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${worker.said().slice(-900)}`); });
    const answer = await site.graphql('{ patient(id: "STS-001") { lesions { timePoints { results { kind abstention { code text } } } } } }');
    expect(JSON.stringify(answer)).toContain('STUDY_INCOMPLETE');
  }, 90_000);

  test('card, GraphQL and RiskAssessment carry the same probability', async () => {
    const percent = score.prediction?.[0]?.probabilityDecimal ?? Number.NaN;
    const answer = await site.graphql(`{ result(id: "${score.id}") { probability model { version } } }`) as { readonly result: { readonly probability: number; readonly model: { readonly version: string } } };
    expect(Number(`${answer.result.probability}e2`)).toBe(percent);
    const response = await site.callHook('sarcolens-patient-view', {
      hook: 'patient-view', hookInstance: randomUUID(), context: { userId: 'Practitioner/e2e', patientId: 'STS-001' },
      prefetch: { patient: { resourceType: 'Patient', id: 'STS-001', birthDate: '1940-12-31' } },
    });
    expect(response.status).toBe(200);
    const { cards: [card] } = await response.json() as { readonly cards: readonly Card[] };
    expect(card?.summary).toContain(`${percent.toFixed(0)} %`);
    expect(card?.extension['org.sarcolens.result']).toMatchObject({ resultId: score.id, modelVersion: answer.result.model.version });
    expect(card?.detail).toContain('no external validation');
    expect(card?.detail).toMatch(/age/i);
  });

  test('a re-run gives the same bits', async () => {
    expect(await site.command('reanalyse', score.id)).toEqual({ code: 0, stdout: 'identical\n', stderr: '' });
  }, 60_000);

  test('the audit holds, and finds a changed row', async () => {
    expect(await site.command('audit', 'verify')).toMatchObject({ code: 0 });
    await database('ALTER TABLE audit_event DISABLE TRIGGER USER');
    await database('UPDATE audit_event SET actor = \'somebody else\' WHERE sequence = 2');
    const broken = await site.command('audit', 'verify');
    expect(broken).toMatchObject({ code: 1 });
    expect(broken.stdout).toContain('event 2 was changed');
  }, 60_000);

  test('no log names the patient or carries a token', () => {
    const log = server.said() + worker.said();
    expect(log).not.toMatch(/1940-12-31|Public|Bearer|eyJ/);
    expect(log.trim().split('\n').filter((line) => !line.startsWith('{'))).toEqual([]);
  });
});
