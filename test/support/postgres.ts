import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort, run, type Running, start, until } from './processes.js';
import { programPath } from './real.js';

/** A PostgreSQL cluster of its own, gone after the tests. */
export interface Cluster {
  readonly port: number;
  /** Creates an empty database; gives its address. */
  readonly createDatabase: (name: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root: there the account that Debian's package brings is taken. */
const asOwner = (command: string, args: readonly string[]): [string, readonly string[]] => (isRoot ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]] : [command, args]);

const needed = (name: string): string => {
  const path = programPath(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
};

/** `durable`: a commit waits until it is on the disk and the database has a gigabyte to itself, as in a hospital; tests do not need that. */
export async function startPostgres(commits: 'durable' | 'quick' = 'quick'): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-postgres-'));
  await chmod(folder, 0o777);
  const data = join(folder, 'data');
  const created = await run(...asOwner(needed('initdb'), ['-D', data, '-U', 'sarcolens', '--auth=trust', '--no-sync', '-E', 'UTF8']));
  if (created.code !== 0) throw new Error(created.stderr);
  const port = await freePort();
  const server: Running = start(...asOwner(needed('postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...(commits === 'quick' ? ['-F'] : ['-c', 'shared_buffers=1GB']), '-c', 'max_connections=100']));
  const address = (database: string): string => `postgres://sarcolens@127.0.0.1:${port}/${database}`;
  await until(`PostgreSQL on ${port}`, async () => { const client = new Client(address('postgres')); await client.connect(); await client.end(); return true; }, 30_000);
  return {
    port,
    async createDatabase(name) {
      const client = new Client(address('postgres'));
      await client.connect();
      await client.query(`CREATE DATABASE "${name}"`);
      await client.end();
      return address(name);
    },
    async stop() {
      await server.kill('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
