import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { projectRoot } from '../../src/platform/project.js';
import { createCredentials } from './credentials.js';
import { answers, type Ended, freePort, run, type Running, start, until } from './processes.js';

/** What differs from test to test in an installation. */
export interface SiteOptions {
  readonly databaseUrl?: string;
  readonly ehrUrl: string;
  readonly pacs: { readonly dicomWebUrl: string; readonly username?: string; readonly password?: string; readonly storeResults?: boolean };
  /** Besides port and address. */
  readonly http?: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** An installation as a site would have it: a settings file, commands of the build, credentials. */
export interface Site {
  readonly url: string;
  readonly serve: () => Promise<Running>;
  readonly worker: () => Promise<Running>;
  readonly command: (...args: readonly string[]) => Promise<Ended>;
  /** fetch with the token of an integrator and auditor. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly graphql: (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** A call of a CDS service with a fresh JWT. */
  readonly callHook: (service: string, body: object) => Promise<Response>;
  /** The Authorization of an integrator and auditor. */
  readonly bearer: string;
  /** The Authorization of one call of a CDS service, with a fresh JWT. */
  readonly authorise: (service: string, signer?: 'client' | 'rsa-client') => Promise<string>;
  readonly remove: () => Promise<void>;
}

const cli = join(projectRoot, 'dist', 'src', 'cli.js');

export async function createSite({ databaseUrl, ehrUrl, pacs, http = {}, more = {} }: SiteOptions): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-site-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const credentials = await createCredentials();
  const settings = {
    dataDir: join(folder, 'data'), ...(databaseUrl === undefined ? {} : { databaseUrl }), logLevel: 'info', ehr: { fhirUrl: ehrUrl }, pacs, http: { port, publicUrl: url, ...http },
    security: credentials.security, wait: { firstSeconds: 1, longestSeconds: 4 }, ...more,
  };
  const file = join(folder, 'sarcolens.yaml');
  await writeFile(file, stringify(settings));
  const env = { SARCOLENS_CONFIG: file };
  const begin = (...args: readonly string[]): Running => start(process.execPath, [cli, ...args], { env: { ...process.env, ...env }, cwd: folder });
  const authorise: Site['authorise'] = (service, signer = 'client') => credentials.client(`${url}/cds-services/${service}`, { signer });
  const ask: Site['ask'] = (path, init) => fetch(url + path, { ...init, headers: { authorization: credentials.bearer('every-role'), 'content-type': 'application/json', ...Object.fromEntries(new Headers(init?.headers)) } });
  return {
    url, ask, authorise, bearer: credentials.bearer('every-role'),
    async serve() {
      const running = begin('serve');
      await until('the service', answers(`${url}/health/live`), 30_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${running.said().slice(-800)}`); });
      return running;
    },
    async worker() {
      const running = begin('worker');
      await until('the worker', () => Promise.resolve(running.said().includes('worker is ready')), 30_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${running.said().slice(-800)}`); });
      return running;
    },
    command: (...args) => run(process.execPath, [cli, ...args], env),
    async graphql(query, variables = {}) {
      const answer: unknown = await (await ask('/graphql', { method: 'POST', body: JSON.stringify({ query, variables }) })).json();
      if (typeof answer === 'object' && answer !== null && Reflect.get(answer, 'errors')) throw new Error(JSON.stringify(answer));
      const data: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'data') : undefined;
      return data;
    },
    async callHook(service, body) {
      return fetch(`${url}/cds-services/${service}`, { method: 'POST', headers: { authorization: await authorise(service), 'content-type': 'application/json' }, body: JSON.stringify(body) });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
