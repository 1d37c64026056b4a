import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import { phantomPatients } from '../../demo/phantom-patients.js';
import { compiled } from '../../src/platform/project.js';
import { startOrthanc } from '../../test/support/orthanc.js';
import { startPostgres } from '../../test/support/postgres.js';
import { answers, freePort, start, until } from '../../test/support/processes.js';
import { createSite } from '../../test/support/service.js';
import { median, printRow, quantile } from '../figures.js';
import { load, type Load } from './load.js';
import { messagesPerSecond, orderMessage, receiver, sendAll } from './mllp.js';
import { fillRegister } from './register.js';

/** Patients and results in the database, seconds of HL7 v2 messages, minutes of half the load at the end. */
const [patients, hl7Seconds, soakMinutes] = [['PATIENTS', 100_000], ['HL7_SECONDS', 20], ['SOAK_MINUTES', 0]].map(([name, usual]) => Number(process.env[`BENCH_${name}`] ?? usual));
const resultsEach = 10;
const clients = 50;
const service = 'sarcolens-patient-view';

const [cluster, orthanc, hl7Port, resultsPort, barePort, ehrPort] = await Promise.all([startPostgres('durable'), startOrthanc(), freePort(), freePort(), freePort(), freePort()]);
const hospital = { patients: phantomPatients() };
const studies = hospital.patients.flatMap((patient) => patient.studies.map((study) => ({ patient, study })));
for (const { study } of studies) for (const instance of study.instances) await orthanc.store(await instance.read());
const ehrUrl = `http://127.0.0.1:${ehrPort}/fhir`;
const ehr = demonstrationEhr(hospital, ehrUrl);
await ehr.listen({ host: '127.0.0.1', port: ehrPort });
const oru = await receiver(resultsPort);
const databaseUrl = await cluster.createDatabase('sarcolens');
const { dicomWebUrl, username, password } = orthanc;
const site = await createSite({
  databaseUrl, ehrUrl, pacs: { dicomWebUrl, username, password }, http: { requestsPerMinute: 100_000_000 },
  more: { hl7: { port: hl7Port }, hl7Results: { host: '127.0.0.1', port: resultsPort }, cache: { limitBytes: 0 }, worker: { threads: 2, analysesAtOnce: 2, pollSeconds: 0.5 } },
});
await site.command('migrate');
const server = await site.serve();
const bare = start(process.execPath, [compiled('bench/doors/bare.ts'), String(barePort)], {});
const bareUrl = `http://127.0.0.1:${barePort}`;
await until('the bare framework', answers(`${bareUrl}/discovery`));

const residentMegabytes = async (pid: number | undefined): Promise<number> => Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024);
const figures = ({ milliseconds, perSecond }: Load): string => `median ${median(milliseconds).toFixed(1)} ms, p95 ${quantile(milliseconds, 0.95).toFixed(1)} ms, p99 ${quantile(milliseconds, 0.99).toFixed(1)} ms, ${perSecond.toFixed(0)}/s`;
const beside = (ours: Load, framework: Load): string => `${figures(framework)} (${(median(ours.milliseconds) / median(framework.milliseconds)).toFixed(1)})`;

/** 60 orders by HL7 v2, of twelve phantom studies, until each of their results has come by HL7 v2; studies a minute. */
async function wholeWay(): Promise<number> {
  const worker = await site.worker();
  const orders = Array.from({ length: 60 }, (_, k) => ({ ...studies[k % studies.length], placer: `W${k}` }));
  const began = performance.now();
  const texts = orders.map(({ placer, patient, study }) => orderMessage(placer, patient.id, study.accessionNumber));
  await sendAll(hl7Port, () => texts.shift());
  await until('the results', () => Promise.resolve(new Set(oru.heard).size >= orders.length), 300_000).catch(async (error: unknown) => { throw new Error(`${String(error)}; ${await (await site.ask('/metrics')).text()} ${worker.said().slice(-2000)}`); });
  const minutes = (performance.now() - began) / 60_000;
  await worker.kill();
  return orders.length / minutes;
}

const card = (tokens: string[]) => () => {
  const patient = { resourceType: 'Patient', id: `bench-${1 + Math.floor(Math.random() * patients)}`, birthDate: hospital.patients[0]?.birthDate };
  const body = { hook: 'patient-view', hookInstance: randomUUID(), context: { userId: `Practitioner/${randomUUID()}`, patientId: patient.id }, prefetch: { patient } };
  return { method: 'POST' as const, path: `/cds-services/${service}`, headers: { authorization: tokens.pop() ?? '', 'content-type': 'application/json' }, body: JSON.stringify(body) };
};
/** Tokens as clients sign them: by RSA, as most do, or by the curve P-384, which costs thirty times as much to verify. */
const tokensFor = (count: number, signer: 'client' | 'rsa-client' = 'rsa-client'): Promise<string[]> => Promise.all(Array.from({ length: count + clients }, () => site.authorise(service, signer)));
const trendQuery = 'query($id: ID!) { patient(id: $id) { id lesions { key volume: course(tag: "morph_volume", modality: "PT") { acquiredAt value unit sinceBaseline { percent } } timePoints { acquiredAt results { id kind probability } } } } }';
const authorization = site.bearer;
const trend = () => ({ method: 'POST' as const, path: '/graphql', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify({ query: trendQuery, variables: { id: `trend-${1 + Math.floor(Math.random() * 100)}` } }) });
const bareTrend = () => ({ method: 'POST' as const, path: '/graphql', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: 'query($id: ID!) { patient(id: $id) { id volume { acquiredAt value } } }', variables: { id: 'p' } }) });

try {
  printRow('order by HL7 v2 → stored result → ORU, phantom studies, Orthanc', `${(await wholeWay()).toFixed(0)} studies a minute`, '', '60');
  const template = hospital.patients[0]?.id ?? '';
  await fillRegister(databaseUrl, template, { patients, resultsEach, prefix: 'bench' });
  await fillRegister(databaseUrl, template, { patients: 100, resultsEach: 20, prefix: 'trend' });
  process.stderr.write(`${patients} patients, ${patients * resultsEach} results\n`);

  const amount = 5000;
  await load(site.url, { clients, amount: 1000 }, card(await tokensFor(1000)));
  const cards = await load(site.url, { clients, amount }, card(await tokensFor(amount)));
  const bareCards = await load(bareUrl, { clients, amount }, () => ({ method: 'POST', path: '/card', headers: { 'content-type': 'application/json' }, body: '{}' }));
  printRow(`card from stored results with prefetch, ${clients} clients, ${patients * resultsEach} results, tokens RS384`, figures(cards), beside(cards, bareCards), 'median ≤ 20 ms, p99 ≤ 100 ms');
  const signedByCurve = await load(site.url, { clients, amount }, card(await tokensFor(amount, 'client')));
  printRow('the same, tokens ES384', figures(signedByCurve), beside(signedByCurve, bareCards), '');
  const few = await load(site.url, { clients: 5, amount: 1000 }, card(await tokensFor(1000)));
  printRow('the same, 5 clients', figures(few), '', '');
  const discovery = await load(site.url, { clients, amount: 20_000 }, () => ({ method: 'GET', path: '/cds-services' }));
  const bareDiscovery = await load(bareUrl, { clients, amount: 20_000 }, () => ({ method: 'GET', path: '/discovery' }));
  printRow('discovery', figures(discovery), beside(discovery, bareDiscovery), '≥ 3000/s');
  await load(site.url, { clients: 4, amount: 200 }, trend);
  const trends = await load(site.url, { clients: 4, amount: 1000 }, trend);
  const bareTrends = await load(bareUrl, { clients: 4, amount: 1000 }, bareTrend);
  printRow('GraphQL trend of a patient with 20 time points, 4 clients', figures(trends), beside(trends, bareTrends), 'p95 ≤ 50 ms');
  const rate = await messagesPerSecond(hl7Port, 20, hl7Seconds, (k) => orderMessage(`H${k}`, `hl7-${k}`, `HA${k}`));
  printRow('HL7 v2 orders acknowledged durably, 20 connections', `${rate.toFixed(0)}/s`, '', '≥ 500/s');

  if (soakMinutes > 0) {
    const before = await residentMegabytes(server.child.pid);
    const end = Date.now() + soakMinutes * 60_000;
    let [asked, middle] = [0, before];
    while (Date.now() < end) {
      const part = 2000;
      const began = Date.now();
      await Promise.all([load(site.url, { clients: 10, amount: part }, card(await tokensFor(part))), messagesPerSecond(hl7Port, 5, 2, (k) => orderMessage(`S${asked}-${k}`, `soak-${k}`, `SA${asked}-${k}`))]);
      asked += part;
      if (Date.now() < end - soakMinutes * 30_000) middle = await residentMegabytes(server.child.pid);
      // Half the load: as long idle as at work.
      await new Promise((resolve) => { setTimeout(resolve, Date.now() - began); });
    }
    printRow(`half the load for ${soakMinutes} minutes: ${asked} cards, no error`, `${before} MB before, ${middle} MB half-way, ${await residentMegabytes(server.child.pid)} MB at the end`, '', 'flat');
  }
} finally {
  await Promise.all([server.kill(), bare.kill()]);
  oru.close();
  await Promise.all([ehr.close(), orthanc.stop(), cluster.stop(), site.remove()]);
}
