import { type ChildProcess, execFile, spawn, type SpawnOptions } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A port that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => { if (address && typeof address === 'object') found(address.port); else failed(new Error('no port')); });
    });
  });
}

/** Asks until the answer is true. */
export async function until(what: string, isSo: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(100);
  }
}

export const answers = (url: string): (() => Promise<boolean>) => async () => (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;

/** A started program with what it has said. */
export interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
}

export function start(command: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { text += chunk.toString('utf8'); });
  const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); child.once('error', () => { resolve(); }); });
  return { child, said: () => text, kill: async (signal = 'SIGTERM') => { if (child.exitCode === null && child.signalCode === null) child.kill(signal); await ended; } };
}

/** A program run to its end. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const runFile = promisify(execFile);

export async function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, timeout = 120_000): Promise<Ended> {
  try {
    const { stdout, stderr } = await runFile(command, [...args], { env: { ...process.env, ...env }, timeout, maxBuffer: 64_000_000 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    // Jest's realm has an Error of its own, so instanceof would not know this one.
    const of = (key: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined);
    const text = (key: string): string => { const value = of(key); return typeof value === 'string' ? value : ''; };
    const code = of('code');
    return { code: typeof code === 'number' ? code : 1, stdout: text('stdout'), stderr: text('stderr') || text('message') };
  }
}
