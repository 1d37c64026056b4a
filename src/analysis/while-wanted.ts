/** Several processes may end an analysis; each worker asks after its own. */
const askEveryMs = 500;

/** What came of work that was wanted to its end; `unwanted` where it was not, whatever came of it. */
export type Wanted<T> = { readonly kind: 'wanted'; readonly value: T } | { readonly kind: 'unwanted' };

/**
 * Does work as long as it is wanted: asks now and then, and aborts the signal once the answer is no. An answer that cannot
 * be had is none. What the work throws is thrown, unless it is no longer wanted.
 */
export async function whileWanted<T>(isWanted: () => Promise<boolean>, work: (signal: AbortSignal) => Promise<T>, everyMs = askEveryMs): Promise<Wanted<T>> {
  const ending = new AbortController();
  const asking = setInterval(() => { isWanted().then((wanted) => { if (!wanted) ending.abort(); }, () => undefined); }, everyMs);
  try {
    const value = await work(ending.signal);
    return ending.signal.aborted ? { kind: 'unwanted' } : { kind: 'wanted', value };
  } catch (error) {
    if (ending.signal.aborted) return { kind: 'unwanted' };
    throw error;
  } finally {
    clearInterval(asking);
  }
}
