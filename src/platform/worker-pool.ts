import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { compiled } from './project.js';

/** Threads that compute beside the event loop. */
export interface WorkerPool {
  readonly run: (task: unknown, signal?: AbortSignal) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/**
 * A pool of `threads` worker threads on one source file, such as `src/analysis/measure.worker.ts`, whose build they run;
 * all cores but one when not said, and at least one.
 */
export function createPool(source: string, threads: number = availableParallelism() - 1): WorkerPool {
  const count = Math.max(1, threads);
  // Voxels lie outside the heap; a large young generation would only keep dead ones longer.
  const pool = new Piscina({ filename: compiled(source), minThreads: 1, maxThreads: count, idleTimeout: 5_000, resourceLimits: { maxYoungGenerationSizeMb: 16 } });
  return {
    run: (task, signal) => pool.run(task, signal === undefined ? {} : { signal }),
    close: () => pool.close({ force: false }),
  };
}
