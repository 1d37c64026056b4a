import type { FastifyInstance } from 'fastify';
import { demonstrationEhr } from '../../demo/fhir-server.js';
import type { DemoPatient, Hospital } from '../../demo/hospital.js';
import { demonstrationPacs } from '../../demo/pacs.js';
import { ordersOf, progressOf } from './read-answers.js';
import { type Installation, install, type OwnSettings } from './installation.js';
import { freePort, until } from './processes.js';

/** A server that can be taken away and put back at the same address. */
export interface Replaceable {
  readonly url: string;
  readonly start: (server: FastifyInstance) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function replaceable(path: string): Promise<Replaceable> {
  const port = await freePort();
  let running: FastifyInstance | undefined;
  const stop = async (): Promise<void> => { await running?.close(); running = undefined; };
  return { url: `http://127.0.0.1:${port}${path}`, stop, async start(server) { await stop(); running = server; await server.listen({ port, host: '127.0.0.1' }); } };
}

/** An installation that works, between an EHR and a PACS that know the same patients. */
export interface Ward {
  readonly site: Installation;
  readonly pacs: Replaceable;
  readonly ehr: Replaceable;
  /** What EHR and PACS know from now on. */
  readonly know: (patients: readonly DemoPatient[]) => Promise<void>;
  /** Sends an order for a study by its accession number; its placer's number is that of the patient. */
  readonly order: (patientId: string, accessionNumber?: string) => Promise<number>;
  /** Waits until the analysis of the patient's order stands there, and tells why. */
  readonly reach: (patientId: string, state: string) => Promise<ReturnType<typeof progressOf>>;
  /** How many orders, analyses, open jobs and results the patient has. */
  readonly counts: (patientId: string) => Promise<object | undefined>;
  readonly close: () => Promise<void>;
}

const typed = (code: string, value: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, value });

const countSql = `SELECT (SELECT count(*)::int FROM imaging_order WHERE patient_id = $1) AS orders, (SELECT count(*)::int FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE o.patient_id = $1) AS analyses,
  (SELECT count(*)::int FROM jobs.job j JOIN analysis a ON a.id::text = j.data->>'analysisId' JOIN imaging_order o ON o.id = a.order_id WHERE o.patient_id = $1 AND j.state IN ('created', 'retry')) AS "openJobs",
  (SELECT count(*)::int FROM result WHERE patient_id = $1) AS results`;

export async function openWard(patients: readonly DemoPatient[], { pacs: pacsSettings = {}, ...own }: OwnSettings = {}): Promise<Ward> {
  const [ehr, pacs] = await Promise.all([replaceable('/fhir'), replaceable('/dicom-web')]);
  const know = async (known: readonly DemoPatient[]): Promise<void> => {
    const hospital: Hospital = { patients: known };
    await Promise.all([ehr.start(demonstrationEhr(hospital, ehr.url)), pacs.start(demonstrationPacs(hospital))]);
  };
  await know(patients);
  const site = await install({
    ehr: { fhirUrl: ehr.url, attempts: 1 }, pacs: { dicomWebUrl: pacs.url, attempts: 2, timeoutMs: 5000, ...pacsSettings }, wait: { firstSeconds: 1, longestSeconds: 1 }, worker: { threads: 1, pollSeconds: 0.5 }, ...own,
  });
  const progress = async (patientId: string) => {
    const [found] = ordersOf(await site.as('clinician').get(`/fhir/ServiceRequest?patient=${patientId}`));
    return progressOf(found ?? { meta: undefined });
  };
  return {
    site, ehr, pacs, know,
    async order(patientId, accessionNumber = `A-${patientId}`) {
      const identifier = [{ ...typed('PLAC', `P-${patientId}`), system: 'urn:placer' }, ...(accessionNumber === '' ? [] : [typed('ACSN', accessionNumber)])];
      const resource = { resourceType: 'ServiceRequest', identifier, status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` } };
      return (await site.as('integrator').post('/fhir/ServiceRequest').send(resource)).status;
    },
    async reach(patientId, state) {
      await until(`the analysis of ${patientId} to be ${state}`, async () => (await progress(patientId)).state === state, 20_000)
        .catch(async (error: unknown) => { throw new Error(`${String(error)}; it is ${JSON.stringify(await progress(patientId))}`); });
      return progress(patientId);
    },
    async counts(patientId) { return (await site.dataSource.query<object[]>(countSql, [patientId]))[0]; },
    async close() { await Promise.all([site.remove(), ehr.stop(), pacs.stop()]); },
  };
}
