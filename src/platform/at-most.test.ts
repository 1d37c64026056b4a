import { setTimeout as sleep } from 'node:timers/promises';
import { atMost } from './at-most.js';

test('tasks run in the order they come, no more at one time than said', async () => {
  const few = atMost(2);
  const begun: number[] = [];
  let [running, most] = [0, 0];
  await Promise.all([1, 2, 3, 4, 5].map((k) => few(async () => { begun.push(k); running += 1; most = Math.max(most, running); await sleep(5); running -= 1; })));
  expect([begun, most]).toEqual([[1, 2, 3, 4, 5], 2]);
});

test('one that is no longer wanted before its turn is not run, and takes nobody\'s turn', async () => {
  const one = atMost(1);
  const ending = new AbortController();
  const done: string[] = [];
  const first = one(async () => { await sleep(30); done.push('first'); });
  const unwanted = one(() => { done.push('unwanted'); return Promise.resolve(); }, ending.signal);
  const last = one(() => { done.push('last'); return Promise.resolve(); });
  ending.abort();
  await expect(unwanted).rejects.toThrow();
  await Promise.all([first, last]);
  await expect(one(() => Promise.resolve(), ending.signal)).rejects.toThrow();
  await one(() => { done.push('later'); return Promise.resolve(); });
  expect(done).toEqual(['first', 'last', 'later']);
});
