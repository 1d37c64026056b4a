import { type AuditEvent, emptyChain, extendChain, findFaults } from './chain.js';

const event = (action: string): AuditEvent => ({ action, actor: 'test', outcome: 'success', detail: { n: 1 } });
const links = extendChain(emptyChain, ['a', 'b', 'c', 'd'].map(event), new Date('2026-01-01T00:00:00Z'), undefined);
const head = links[3] ?? emptyChain;

test('a chain as written has no faults', async () => {
  expect((await findFaults(links, head, undefined)).faults).toEqual([]);
});

test('a changed row is found', async () => {
  const changed = links.map((link) => (link.sequence === 2 ? { ...link, actor: 'somebody else' } : link));
  expect((await findFaults(changed, head, undefined)).faults).toEqual([{ sequence: 2, fault: 'changed' }]);
});

test('a row missing in the middle is found', async () => {
  expect((await findFaults(links.filter((link) => link.sequence !== 2), head, undefined)).faults).toContainEqual({ sequence: 2, fault: 'missing' });
});

test('a row missing at the end is found', async () => {
  expect((await findFaults(links.slice(0, 3), head, undefined)).faults).toEqual([{ sequence: 4, fault: 'missing' }]);
});

test('two rows in each other\'s place are found', async () => {
  const [a, b, c, d] = links;
  if (!a || !b || !c || !d) throw new Error('four links expected');
  const swapped = [a, { ...c, sequence: 2 }, { ...b, sequence: 3 }, d];
  expect((await findFaults(swapped, head, undefined)).faults.length).toBeGreaterThan(0);
});

test('a row rewritten together with its hash is found where the chain goes on', async () => {
  const [a, b] = links;
  if (!a || !b) throw new Error('two links expected');
  const [forged] = extendChain(a, [event('forged')], b.at, undefined);
  if (!forged) throw new Error('one link expected');
  expect((await findFaults([a, forged, ...links.slice(2)], head, undefined)).faults).toEqual([{ sequence: 3, fault: 'reordered' }]);
});

test('with a key, a chain written without it does not hold', async () => {
  expect((await findFaults(links, head, 'a site\'s secret key')).faults.length).toBe(4);
});
