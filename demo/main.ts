import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSettings } from '../src/config/index.js';
import { layFoundation } from '../src/foundation.js';
import { HealthService } from '../src/health/health.service.js';
import { createServer } from '../src/main.js';
import { projectRoot } from '../src/platform/project.js';
import { demonstrationEhr } from './fhir-server.js';
import { type Hospital, placerOf, resourcesOf } from './hospital.js';
import { demonstrationPacs } from './pacs.js';
import { phantomPatients } from './phantom-patients.js';
import { publicPatients } from './public-patients.js';

const host = '127.0.0.1';
const ports = { service: 3000, ehr: 3001, pacs: 3002, hl7: 3003 } as const;
const ehrUrl = `http://${host}:${ports.ehr}/fhir`;
const dataDir = join(projectRoot, '.sarcolens', 'demonstration');

const say = (line: string): void => { process.stdout.write(`${line}\n`); };

/** Settings of the demonstration; nothing of the site's own leaks in. */
const environment = {
  SARCOLENS_DATA_DIR: dataDir, SARCOLENS_HOST: host, SARCOLENS_PORT: String(ports.service), SARCOLENS_PUBLIC_URL: `http://localhost:${ports.service}`,
  SARCOLENS_EHR_URL: ehrUrl, SARCOLENS_PACS_URL: `http://${host}:${ports.pacs}/dicom-web`, SARCOLENS_DEMONSTRATION: 'true', SARCOLENS_LOG_LEVEL: 'warn',
  SARCOLENS_HL7_PORT: String(ports.hl7),
};

async function openHospital(): Promise<Hospital> {
  const hospital = { patients: [...phantomPatients(), ...await publicPatients(process.env.SARCOLENS_REFERENCE)] };
  await demonstrationEhr(hospital, ehrUrl).listen({ host, port: ports.ehr });
  await demonstrationPacs(hospital).listen({ host, port: ports.pacs });
  return hospital;
}

/** Sends every order as an integration engine would. */
async function sendOrders(hospital: Hospital): Promise<void> {
  for (const order of resourcesOf(hospital).filter(({ resourceType }) => resourceType === 'ServiceRequest')) {
    const answer = await fetch(`http://${host}:${ports.service}/fhir/ServiceRequest`, { method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(order) });
    if (!answer.ok) throw new Error(`the order ${order.id} was answered with ${answer.status}: ${await answer.text()}`);
  }
}

async function stateOf(placer: string): Promise<string> {
  const answer = await fetch(`http://${host}:${ports.service}/fhir/ServiceRequest?identifier=${placer}`);
  return /"valueCode":"([a-z-]+)"/.exec(await answer.text())?.[1] ?? 'unknown';
}

/** Waits until every demonstration order has been analysed. */
async function untilAnalysed({ patients }: Hospital): Promise<void> {
  for (const study of patients.flatMap((patient) => patient.studies)) {
    while (!['done', 'failed'].includes(await stateOf(placerOf(study)))) await new Promise((resolve) => { setTimeout(resolve, 300); });
  }
}

async function main(): Promise<void> {
  const began = performance.now();
  await rm(dataDir, { recursive: true, force: true });
  const settings = loadSettings(environment);
  if (!settings.ok) throw new Error(settings.problem.text);
  const foundation = await layFoundation(settings.value);
  if (!foundation.ok) throw new Error(`${foundation.problem.code}: ${foundation.problem.text}`);
  const hospital = await openHospital();
  const app = await createServer(foundation.value);
  let analysed: () => void = () => undefined;
  app.get(HealthService).holdUntil('the demonstration patients to be analysed', new Promise<void>((resolve) => { analysed = resolve; }));
  await app.listen(ports.service, host);
  say('DEMONSTRATION: callers from this machine need no credentials at any door. Phantom patients are synthetic.');
  say(`  pages, CDS Hooks, GraphQL, FHIR  http://localhost:${ports.service}`);
  say(`  FHIR server of the hospital      ${ehrUrl}`);
  say(`  PACS of the hospital             http://${host}:${ports.pacs}/dicom-web`);
  say(`  HL7 v2 over MLLP                 ${host}:${ports.hl7}`);
  await sendOrders(hospital);
  await untilAnalysed(hospital);
  analysed();
  const studies = hospital.patients.flatMap((patient) => patient.studies).length;
  say(`ready after ${((performance.now() - began) / 1000).toFixed(1)} s: ${hospital.patients.length} patients, ${studies} studies analysed. Ctrl-C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => { void app.close().then(() => foundation.value.database.close()).then(() => { process.exit(0); }); });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`demonstration: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
