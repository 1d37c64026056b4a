import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../../test/support/processes.js';

/** A whole process, seen from outside: start, imports and reading are part of it. */
export interface Measured {
  readonly code: number;
  readonly said: string;
  readonly wallMs: number;
  readonly peakMemoryMb: number;
}

const pollMs = 5;

/** Peak resident memory so far, 0 once the process is gone (Linux). */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

/** Runs a program to its end. The peak only grows, so looking every few milliseconds misses no more than the last of them. */
export async function measureProcess([command, ...args]: readonly string[]): Promise<Measured> {
  const began = performance.now();
  const { child, said } = start(command, args);
  const ended = new Promise<{ readonly code: number; readonly wallMs: number }>((resolve, failed) => {
    child.once('error', failed);
    // What it said is complete at `close`; the process itself has ended at `exit`.
    let wallMs = 0;
    child.once('exit', () => { wallMs = performance.now() - began; });
    child.once('close', (code) => { resolve({ code: code ?? 1, wallMs }); });
  });
  let peakMemoryMb = 0;
  while (child.exitCode === null && child.signalCode === null) {
    if (child.pid !== undefined) peakMemoryMb = Math.max(peakMemoryMb, await peakOf(child.pid));
    await sleep(pollMs);
  }
  return { ...(await ended), said: said(), peakMemoryMb };
}
