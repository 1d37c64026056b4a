import { setImmediate as turn } from 'node:timers/promises';
import { inBatches } from './in-batches.js';

const tick = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 1); });

test('what comes while a batch is at work goes together into the next, each with its own answer', async () => {
  const batches: (readonly number[])[] = [];
  const double = inBatches(async (items: readonly number[]) => { batches.push(items); await tick(); return items.map((item) => 2 * item); });
  const first = double(1);
  await turn();
  expect(await Promise.all([first, ...[2, 3].map(double)])).toEqual([2, 4, 6]);
  expect(await double(4)).toBe(8);
  expect(batches).toEqual([[1], [2, 3], [4]]);
});

test('what comes in one turn of the event loop goes together', async () => {
  const batches: (readonly number[])[] = [];
  const same = inBatches((items: readonly number[]) => { batches.push(items); return Promise.resolve(items); });
  const first = [1, 2].map(same);
  await Promise.resolve();
  expect(await Promise.all([...first, same(3)])).toEqual([1, 2, 3]);
  expect(batches).toEqual([[1, 2, 3]]);
});

test('one bad item fails alone', async () => {
  const picky = inBatches(async (items: readonly number[]) => { await tick(); if (items.includes(3)) throw new Error('three'); return items; });
  expect(await Promise.allSettled([1, 2, 3, 4].map(picky))).toMatchObject([{ value: 1 }, { value: 2 }, { status: 'rejected' }, { value: 4 }]);
});

test('no batch is larger than asked', async () => {
  const sizes: number[] = [];
  const same = inBatches(async (items: readonly number[]) => { sizes.push(items.length); await tick(); return items; }, 2);
  await Promise.all([1, 2, 3, 4, 5, 6].map(same));
  expect(sizes).toEqual([2, 2, 2]);
});
