import { reanalyse } from '../analysis/reanalyse.js';
import type { Foundation } from '../foundation.js';
import { OrdersService } from '../orders/orders.service.js';
import { ResultsService } from '../results/results.service.js';
import { createWorker } from '../worker.js';
import { failWith, messageOf } from './fail.js';
import { prepare } from './run-service.js';

const shownAtMost = 50;

/** `sarcolens reanalyse RESULT`: 0 and "identical" when the same bits come out again, else 1 and every difference. */
export async function runReanalyse(id: string): Promise<0 | 1 | 2> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    process.stderr.write(`sarcolens reanalyse: ${id} is not the id of a result; a UUID was expected, as cards and RiskAssessment carry it.\n`);
    return 2;
  }
  const foundation = await prepare();
  if (!foundation.ok) return failWith('reanalyse', foundation.problem);
  try {
    return await again(id, foundation.value);
  } catch (error) {
    process.stderr.write(`sarcolens reanalyse: ${messageOf(error)}\n`);
    return 1;
  } finally {
    await foundation.value.database.close();
  }
}

async function again(id: string, foundation: Foundation): Promise<0 | 1 | 2> {
  const worker = await createWorker(foundation);
  const results = worker.get(ResultsService, { strict: false });
  try {
    const result = await results.find(id);
    const order = result && await worker.get(OrdersService, { strict: false }).find(result.orderId);
    if (!result || !order) return failWith('reanalyse', { code: 'RESULT_NOT_FOUND', text: `There is no result ${id}.` });
    const featureSets = await results.featureSets(result.content.featureSetIds);
    const found = await reanalyse({ result, order, featureSets }, foundation.settings);
    if (!found.ok) return failWith('reanalyse', found.problem);
    if (found.value.length === 0) { process.stdout.write('identical\n'); return 0; }
    for (const { path, stored, now } of found.value.slice(0, shownAtMost)) process.stdout.write(`${path}: stored ${JSON.stringify(stored)}, now ${JSON.stringify(now)}\n`);
    process.stdout.write(`${found.value.length} differences.\n`);
    return 1;
  } finally {
    await worker.close();
  }
}
