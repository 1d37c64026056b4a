import { setImmediate as turn } from 'node:timers/promises';
import { outsideRequests } from './request-context.js';

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Lets callers share a costly turn: what is asked for in one turn of the event loop, or while one batch is at work, goes
 * together into the next. `work` answers each item, in order; where it fails for a batch, each item is
 * tried for itself, so that one bad item does not fail its neighbours.
 */
export function inBatches<Item, Answer>(work: (items: readonly Item[]) => Promise<readonly Answer[]>, largest = 500): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let isAtWork = false;

  const doOne = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    const answers = await work(batch.map(({ item }) => item));
    if (answers.length !== batch.length) throw new Error(`inBatches: ${batch.length} items were given and ${answers.length} answered`);
    batch.forEach(({ answered }, k) => { answered(answers[k]); });
  };
  const doEach = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    for (const one of batch) await doOne([one]).catch(one.failed);
  };
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Whoever was heard in this turn comes along.
      await turn();
      const batch = waiting.splice(0, largest);
      await (batch.length === 1 ? doEach(batch) : doOne(batch).catch(() => doEach(batch)));
    }
    isAtWork = false;
  };
  return (item) => new Promise((answered, failed) => {
    waiting.push({ item, answered, failed });
    if (isAtWork) return;
    isAtWork = true;
    outsideRequests(() => { void drain(); });
  });
}
