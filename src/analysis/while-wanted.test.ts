import { setTimeout as sleep } from 'node:timers/promises';
import { whileWanted } from './while-wanted.js';

const often = 10;

test('work that is wanted to its end gives its value', async () => {
  expect(await whileWanted(() => Promise.resolve(true), async () => { await sleep(50); return 7; }, often)).toEqual({ kind: 'wanted', value: 7 });
});

test('work that is no longer wanted is told so, whatever it makes of that', async () => {
  let wanted = true;
  const isWanted = () => Promise.resolve(wanted);
  setTimeout(() => { wanted = false; }, 30);
  expect(await whileWanted(isWanted, (signal) => sleep(5000, 'late', { signal }), often)).toEqual({ kind: 'unwanted' });
  expect(await whileWanted(isWanted, async (signal) => { while (!signal.aborted) await sleep(5); return 'early'; }, often)).toEqual({ kind: 'unwanted' });
});

test('an answer that cannot be had ends nothing, and what the work throws is thrown', async () => {
  expect(await whileWanted(() => Promise.reject(new Error('no database')), async () => { await sleep(50); return 7; }, often)).toEqual({ kind: 'wanted', value: 7 });
  await expect(whileWanted(() => Promise.resolve(true), () => Promise.reject(new Error('disk')), often)).rejects.toThrow('disk');
});
