import { join } from 'node:path';
import { demonstrationEhr } from '../demo/fhir-server.js';
import { type Hospital, placerOf, resourcesOf } from '../demo/hospital.js';
import { publicPatients } from '../demo/public-patients.js';
import { startOrthanc } from '../test/support/orthanc.js';
import { startPostgres } from '../test/support/postgres.js';
import { freePort, until } from '../test/support/processes.js';
import { reference } from '../test/support/real.js';
import { createSite, type Site } from '../test/support/service.js';

/** A site on PostgreSQL and Orthanc with the public patient STS_001 as acquired. */
export interface BenchSite {
  readonly site: Site;
  readonly hospital: Hospital;
  /** Sends the patient's orders under new numbers and waits until all are analysed. */
  readonly orderToResult: (run: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openBenchSite(): Promise<BenchSite> {
  const [cluster, orthanc] = await Promise.all([startPostgres(), startOrthanc()]);
  await orthanc.storeFolder(join(reference, 'data/dicom/sts-raw/STS_001'));
  const hospital = { patients: await publicPatients(reference) };
  const port = await freePort();
  const ehrUrl = `http://127.0.0.1:${port}/fhir`;
  const ehr = demonstrationEhr(hospital, ehrUrl);
  await ehr.listen({ host: '127.0.0.1', port });
  const { dicomWebUrl, username, password } = orthanc;
  const site = await createSite({ databaseUrl: await cluster.createDatabase('sarcolens'), ehrUrl, pacs: { dicomWebUrl, username, password }, http: { requestsPerMinute: 1_000_000 } });
  await site.command('migrate');
  const stateOf = async (placer: string): Promise<string> => /"valueCode":"([a-z-]+)"/.exec(await (await site.ask(`/fhir/ServiceRequest?identifier=${placer}`)).text())?.[1] ?? '';
  return {
    site, hospital,
    async orderToResult(run) {
      const orders = resourcesOf(hospital).filter(({ resourceType }) => resourceType === 'ServiceRequest');
      const placers = hospital.patients.flatMap(({ studies }) => studies.map((study) => placerOf(study)));
      const again = (text: string): string => placers.reduce((changed, placer) => changed.replaceAll(`"value":"${placer}"`, `"value":"${placer}-${run}"`), text);
      for (const order of orders) await site.ask('/fhir/ServiceRequest', { method: 'POST', body: again(JSON.stringify(order)) });
      for (const placer of placers) await until(`order ${placer}-${run}`, async () => (await stateOf(`${placer}-${run}`)) === 'done');
    },
    async close() {
      await Promise.all([ehr.close(), orthanc.stop(), cluster.stop(), site.remove()]);
    },
  };
}
