import { aliasesOf, type MergeEvent } from './aliases.js';

const at = (minute: number, kind: MergeEvent['kind'], priorId: string, survivorId: string): MergeEvent => ({ kind, priorId, survivorId, occurredAt: new Date(Date.UTC(2026, 2, 2, 9, minute)) });
const found = (...events: readonly MergeEvent[]) => Object.fromEntries(aliasesOf(events));
const orders = <T>(items: readonly T[]): readonly (readonly T[])[] => (items.length < 2 ? [items] : items.flatMap((item, k) => orders(items.filter((_other, i) => i !== k)).map((rest) => [item, ...rest])));

describe('who stands for whom after merges', () => {
  test('HL7-V4: a chain ends at its last, whatever the order of arrival', () => {
    const chain = [at(1, 'merge', 'A', 'B'), at(2, 'merge', 'B', 'C'), at(3, 'merge', 'D', 'B')];
    for (const arrived of orders(chain)) expect(found(...arrived)).toEqual({ A: 'C', B: 'C', D: 'C' });
  });

  test('HL7-V4: a repeat changes nothing', () => {
    expect(found(at(1, 'merge', 'A', 'B'), at(1, 'merge', 'A', 'B'))).toEqual({ A: 'B' });
  });

  test('HL7-V4: an unmerge undoes the merge of the same two and no other, whatever the order of arrival', () => {
    const events = [at(1, 'merge', 'A', 'B'), at(2, 'merge', 'C', 'B'), at(3, 'unmerge', 'A', 'B'), at(4, 'unmerge', 'C', 'X')];
    for (const arrived of orders(events)) expect(found(...arrived)).toEqual({ C: 'B' });
  });

  test('what was undone can be merged again', () => {
    expect(found(at(1, 'merge', 'A', 'B'), at(2, 'unmerge', 'A', 'B'), at(3, 'merge', 'A', 'C'))).toEqual({ A: 'C' });
  });

  test('HL7-V4: a survivor merged into its own prior turns the merge round instead of going in a circle', () => {
    expect(found(at(1, 'merge', 'A', 'B'), at(2, 'merge', 'B', 'A'))).toEqual({ B: 'A' });
    const circle = [at(1, 'merge', 'A', 'B'), at(2, 'merge', 'B', 'C'), at(3, 'merge', 'C', 'A')];
    for (const arrived of orders(circle)) expect(found(...arrived)).toEqual(found(...circle));
  });

  test('a patient merged into itself is none', () => {
    expect(found(at(1, 'merge', 'A', 'A'))).toEqual({});
  });
});
