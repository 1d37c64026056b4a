import { randomUUID } from 'node:crypto';
import type autocannon from 'autocannon';
import { load } from './doors/load.js';
import { median, printRow, quantile } from './figures.js';
import { openBenchSite } from './hospital.js';

const clients = 20;
const requests = 4000;

const latencies = async (url: string, next: () => autocannon.Request): Promise<readonly number[]> => (await load(url, { clients, amount: requests }, next)).milliseconds;

const bench = await openBenchSite();
const server = await bench.site.serve();
const worker = await bench.site.worker();
try {
  await bench.orderToResult(0);
  await worker.kill();
  const service = 'sarcolens-patient-view';
  const patient = { resourceType: 'Patient', id: 'STS-001', birthDate: '1940-12-31' };
  const body = (): string => JSON.stringify({ hook: 'patient-view', hookInstance: randomUUID(), context: { userId: `Practitioner/${randomUUID()}`, patientId: patient.id }, prefetch: { patient } });
  const tokens = await Promise.all(Array.from({ length: 2 * requests + clients }, () => bench.site.authorise(service)));
  const card = (): autocannon.Request => ({ method: 'POST', path: `/cds-services/${service}`, headers: { authorization: tokens.pop() ?? '', 'content-type': 'application/json' }, body: body() });
  await latencies(bench.site.url, card);
  const cards = await latencies(bench.site.url, card);
  const discovery = await latencies(bench.site.url, () => ({ method: 'GET', path: '/cds-services' }));
  const show = (milliseconds: readonly number[]): string => `median ${median(milliseconds).toFixed(1)} ms, p99 ${quantile(milliseconds, 0.99).toFixed(1)} ms`;
  printRow(`card from a stored result, ${clients} parallel clients, PostgreSQL`, show(cards), 'median ≤ 30 ms, p99 ≤ 150 ms');
  printRow('discovery in the same run, as the frame\'s share', `${show(discovery)}; a card takes ${(median(cards) / median(discovery)).toFixed(1)} times that`, '');
} finally {
  await Promise.all([server.kill(), worker.kill()]);
  await bench.close();
}
