import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import type { DataSource } from 'typeorm';
import { stringify } from 'yaml';
import { loadSettings, type Role } from '../../src/config/index.js';
import { layFoundation } from '../../src/foundation.js';
import { createServer } from '../../src/main.js';
import type { Logger } from '../../src/platform/logger.js';
import { createCredentials, type Credentials } from './credentials.js';
import { freePort } from './processes.js';

/** Somebody who calls again and again. */
type Agent = ReturnType<typeof supertest.agent>;

/** The whole service in this process, as a settings file describes it, on an embedded database of its own. */
export interface Installation {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly dataSource: DataSource;
  readonly credentials: Credentials;
  /** A caller without credentials. */
  readonly anybody: Agent;
  /** A caller with a bearer token. */
  readonly as: (role: Role | 'every-role') => Agent;
  /** A call of a CDS service by a client of the site. */
  readonly callHook: (path: string, body: object) => Promise<supertest.Response>;
  readonly remove: () => Promise<void>;
}

/** Every route of the service as `METHOD /path`, whoever opened it. */
export function routesOf(app: NestFastifyApplication): readonly string[] {
  const above: string[] = [];
  return app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }).split('\n').flatMap((line) => {
    const [, indent = '', part, methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \((.*)\))?$/.exec(line) ?? [];
    if (part === undefined) return [];
    const depth = indent.length / 4;
    above[depth] = `${depth === 0 ? '' : above[depth - 1] ?? ''}${part}`;
    return methods.split(', ').filter((method) => method !== '').map((method) => `${method} ${above[depth] ?? ''}`);
  });
}

/** What a test sets beside what every installation here has. */
export interface OwnSettings {
  readonly http?: Readonly<Record<string, unknown>>;
  readonly security?: Readonly<Record<string, unknown>>;
  readonly pacs?: Readonly<Record<string, unknown>>;
  readonly [setting: string]: unknown;
}

export async function install({ http = {}, security = {}, ...more }: OwnSettings = {}, own?: Credentials, logger?: Logger): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-installation-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const credentials = own ?? await createCredentials();
  const file = join(folder, 'sarcolens.yaml');
  await writeFile(file, stringify({ dataDir: join(folder, 'data'), logLevel: 'silent', http: { port, publicUrl: url, ...http }, security: { ...credentials.security, ...security }, ...more }));
  const settings = loadSettings({ SARCOLENS_CONFIG: file });
  if (!settings.ok) throw new Error(settings.problem.text);
  const foundation = await layFoundation(settings.value, logger);
  if (!foundation.ok) throw new Error(foundation.problem.text);
  const app = await createServer(foundation.value);
  await app.listen(port, '127.0.0.1');
  return {
    app, url, credentials,
    dataSource: foundation.value.database.dataSource,
    anybody: supertest.agent(url),
    as: (role) => supertest.agent(url).set('authorization', credentials.bearer(role)),
    async callHook(path, body) {
      const address = `/cds-services/${path}`;
      return supertest(url).post(address).set('authorization', await credentials.client(url + address)).send(body);
    },
    async remove() {
      await app.close();
      await foundation.value.database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
