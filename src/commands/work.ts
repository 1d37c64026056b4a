import { startWorker } from '../worker.js';
import { failWith, messageOf } from './fail.js';
import { prepare, untilAskedToEnd } from './run-service.js';

/** `sarcolens worker`: takes analyses from the queue, until asked to end. */
export async function runWorker(): Promise<0 | 1 | 2> {
  const foundation = await prepare();
  if (!foundation.ok) return failWith('worker', foundation.problem);
  try {
    const context = await startWorker(foundation.value);
    await untilAskedToEnd();
    await context.close();
    await foundation.value.database.close();
    return 0;
  } catch (error) {
    await foundation.value.database.close();
    process.stderr.write(`sarcolens worker: ${messageOf(error)}\n`);
    return 1;
  }
}
