import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { compiled } from './project.js';

/** Threads that compute beside the event loop. */
export interface WorkerPool {
  readonly run: (task: unknown, signal?: AbortSignal) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface Threads {
  readonly piscina: Piscina;
  users: number;
}

/** The threads of this process, by source and number. */
const threadsHere = new Map<string, Threads>();

function threadsOn(source: string, count: number): Threads {
  const key = `${count} ${source}`;
  const there = threadsHere.get(key);
  if (there) { there.users += 1; return there; }
  // Voxels lie outside the heap; a large young generation would only keep dead ones longer.
  const piscina = new Piscina({ filename: compiled(source), minThreads: 1, maxThreads: count, idleTimeout: 5_000, resourceLimits: { maxYoungGenerationSizeMb: 16 } });
  const threads = { piscina, users: 1 };
  threadsHere.set(key, threads);
  return threads;
}

async function leave(threads: Threads): Promise<void> {
  threads.users -= 1;
  if (threads.users > 0) return;
  for (const [key, one] of threadsHere) if (one === threads) threadsHere.delete(key);
  await threads.piscina.close({ force: false });
}

/**
 * A pool of `threads` worker threads on one source file, such as `src/analysis/measure.worker.ts`, whose build they run;
 * all cores but one when not said, and at least one. Pools of one process on the same source with the same number share
 * their threads: several services in it use no more of them than one does. A thread keeps nothing from task to task.
 */
export function createPool(source: string, threads: number = availableParallelism() - 1): WorkerPool {
  const own = threadsOn(source, Math.max(1, threads));
  const running = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;
  return {
    run(task, signal) {
      if (closing) return Promise.reject(new Error(`the threads on ${source} are closed`));
      const answer: Promise<unknown> = own.piscina.run(task, signal === undefined ? {} : { signal });
      running.add(answer);
      const forget = (): void => { running.delete(answer); };
      answer.then(forget, forget);
      return answer;
    },
    close: () => closing ??= Promise.allSettled(running).then(() => leave(own)),
  };
}
