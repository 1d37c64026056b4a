import { setTimeout as sleep } from 'node:timers/promises';
import { worksItself } from '../app.module.js';
import { loadInstallation, type Settings } from '../config/index.js';
import { layFoundation } from '../foundation.js';
import { endServing, serve } from '../main.js';
import { createLogger } from '../platform/logger.js';
import { createListener } from '../tenants/listener.js';
import { servicesOf, type Tenants } from '../tenants/services.js';
import { failWith, messageOf } from './fail.js';
import { runTenants, untilAskedToEnd } from './run-service.js';

const warnOfDemonstration = (whose: string): void => { process.stderr.write(`DEMONSTRATION${whose}: callers from this machine need no credentials at any door.\n`); };

/** `sarcolens serve`: every HTTP door, of every tenant where there are any, until asked to end. */
export async function runServe(): Promise<0 | 1 | 2> {
  const installation = loadInstallation();
  if (!installation.ok) return failWith('serve', installation.problem);
  return installation.value.kind === 'one' ? serveOne(installation.value.settings) : serveTenants(installation.value);
}

async function serveOne(settings: Settings): Promise<0 | 1 | 2> {
  const foundation = await layFoundation(settings);
  if (!foundation.ok) return failWith('serve', foundation.problem);
  const { database, logger } = foundation.value;
  try {
    const { app, url } = await serve(foundation.value);
    logger.info({ url, database: database.session ? 'embedded' : 'PostgreSQL', analyses: worksItself(foundation.value) ? 'in this process' : 'in workers' }, 'serving');
    if (settings.security.demonstration) warnOfDemonstration('');
    await untilAskedToEnd();
    await endServing(app, settings);
    await database.close();
    return 0;
  } catch (error) {
    await database.close();
    process.stderr.write(`sarcolens serve: ${messageOf(error)}\n`);
    return 1;
  }
}

async function serveTenants(installation: Tenants): Promise<0 | 1 | 2> {
  const { shared, tenants } = installation;
  const logger = createLogger(shared.logLevel);
  const services = servicesOf(installation, { logger });
  const listener = await createListener(services);
  return runTenants('serve', services, async () => {
    const url = await listener.listen({ port: shared.http.port, host: shared.http.host });
    logger.info({ url, tenants: [...tenants.keys()] }, 'serving');
    for (const [name, { security }] of tenants) if (security.demonstration) warnOfDemonstration(` at ${name}`);
    await untilAskedToEnd();
    for (const { running } of services.values()) running?.retire();
    await sleep(1000 * shared.http.drainSeconds);
    await listener.close();
  });
}
