import { agrees } from '../../src/commands/doctor-phantom.js';
import { phantomOf, valuesOf } from '../support/ibsi1.js';
import { ibsi2Data, largestDifference, readFilterTests, readMapTests } from '../support/ibsi2.js';
import { describeReal } from '../support/real.js';

describeReal('IBSI 2, response maps', ibsi2Data, () => {
  const tests = readMapTests();

  test('33 maps are standardised', () => { expect(tests).toHaveLength(33); });

  test.each(tests.map((one) => [one.id, one.filter, one.tolerance, one] as const))('%s, %s: no voxel is further than %d from the consensus map', async (_id, _filter, tolerance, one) => {
    expect(await largestDifference(one)).toBeLessThanOrEqual(tolerance);
  });
});

describeReal('IBSI 2, values of the CT phantom', ibsi2Data, () => {
  const tests = readFilterTests();

  test('323 values are standardised', () => { expect(tests.flatMap((one) => one.values)).toHaveLength(323); });

  describe.each(tests.map((one) => [one.id, one.filter, one] as const))('filter %s, %s', (_id, _filter, { settings, values: references }) => {
    let values: ReadonlyMap<string, number>;
    beforeAll(async () => { values = await valuesOf(phantomOf('ct'), settings); });

    test.each(references.map((r) => [r.tag, r.expected, r.tolerance] as const))('%s is %d ± %d', (tag, expected, tolerance) => {
      const value = values.get(tag) ?? NaN;
      if (!agrees(value, { expected, tolerance })) throw new Error(`${tag} is ${value}`);
    });
  });
});
