import { changesOverTime } from './change.js';

test('the first time point has nothing to compare with', () => {
  expect(changesOverTime([100])).toEqual([{ sinceBaseline: undefined, sinceNadir: undefined }]);
});

test('regrowth after shrinkage is a decrease since baseline and an increase since nadir', () => {
  const [, , last] = changesOverTime([100, 50, 60]);
  expect(last).toEqual({ sinceBaseline: { absolute: -40, percent: -40 }, sinceNadir: { absolute: 10, percent: 20 } });
});

test('change from zero has no percentage', () => {
  expect(changesOverTime([0, 5])[1]?.sinceBaseline).toEqual({ absolute: 5, percent: undefined });
});
