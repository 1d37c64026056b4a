import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { stringify } from 'yaml';
import { projectRoot } from '../../src/platform/project.js';
import { answers, type Ended, freePort, run, type Running, start, until } from './processes.js';

/** What differs from test to test in an installation. */
export interface SiteOptions {
  readonly databaseUrl?: string;
  readonly ehrUrl: string;
  readonly pacs: { readonly dicomWebUrl: string; readonly username?: string; readonly password?: string };
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
  readonly remove: () => Promise<void>;
}

const cli = join(projectRoot, 'dist', 'src', 'cli.js');
const issuer = 'https://ehr.example.org';

export async function createSite({ databaseUrl, ehrUrl, pacs, more = {} }: SiteOptions): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-site-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const token = randomUUID();
  const { privateKey, publicKey } = await generateKeyPair('ES384');
  const jwk = { ...await exportJWK(publicKey), kid: 'test', alg: 'ES384', use: 'sig' };
  const settings = {
    dataDir: join(folder, 'data'), ...(databaseUrl === undefined ? {} : { databaseUrl }), logLevel: 'info', ehr: { fhirUrl: ehrUrl }, pacs, http: { port, publicUrl: url },
    security: {
      cdsClients: [{ issuer, jwks: { keys: [jwk] } }],
      bearerTokens: [{ name: 'integration-engine', sha256: createHash('sha256').update(token).digest('hex'), roles: ['integrator', 'auditor', 'clinician'] }],
    },
    wait: { firstSeconds: 1, longestSeconds: 4 }, ...more,
  };
  const file = join(folder, 'sarcolens.yaml');
  await writeFile(file, stringify(settings));
  const env = { SARCOLENS_CONFIG: file };
  const begin = (...args: readonly string[]): Running => start(process.execPath, [cli, ...args], { env: { ...process.env, ...env }, cwd: folder });
  const ask: Site['ask'] = (path, init) => fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init?.headers } });
  return {
    url, ask,
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
      return typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'data') : undefined;
    },
    async callHook(service, body) {
      const path = `/cds-services/${service}`;
      const jwt = await new SignJWT({}).setProtectedHeader({ alg: 'ES384', kid: 'test', typ: 'JWT' }).setIssuer(issuer).setAudience(url + path).setJti(randomUUID()).setIssuedAt().setExpirationTime('5m').sign(privateKey);
      return fetch(url + path, { method: 'POST', headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
