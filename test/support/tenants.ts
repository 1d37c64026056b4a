import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { stringify } from 'yaml';
import { loadInstallation, type Role } from '../../src/config/index.js';
import { createLogger } from '../../src/platform/logger.js';
import { createListener } from '../../src/tenants/listener.js';
import { closeAll, servicesOf, startAll } from '../../src/tenants/services.js';
import { clientsOf, createCredentials, type Credentials } from './credentials.js';
import { freePort } from './processes.js';

/** One tenant, seen by those who may call it. */
export interface Resident {
  /** Its public address. */
  readonly url: string;
  readonly credentials: Credentials;
  readonly app: () => NestFastifyApplication;
  readonly as: (role: Role | 'every-role') => ReturnType<typeof supertest.agent>;
  readonly callHook: (path: string, body: object) => Promise<supertest.Response>;
}

/** Several tenants in this process behind one listener, as a settings file describes them. */
export interface House {
  readonly url: string;
  readonly of: (name: string) => Resident;
  /** What stood in the way of those that did not start at once. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The lines of the log. */
  readonly log: () => readonly string[];
  /** Stops to listen, once what has begun is answered. */
  readonly endListening: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** What a test sets for a tenant; its credentials are made. */
export interface TenantSettings {
  /** CDS clients beside the one of its own. */
  readonly moreClients?: readonly object[];
  readonly [setting: string]: unknown;
}

/** A settings file of a folder of its own, with the credentials of each tenant. */
export async function tenantsFile(tenants: Readonly<Record<string, TenantSettings>>, top: Readonly<Record<string, unknown>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-tenants-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const credentials = new Map(await Promise.all(Object.keys(tenants).map(async (name) => [name, await createCredentials()] as const)));
  const of = (name: string): Credentials => {
    const mine = credentials.get(name);
    if (!mine) throw new Error(`there is no tenant ${name}`);
    return mine;
  };
  const file = join(folder, 'sarcolens.yaml');
  const own = Object.entries(tenants).map(([name, { moreClients = [], ...settings }]) => {
    const mine = of(name);
    return [name, { ...settings, security: { ...mine.security, cdsClients: [...clientsOf(mine), ...moreClients] } }] as const;
  });
  await writeFile(file, stringify({ dataDir: join(folder, 'data'), http: { port, publicUrl: url }, ...top, tenants: Object.fromEntries(own) }));
  return { folder, file, port, url, of };
}

export async function house(tenants: Readonly<Record<string, TenantSettings>>, top: Readonly<Record<string, unknown>> = {}, retryMs = 200): Promise<House> {
  const { folder, file, port, url, of: credentialsOf } = await tenantsFile(tenants, top);
  const installation = loadInstallation({ SARCOLENS_CONFIG: file });
  if (!installation.ok) throw new Error(installation.problem.text);
  if (installation.value.kind !== 'tenants') throw new Error('the settings hold no tenants');
  const lines: string[] = [];
  const services = servicesOf(installation.value, { logger: createLogger('debug', { write: (line: string) => { lines.push(line); } }), retryMs });
  const reasons = await startAll(services);
  const listener = await createListener(services);
  await listener.listen({ port, host: '127.0.0.1' });
  return {
    url, reasons, log: () => lines,
    of(name) {
      const credentials = credentialsOf(name);
      const own = `${url}/t/${name}`;
      return {
        url: own, credentials, as: (role) => supertest.agent(own).set('authorization', credentials.bearer(role)),
        app() {
          const app = services.get(name)?.running?.app;
          if (!app) throw new Error(`${name} does not run`);
          return app;
        },
        async callHook(path, body) {
          const address = `/cds-services/${path}`;
          return supertest(own).post(address).set('authorization', await credentials.client(own + address)).send(body);
        },
      };
    },
    endListening: () => listener.close(),
    async remove() {
      await listener.close();
      await closeAll(services);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
