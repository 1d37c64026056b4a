import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { done, type Outcome, refused } from '../platform/problem.js';
import { mistakesOf } from './mistakes.js';
import { settingsSchema, type Settings } from './settings.js';
import { readTenants } from './tenants.js';
import { isTree, type Tree } from './tree.js';
import { type Environment, putVariables } from './variables.js';

/** What settings describe: one service, or several tenants in one process, each a service of its own. */
export type Installation =
  | { readonly kind: 'one'; readonly settings: Settings }
  /** `shared` is what stands once for all of them: the listener, the threads, the log. */
  | { readonly kind: 'tenants'; readonly shared: Settings; readonly tenants: ReadonlyMap<string, Settings> };

function readFile(environment: Environment): Outcome<Tree> {
  const path = environment.SARCOLENS_CONFIG ?? 'sarcolens.yaml';
  if (!existsSync(path)) return environment.SARCOLENS_CONFIG ? refused('SETTINGS_INVALID', `${path}, named by SARCOLENS_CONFIG, does not exist.`) : done({});
  try {
    const parsed: unknown = parse(readFileSync(path, 'utf8')) ?? {};
    return isTree(parsed) ? done({ ...parsed }) : refused('SETTINGS_INVALID', `${path}: expected a mapping of settings at the top level.`);
  } catch (error) {
    return refused('SETTINGS_INVALID', `${path} is not YAML: ${String(error).split('\n')[0] ?? ''}`);
  }
}

/** Every tenant, or the one that SARCOLENS_TENANT names. */
function chosen(tenants: ReadonlyMap<string, Settings>, name: string | undefined): Outcome<ReadonlyMap<string, Settings>> {
  if (name === undefined || name === '') return done(tenants);
  const settings = tenants.get(name);
  return settings ? done(new Map([[name, settings]])) : refused('SETTINGS_INVALID', `There is no tenant ${name} in the settings; there are ${[...tenants.keys()].join(', ') || 'none'}.`);
}

/**
 * Reads `sarcolens.yaml` (or the file that SARCOLENS_CONFIG names) and the environment, checks both against the one
 * schema, each tenant's part as well, and reports every mistake at once.
 */
export function loadInstallation(environment: Environment = process.env): Outcome<Installation> {
  const tree = readFile(environment);
  if (!tree.ok) return tree;
  const mistakes = [...putVariables(tree.value, environment)];
  const { tenants: ofTenants, ...top } = tree.value;
  const shared = settingsSchema.safeParse(top);
  if (!shared.success) mistakes.push(...mistakesOf(shared.error, top));
  const read = ofTenants === undefined ? undefined : readTenants(ofTenants, top);
  // What is wrong at the top level is inherited; once is enough.
  mistakes.push(...(read?.mistakes ?? []).filter((mistake) => !mistakes.includes(mistake.replace(/^tenants\.[^.]*\./, ''))));
  if (!shared.success || mistakes.length > 0) return refused('SETTINGS_INVALID', `${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'} in the settings: ${mistakes.join('; ')}.`);
  const tenants = chosen(read?.tenants ?? new Map<string, Settings>(), environment.SARCOLENS_TENANT);
  if (!tenants.ok) return tenants;
  return done(read === undefined ? { kind: 'one', settings: shared.data } : { kind: 'tenants', shared: shared.data, tenants: tenants.value });
}

/** As `loadInstallation`, for what works on one service: with tenants, the one that SARCOLENS_TENANT names. */
export function loadSettings(environment: Environment = process.env): Outcome<Settings> {
  const installation = loadInstallation(environment);
  if (!installation.ok) return installation;
  if (installation.value.kind === 'one') return done(installation.value.settings);
  const { tenants } = installation.value;
  const [settings] = environment.SARCOLENS_TENANT ? tenants.values() : [];
  return settings ? done(settings) : refused('SETTINGS_INVALID', `The settings are of several tenants (${[...tenants.keys()].join(', ')}), name one by --tenant or SARCOLENS_TENANT.`);
}
