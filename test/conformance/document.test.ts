import { committed, headOf, titles } from '../support/conformance.js';
import { ibsi1Data } from '../support/ibsi1.js';
import { ibsi2Data } from '../support/ibsi2.js';
import { describeReal } from '../support/real.js';

// The sections themselves are held to what is computed where it is computed: ibsi1.test.ts and ibsi2.test.ts.
describeReal('docs/conformance.md (npm run conformance)', [ibsi1Data, ...ibsi2Data], () => {
  test('has a section for every configuration and filter, in order', () => {
    expect(committed().sections.map(({ title }) => title)).toEqual(titles());
  });

  test('names this version, these inputs and as many values as its sections hold; Node may be another', () => {
    const { head, sections } = committed();
    const node = /^\|Node\|(.*)\|$/m.exec(head)?.[1] ?? '';
    expect(head).toBe(headOf(sections, node));
  });

  test('counts 1804 values of IBSI 1, 33 maps and 323 values of IBSI 2, all of which agree', () => {
    const { sections } = committed();
    const agreeing = (pattern: RegExp): number => sections.filter(({ title }) => pattern.test(title)).reduce((sum, { text }) => sum + text.split('|agrees|').length - 1, 0);
    expect([/^IBSI 1,/, /response maps$/, /^IBSI 2, filter/].map(agreeing)).toEqual([1804, 33, 323]);
    expect(sections.filter(({ text }) => text.includes('DIFFERS'))).toEqual([]);
  });
});
