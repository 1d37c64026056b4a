/** Something that is measured more than once. */
export interface Turn<T> {
  readonly run: () => Promise<T>;
}

/**
 * Runs the tasks one after another, round after round, so that what else the machine does meets all of them. One that fails
 * is left out, and said under the name that `nameOf` gives it.
 */
export async function inTurns<T, K extends Turn<T>>(rounds: number, tasks: readonly K[], nameOf: (task: K) => string): Promise<ReadonlyMap<K, readonly T[]>> {
  const samples = new Map<K, readonly T[]>();
  const left = new Set(tasks);
  for (let round = 0; round < rounds; round += 1) {
    for (const task of left) {
      try {
        samples.set(task, [...(samples.get(task) ?? []), await task.run()]);
      } catch (error) {
        left.delete(task);
        process.stderr.write(`${nameOf(task)}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }
  return samples;
}
