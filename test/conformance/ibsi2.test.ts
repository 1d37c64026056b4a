import { agrees } from '../../src/commands/doctor-phantom.js';
import { committedText, filterSection, mapsSection } from '../support/conformance.js';
import { phantomOf, valuesOf } from '../support/ibsi1.js';
import { ibsi2Data, largestDifference, readFilterTests, readMapTests } from '../support/ibsi2.js';
import { describeReal } from '../support/real.js';

describeReal('IBSI 2, response maps', ibsi2Data, () => {
  const tests = readMapTests();

  test('33 maps are standardised', () => { expect(tests).toHaveLength(33); });

  const differences = new Map<string, number>();
  test.each(tests.map((one) => [one.id, one.filter, one.tolerance, one] as const))('%s, %s: no voxel is further than %d from the consensus map', async (id, _filter, tolerance, one) => {
    differences.set(id, await largestDifference(one));
    expect(differences.get(id)).toBeLessThanOrEqual(tolerance);
  });

  test('stand in docs/conformance.md as they are computed (npm run conformance)', () => {
    const { title, text } = mapsSection(tests, differences);
    expect(committedText(title)).toBe(text);
  });
});

describeReal('IBSI 2, values of the CT phantom', ibsi2Data, () => {
  const tests = readFilterTests();

  test('323 values are standardised', () => { expect(tests.flatMap((one) => one.values)).toHaveLength(323); });

  describe.each(tests.map((one) => [one.id, one.filter, one] as const))('filter %s, %s', (_id, _filter, one) => {
    let values: ReadonlyMap<string, number>;
    beforeAll(async () => { values = await valuesOf(phantomOf('ct'), one.settings); });

    test.each(one.values.map((r) => [r.tag, r.expected, r.tolerance] as const))('%s is %d ± %d', (tag, expected, tolerance) => {
      const value = values.get(tag) ?? NaN;
      if (!agrees(value, { expected, tolerance })) throw new Error(`${tag} is ${value}`);
    });

    test('stands in docs/conformance.md as it is computed (npm run conformance)', () => {
      const { title, text } = filterSection(one, values);
      expect(committedText(title)).toBe(text);
    });
  });
});
