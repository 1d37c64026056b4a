/** Runs tasks, at most `count` at a time, in the order they come. One whose signal aborts before its turn is not run, and the signal's reason is thrown. */
export function atMost(count: number): <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  const turn = (signal: AbortSignal | undefined): Promise<void> => new Promise((go, leave) => {
    const begin = (): void => { signal?.removeEventListener('abort', end); go(); };
    const end = (): void => { waiting.splice(waiting.indexOf(begin), 1); leave(reasonOf(signal)); };
    waiting.push(begin);
    signal?.addEventListener('abort', end, { once: true });
  });
  return async (task, signal) => {
    signal?.throwIfAborted();
    if (running >= count) await turn(signal);
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

const reasonOf = (signal: AbortSignal | undefined): Error => (signal?.reason instanceof Error ? signal.reason : new Error('no longer wanted'));
