import { loadInstallation } from '../config/index.js';
import { bad, type Check, engineChecks, type Finding } from './doctor-engine.js';
import { siteChecks } from './doctor-site.js';
import { messageOf } from './fail.js';

/** The settings' own check when they cannot be read, else the checks of what they name, each tenant's where there are any. */
function checksOfSettings(): readonly Check[] {
  const installation = loadInstallation();
  if (!installation.ok) return [{ of: 'settings', find: () => bad(`${installation.problem.code}: ${installation.problem.text}`) }];
  if (installation.value.kind === 'one') return siteChecks(installation.value.settings);
  return [...installation.value.tenants].flatMap(([name, settings]) => siteChecks(settings).map(({ of, find }) => ({
    of: `${name}: ${of}`,
    find: async () => { const { verdict, text } = await find(); return { verdict, text: `${name}: ${text}` }; },
  })));
}

async function attempt({ of, find }: Check): Promise<Finding> {
  try {
    return await find();
  } catch (error) {
    return bad(`${of}: ${messageOf(error)}`);
  }
}

/**
 * `sarcolens doctor`: whether this installation computes right and reaches what it needs. A line per check; 0 when all
 * are well, else 1.
 */
export async function runDoctor(): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  for (const check of [...engineChecks, ...checksOfSettings()]) {
    const { verdict, text } = await attempt(check);
    if (verdict === 'bad') code = 1;
    process.stdout.write(`${verdict.padEnd(4)} ${text.replaceAll('\n', ' ')}\n`);
  }
  return code;
}
