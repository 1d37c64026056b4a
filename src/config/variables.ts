import { ofTheProcess } from './tenants.js';
import { at, isTree, put, type Tree } from './tree.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variables and the setting each stands for; secrets and addresses belong here, the rest into the file. */
const variables: Readonly<Record<string, readonly string[]>> = {
  SARCOLENS_DATA_DIR: ['dataDir'],
  SARCOLENS_DATABASE_URL: ['databaseUrl'],
  SARCOLENS_AUDIT_KEY: ['auditKey'],
  SARCOLENS_LOG_LEVEL: ['logLevel'],
  SARCOLENS_MODELS_DIR: ['modelsDir'],
  SARCOLENS_HOST: ['http', 'host'],
  SARCOLENS_PORT: ['http', 'port'],
  SARCOLENS_PUBLIC_URL: ['http', 'publicUrl'],
  SARCOLENS_EHR_URL: ['ehr', 'fhirUrl'],
  SARCOLENS_EHR_TOKEN: ['ehr', 'token'],
  SARCOLENS_EHR_SUBSCRIPTION_SECRET: ['ehr', 'subscriptions', 'secret'],
  SARCOLENS_SUBSCRIBERS_KEY: ['subscribers', 'signingKey'],
  SARCOLENS_PACS_URL: ['pacs', 'dicomWebUrl'],
  SARCOLENS_PACS_USERNAME: ['pacs', 'username'],
  SARCOLENS_PACS_PASSWORD: ['pacs', 'password'],
  SARCOLENS_PACS_TOKEN: ['pacs', 'token'],
  SARCOLENS_CACHE_KEY: ['cache', 'key'],
  SARCOLENS_DEMONSTRATION: ['security', 'demonstration'],
  SARCOLENS_WORKER_THREADS: ['worker', 'threads'],
  SARCOLENS_HL7_PORT: ['hl7', 'port'],
};

/** Known to other programs, to the tests, or to the reading itself; not settings of the service. */
const notSettings = new Set(['SARCOLENS_CONFIG', 'SARCOLENS_REFERENCE', 'SARCOLENS_REQUIRE_REAL', 'SARCOLENS_TENANT']);

const inVariable = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** The variable of one tenant's setting: SARCOLENS_DATABASE_URL of `north` is SARCOLENS_TENANT_NORTH_DATABASE_URL. */
const ofTenant = (tenant: string, variable: string): string => variable.replace('SARCOLENS_', `SARCOLENS_TENANT_${inVariable(tenant)}_`);

type Target = readonly [variable: string, path: readonly string[]];

/** Variables for the credentials of further DICOMweb servers: the token of `archive` is SARCOLENS_PACS_OTHERS_ARCHIVE_TOKEN. */
function ofOthers(tree: unknown): readonly Target[] {
  const others = isTree(tree) ? at(tree, ['pacs', 'others']) : undefined;
  return Object.keys(isTree(others) ? others : {}).flatMap((name) =>
    ['username', 'password', 'token'].map((key): Target => [`SARCOLENS_PACS_OTHERS_${inVariable(name)}_${key.toUpperCase()}`, ['pacs', 'others', name, key]]));
}

function targets(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const tenants = isTree(tree.tenants) ? Object.entries(tree.tenants) : [];
  const all: readonly Target[] = Object.entries(variables);
  const own = all.filter(([, path]) => !ofTheProcess.includes(path.join('.')));
  return new Map([
    ...tenants.flatMap(([name, said]) => [...own, ...ofOthers(said)].map(([variable, path]): Target => [ofTenant(name, variable), ['tenants', name, ...path]])), ...ofOthers(tree), ...all,
  ]);
}

/** Puts what the environment sets into the tree; gives the variables that stand for nothing, each as a mistake. */
export function putVariables(tree: Tree, environment: Environment): readonly string[] {
  const known = targets(tree);
  return Object.entries(environment).flatMap(([name, value]) => {
    if (!name.startsWith('SARCOLENS_') || notSettings.has(name) || value === undefined || value === '') return [];
    const target = known.get(name);
    if (target) { put(tree, target, value); return []; }
    if (name.startsWith('SARCOLENS_TENANT_')) return [`${name}: no such setting of a tenant that is here, expected SARCOLENS_TENANT_<NAME>_ with the rest of another variable`];
    return [`${name}: no such setting; known are ${Object.keys(variables).join(', ')}`];
  });
}
