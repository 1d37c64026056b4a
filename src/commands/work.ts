import { loadInstallation, type Settings } from '../config/index.js';
import { layFoundation } from '../foundation.js';
import { createLogger } from '../platform/logger.js';
import { refused } from '../platform/problem.js';
import { type Tenants, workersOf } from '../tenants/services.js';
import { startWorker } from '../worker.js';
import { failWith, messageOf } from './fail.js';
import { runTenants, untilAskedToEnd } from './run-service.js';

/** `sarcolens worker`: takes analyses from the queue, of every tenant where there are any, until asked to end. */
export async function runWorker(): Promise<0 | 1 | 2> {
  const installation = loadInstallation();
  if (!installation.ok) return failWith('worker', installation.problem);
  return installation.value.kind === 'one' ? workForOne(installation.value.settings) : workForTenants(installation.value);
}

async function workForOne(settings: Settings): Promise<0 | 1 | 2> {
  const foundation = await layFoundation(settings);
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

async function workForTenants(installation: Tenants): Promise<0 | 1 | 2> {
  const logger = createLogger(installation.shared.logLevel);
  const workers = workersOf(installation, { logger });
  if (workers.size === 0) return failWith('worker', refused('SETTINGS_INVALID', 'No tenant takes workers; one with databaseUrl, ehr and pacs was expected.').problem);
  return runTenants('worker', workers, async () => {
    logger.info({ tenants: [...workers.keys()], threads: installation.shared.worker.threads }, 'working');
    await untilAskedToEnd();
  });
}
