import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';
import { settingsSchema, type Settings } from './settings.js';

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
  SARCOLENS_PACS_URL: ['pacs', 'dicomWebUrl'],
  SARCOLENS_PACS_USERNAME: ['pacs', 'username'],
  SARCOLENS_PACS_PASSWORD: ['pacs', 'password'],
  SARCOLENS_PACS_TOKEN: ['pacs', 'token'],
  SARCOLENS_CACHE_KEY: ['cache', 'key'],
  SARCOLENS_DEMONSTRATION: ['security', 'demonstration'],
  SARCOLENS_WORKER_THREADS: ['worker', 'threads'],
  SARCOLENS_HL7_PORT: ['hl7', 'port'],
};

/** Known to other programs, or to the tests; not settings of the service. */
const notSettings = new Set(['SARCOLENS_CONFIG', 'SARCOLENS_REFERENCE', 'SARCOLENS_REQUIRE_REAL']);

type Environment = Readonly<Record<string, string | undefined>>;
type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function put(tree: Tree, [first, ...rest]: readonly string[], value: string): void {
  if (first === undefined) return;
  if (rest.length === 0) { tree[first] = value; return; }
  const inner = tree[first];
  const next: Tree = isTree(inner) ? { ...inner } : {};
  tree[first] = next;
  put(next, rest, value);
}

function describeIssue(issue: z.core.$ZodIssue, tree: Tree): string {
  const where = issue.path.join('.') || 'the file';
  const found = issue.path.reduce<unknown>((value, key) => (isTree(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined), tree);
  const isSecret = /password|token|key|databaseUrl/i.test(where);
  const shown = isSecret || typeof found === 'object' || found === undefined ? '' : ` (found ${JSON.stringify(found)})`;
  return `${where}: ${issue.message}${shown}`;
}

/**
 * Reads `sarcolens.yaml` (or the file that SARCOLENS_CONFIG names) and the environment, checks both against the one
 * schema and reports every mistake at once.
 */
export function loadSettings(environment: Environment = process.env): Outcome<Settings> {
  const path = environment.SARCOLENS_CONFIG ?? 'sarcolens.yaml';
  const tree: Tree = {};
  if (existsSync(path)) {
    try {
      const parsed: unknown = parse(readFileSync(path, 'utf8')) ?? {};
      if (!isTree(parsed)) return refused('SETTINGS_INVALID', `${path}: expected a mapping of settings at the top level.`);
      Object.assign(tree, parsed);
    } catch (error) {
      return refused('SETTINGS_INVALID', `${path} is not YAML: ${String(error).split('\n')[0] ?? ''}`);
    }
  } else if (environment.SARCOLENS_CONFIG) {
    return refused('SETTINGS_INVALID', `${path}, named by SARCOLENS_CONFIG, does not exist.`);
  }
  const mistakes: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('SARCOLENS_') || notSettings.has(name) || value === undefined || value === '') continue;
    const target = variables[name];
    if (target) put(tree, target, value);
    else mistakes.push(`${name}: no such setting; known are ${Object.keys(variables).join(', ')}`);
  }
  const parsed = settingsSchema.safeParse(tree);
  if (!parsed.success) mistakes.push(...parsed.error.issues.map((issue) => describeIssue(issue, tree)));
  if (!parsed.success || mistakes.length > 0) return refused('SETTINGS_INVALID', `${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'} in the settings: ${mistakes.join('; ')}.`);
  return done(parsed.data);
}
