import { worksItself } from '../app.module.js';
import { serve } from '../main.js';
import { failWith, messageOf } from './fail.js';
import { prepare, untilAskedToEnd } from './run-service.js';

/** `sarcolens serve`: every HTTP door, until asked to end. */
export async function runServe(): Promise<0 | 1 | 2> {
  const foundation = await prepare();
  if (!foundation.ok) return failWith('serve', foundation.problem);
  const { settings, database, logger } = foundation.value;
  try {
    const { app, url } = await serve(foundation.value);
    logger.info({ url, database: database.session ? 'embedded' : 'PostgreSQL', analyses: worksItself(foundation.value) ? 'in this process' : 'in workers' }, 'serving');
    if (settings.security.demonstration) process.stderr.write('DEMONSTRATION: callers from this machine need no credentials at any door.\n');
    await untilAskedToEnd();
    await app.close();
    await database.close();
    return 0;
  } catch (error) {
    await database.close();
    process.stderr.write(`sarcolens serve: ${messageOf(error)}\n`);
    return 1;
  }
}
