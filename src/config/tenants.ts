import { resolve } from 'node:path';
import { mistakesOf } from './mistakes.js';
import { settingsSchema, type Settings } from './settings.js';
import { at, isTree, merged, put, type Tree } from './tree.js';

/** A tenant's name stands in addresses, folders, variables and logs. */
const namePattern = /^[a-z0-9-]{1,40}$/;

/** What there is once in a process, whoever lives in it. */
export const ofTheProcess: readonly string[] = ['http.host', 'http.port', 'http.drainSeconds', 'worker.threads'];

/**
 * What a tenant takes from the top level where it says nothing itself. Whatever is not named here is each tenant's own:
 * a setting that comes to be later cannot leak from one to another by being forgotten.
 */
const inherited = [
  'logLevel', 'modelsDir', 'model', 'wait', 'worker', 'http.bodyLimitBytes', 'http.requestsPerMinute', 'http.clientRequestsPerMinute', 'http.trustedProxies', 'cache.limitBytes',
  'cdsHooks.edition', 'cdsHooks.mode', 'cdsHooks.fatigue', 'cdsHooks.snoozeDays', 'cdsHooks.recentDays', 'cdsHooks.withdrawnModels',
];

/** What may stand at the top level and is handed to no tenant; where it stands, each tenant must say its own. */
const neverInherited = ['databaseUrl', 'auditKey', 'cache.key'];

/** What a tenant's own is made from where it says nothing. */
const made = ['dataDir', 'http.publicUrl'];

const atTheTop = new Set([...ofTheProcess, ...inherited, ...neverInherited, ...made]);

const pathOf = (setting: string): readonly string[] => setting.split('.');
const has = (tree: Tree, setting: string): boolean => at(tree, pathOf(setting)) !== undefined;

/** Settings at the top level that would be nobody's. */
function misplaced(top: Tree): readonly string[] {
  const known = Object.keys(settingsSchema.shape);
  const found = Object.entries(top).filter(([key]) => known.includes(key) && !atTheTop.has(key)).flatMap(([key, value]) => {
    const allowedWithin = [...atTheTop].some((setting) => setting.startsWith(`${key}.`));
    return allowedWithin && isTree(value) ? Object.keys(value).map((inner) => `${key}.${inner}`).filter((setting) => !atTheTop.has(setting)) : [key];
  });
  return found.map((setting) => `${setting}: is each tenant's own, expected under tenants.<name>, where there are tenants`);
}

/** A tenant's settings as one tree: its own over what it takes from the top level. */
function treeOf(name: string, own: Tree, top: Tree): Tree {
  const below: Tree = {};
  for (const setting of [...ofTheProcess, ...inherited]) if (has(top, setting)) put(below, pathOf(setting), at(top, pathOf(setting)));
  const { dataDir, http } = settingsSchema.safeParse(top).data ?? settingsSchema.parse({});
  put(below, ['dataDir'], dataDir === ':memory:' ? dataDir : `${dataDir}/tenants/${name}`);
  put(below, ['http', 'publicUrl'], `${http.publicUrl ?? `http://${http.host}:${http.port}`}/t/${name}`);
  return merged(below, own);
}

/** What a tenant says that is not its to say, and what it must say and does not. */
function misplacedIn(where: string, own: Tree, top: Tree): readonly string[] {
  return [
    ...ofTheProcess.filter((setting) => has(own, setting)).map((setting) => `${where}.${setting}: is one for all tenants, expected at the top level only`),
    ...neverInherited.filter((setting) => has(top, setting) && !has(own, setting)).map((setting) => `${where}.${setting}: expected one of its own, as that of the top level is handed to no tenant`),
  ];
}

/** Server and database that an address names, whoever logs in. */
function databaseOf(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `${hostname.toLowerCase()}:${port || '5432'}${decodeURIComponent(pathname)}`;
}

/** What two tenants may not have in common: with it, one would stand in the other's rooms or open its doors. */
const apart: Readonly<Record<string, (settings: Settings) => readonly string[]>> = {
  'databaseUrl': ({ databaseUrl }) => (databaseUrl === undefined ? [] : [databaseOf(databaseUrl)]),
  'dataDir': ({ dataDir }) => (dataDir === ':memory:' ? [] : [resolve(dataDir)]),
  'auditKey': ({ auditKey }) => (auditKey === undefined ? [] : [auditKey]),
  'cache.key': ({ cache }) => (cache.key === undefined ? [] : [cache.key]),
  'ehr.subscriptions.secret': ({ ehr }) => (ehr?.subscriptions === undefined ? [] : [ehr.subscriptions.secret]),
  'subscribers.signingKey': ({ subscribers }) => (subscribers === undefined ? [] : [subscribers.signingKey]),
  'http.publicUrl': ({ http }) => (http.publicUrl === undefined ? [] : [new URL(http.publicUrl).href]),
  'hl7.port': ({ hl7 }) => (hl7 === undefined || hl7.port === 0 ? [] : [String(hl7.port)]),
  'security.bearerTokens': ({ security }) => security.bearerTokens.map(({ sha256 }) => sha256),
};

function inCommon(tenants: ReadonlyMap<string, Settings>): readonly string[] {
  return Object.entries(apart).flatMap(([setting, valuesOf]) => {
    const owners = new Map<string, string>();
    return [...tenants].flatMap(([name, settings]) => [...new Set(valuesOf(settings))].flatMap((value) => {
      const owner = owners.get(value);
      if (owner === undefined) { owners.set(value, name); return []; }
      return [`tenants.${name}.${setting}: ${setting === 'security.bearerTokens' ? 'one of them is also' : 'is also'} that of ${owner}, expected one of its own`];
    }));
  });
}

/** Reads every tenant's part; `top` is the top level without it. Settings of those that hold, and every mistake of the others. */
export function readTenants(value: unknown, top: Tree): { readonly tenants: ReadonlyMap<string, Settings>; readonly mistakes: readonly string[] } {
  const tenants = new Map<string, Settings>();
  if (!isTree(value) || Object.keys(value).length === 0) return { tenants, mistakes: ['tenants: expected a mapping of at least one name to settings'] };
  const mistakes = [...misplaced(top)];
  for (const [name, said] of Object.entries(value)) {
    const where = `tenants.${name}`;
    const own = said ?? {};
    if (!namePattern.test(name)) { mistakes.push(`${where}: expected a name of at most 40 lower-case letters, digits and hyphens`); continue; }
    if (!isTree(own)) { mistakes.push(`${where}: expected a mapping of settings`); continue; }
    const tree = treeOf(name, own, top);
    const parsed = settingsSchema.safeParse(tree);
    if (parsed.success) tenants.set(name, parsed.data);
    mistakes.push(...misplacedIn(where, own, top), ...(parsed.success ? [] : mistakesOf(parsed.error, tree, ['tenants', name])));
  }
  return { tenants, mistakes: [...mistakes, ...inCommon(tenants)] };
}
