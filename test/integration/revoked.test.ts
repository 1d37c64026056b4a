import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { DataSource } from 'typeorm';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import type { DemoInstance, DemoPatient } from '../../demo/hospital.js';
import { demonstrationPacs } from '../../demo/pacs.js';
import { frame } from '../../src/hl7v2/mllp.js';
import { type Cluster, startPostgres } from '../support/postgres.js';
import { freePort, type Running, until } from '../support/processes.js';
import { patientWithCompressed } from '../support/compressed-study.js';
import { built, describeReal, program } from '../support/real.js';
import { createSite, type Site } from '../support/service.js';
import { patientWith, smallStudy, written } from '../support/small-study.js';
import { openWard } from '../support/ward.js';

const sent = (control: string, id: string): Buffer => frame([
  `MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ORM^O01|${control}-${id}|P|2.5.1`, `PID|1||${id}^^^HOSP^MR`, `ORC|${control}|P-${id}^RIS`, `OBR|1|P-${id}^RIS||36235-3^MR Lower leg^LN||||||||||||||A-${id}`,
].join('\r'));
const resource = (status: string, id: string) => ({
  resourceType: 'ServiceRequest', identifier: [{ type: { coding: [{ code: 'PLAC' }] }, system: 'urn:placer', value: `P-${id}` }, { type: { coding: [{ code: 'ACSN' }] }, value: `A-${id}` }],
  status, intent: 'order', subject: { reference: `Patient/${id}` },
});

describeReal('an order that is revoked while a worker is at its study, the server another process', [program('initdb'), built('src/cli.ts')], () => {
  let folder: string;
  let cluster: Cluster;
  let servers: readonly FastifyInstance[];
  let site: Site;
  let running: Running[];
  let database: DataSource;
  let hl7Port: number;
  /** Series requests that are being answered. */
  let open = 0;

  /** A study of which every instance takes a second, and which so takes eleven. */
  function slowly(id: string): DemoPatient {
    const study = written(id, smallStudy(id));
    const slow = (one: DemoInstance): DemoInstance => ({ ...one, read: async () => { await sleep(1000); return one.read(); } });
    return patientWith(id, { studies: [{ ...study, instances: study.instances.map(slow) }] });
  }

  beforeAll(async () => {
    [folder, cluster] = await Promise.all([mkdtemp(join(tmpdir(), 'sarcolens-revoked-')), startPostgres()]);
    const patients = ['by-fhir', 'in-error', 'by-hl7', 'killed'].map(slowly);
    const [ehrPort, pacsPort, freeHl7] = [await freePort(), await freePort(), await freePort()];
    const ehrUrl = `http://127.0.0.1:${ehrPort}/fhir`;
    const pacs = demonstrationPacs({ patients });
    pacs.addHook('onRequest', (request, _reply, next) => {
      if (/\/series\/[\d.]+$/.test(request.url)) { open += 1; request.raw.socket.once('close', () => { open -= 1; }); }
      next();
    });
    servers = [demonstrationEhr({ patients }, ehrUrl), pacs];
    await Promise.all(servers.map((server, k) => server.listen({ host: '127.0.0.1', port: k === 0 ? ehrPort : pacsPort })));
    const databaseUrl = await cluster.createDatabase('revoked');
    hl7Port = freeHl7;
    site = await createSite({ databaseUrl, ehrUrl, pacs: { dicomWebUrl: `http://127.0.0.1:${pacsPort}/dicom-web` }, more: { dataDir: join(folder, 'data'), hl7: { port: hl7Port }, worker: { threads: 1, pollSeconds: 0.5 } } });
    await site.command('migrate');
    running = [await site.serve(), await site.worker()];
    database = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
  }, 120_000);
  afterAll(async () => {
    await database?.destroy();
    await Promise.all((running ?? []).map((one) => one.kill()));
    await Promise.all([...(servers ?? []).map((server) => server.close()), site?.remove(), cluster?.stop()]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const bySend = (status: string) => async (id: string) => { expect((await site.ask('/fhir/ServiceRequest', { method: 'POST', body: JSON.stringify(resource(status, id)) })).ok).toBe(true); };
  const byHl7 = (control: string) => (id: string): Promise<void> => new Promise((taken, failed) => {
    const socket = connect(hl7Port, '127.0.0.1', () => { socket.write(sent(control, id)); });
    socket.once('error', failed);
    socket.once('data', (answer) => { socket.end(); if (answer.includes('MSA|AA')) taken(); else failed(new Error(answer.toString())); });
  });
  const analysis = async (id: string) => (await database.query<{ state: string; results: number; jobs: number }[]>(
    `SELECT a.state, (SELECT count(*)::int FROM result WHERE patient_id = $1) AS results, (SELECT count(*)::int FROM jobs.job j WHERE j.data->>'analysisId' = a.id::text AND j.state IN ('created', 'retry', 'active')) AS jobs
     FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE o.patient_id = $1`, [id]))[0];
  const workFolders = async (): Promise<readonly string[]> => readdir(join(folder, 'data', 'studies')).catch(() => []);

  test.each<[string, string, (id: string) => Promise<void>, (id: string) => Promise<void>]>([
    ['a ServiceRequest that says so', 'by-fhir', bySend('active'), bySend('revoked')], ['a ServiceRequest that was entered in error', 'in-error', bySend('active'), bySend('entered-in-error')],
    ['an order control of HL7 v2', 'by-hl7', byHl7('NW'), byHl7('CA')],
  ])('by %s: the fetch ends before the PACS does, nothing is left of it and nothing comes of it', async (_how, id, place, revoke) => {
    await place(id);
    await until('the study to be fetched', () => Promise.resolve(open > 0), 30_000);
    expect([(await analysis(id))?.state, (await workFolders()).length]).toEqual(['running', 1]);
    await revoke(id);
    const began = performance.now();
    await until('the fetch to end', () => Promise.resolve(open === 0), 10_000);
    expect(performance.now() - began).toBeLessThan(6000);
    await until('the job to end', async () => (await analysis(id))?.jobs === 0, 10_000);
    expect(await analysis(id)).toEqual({ state: 'cancelled', results: 0, jobs: 0 });
    expect(await workFolders()).toEqual([]);
  }, 60_000);

  test('and of a worker that is killed, what it leaves behind is swept at the start of another once it is known to be nobody\'s', async () => {
    await bySend('active')('killed');
    await until('the study to be fetched', () => Promise.resolve(open > 0), 30_000);
    await running[1]?.kill('SIGKILL');
    await bySend('revoked')('killed');
    const [left] = await workFolders();
    running[1] = await site.worker();
    expect(await workFolders()).toEqual([left]);
    await running[1].kill();
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(folder, 'data', 'studies', left ?? '', '.alive'), anHourAgo, anHourAgo);
    running[1] = await site.worker();
    await until('the folder to be swept', async () => (await workFolders()).length === 0, 10_000);
    expect(await analysis('killed')).toMatchObject({ state: 'cancelled', results: 0 });
  }, 90_000);
});

describeReal('an order that is revoked while its study is measured', [built('src/analysis/study.worker.ts')], () => {
  test('frees its thread for the next one, and nothing comes of it', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sarcolens-measuring-'));
    // On one thread it decodes for some ten seconds.
    const ward = await openWard([await patientWithCompressed('long', 180), patientWith('next')], { dataDir });
    const activeJobs = async () => (await ward.site.dataSource.query<{ count: number }[]>("SELECT count(*)::int AS count FROM jobs.job WHERE name = 'analyse-study' AND state = 'active'"))[0]?.count;
    await ward.order('long');
    const fetched = async () => (await readdir(join(dataDir, 'studies'), { recursive: true })).filter((name) => name.endsWith('.dcm')).length;
    await until('the study to be fetched', async () => (await fetched()) === 181, 30_000);
    await sleep(300);
    expect(await activeJobs()).toBe(1);
    await ward.site.as('integrator').post('/fhir/ServiceRequest').send(resource('revoked', 'long')).expect(200);
    const began = performance.now();
    await until('the job to end', async () => (await activeJobs()) === 0, 10_000);
    expect(performance.now() - began).toBeLessThan(6000);
    expect(await readdir(join(dataDir, 'studies'))).toEqual([]);
    await ward.order('next');
    await ward.reach('next', 'done');
    expect(performance.now() - began).toBeLessThan(9000);
    expect([(await ward.reach('long', 'cancelled')).state, await ward.counts('long')]).toEqual(['cancelled', { orders: 1, analyses: 1, openJobs: 0, results: 0 }]);
    await ward.close();
    await rm(dataDir, { recursive: true, force: true });
  }, 90_000);
});
