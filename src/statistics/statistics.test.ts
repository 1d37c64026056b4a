import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { auc, bootstrapSample, brier, calibration, compareAuc, fitLogistic, normalQuantile, seededRandom, stratifiedFolds } from './index.js';
import { normalUpperTail } from './normal.js';
import { describeReal, reference, referenceData } from '../../test/support/real.js';

interface Golden {
  readonly delong: { readonly y: number[]; readonly score1: number[]; readonly score2: number[]; readonly ci1: number[]; readonly var1: number; readonly ci2: number[]; readonly paired_Z: number; readonly paired_p: number };
  readonly val_prob: { readonly p: number[]; readonly y: number[]; readonly stats: Readonly<Record<string, number>> };
}

// R's answers (pROC 1.18.0, rms 6.5); they stay outside the project.
const golden = 'reference/statistics/golden_R.json';

describeReal('as R computes it', [referenceData(golden)], () => {
  // The file is R's output and part of the reference data.
  const { delong, val_prob: val } = JSON.parse(readFileSync(join(reference, golden), 'utf8')) as Golden;

  test('pROC: AUC with DeLong variance and interval', () => {
    const found = auc(delong.y, delong.score1);
    expect(found.auc).toBeCloseTo(delong.ci1[1] ?? 0, 12);
    expect(found.variance).toBeCloseTo(delong.var1, 12);
    expect(found.lower).toBeCloseTo(delong.ci1[0] ?? 0, 10);
    expect(found.upper).toBeCloseTo(delong.ci1[2] ?? 0, 10);
    expect(auc(delong.y, delong.score2).lower).toBeCloseTo(delong.ci2[0] ?? 0, 10);
  });

  test('pROC: paired DeLong test', () => {
    const found = compareAuc(delong.y, delong.score1, delong.score2);
    expect(found.z).toBeCloseTo(delong.paired_Z, 10);
    expect(found.p).toBeCloseTo(delong.paired_p, 10);
  });

  test('val.prob: Brier score, calibration intercept and slope', () => {
    const { intercept, slope } = calibration(val.y, val.p);
    expect(brier(val.y, val.p)).toBeCloseTo(val.stats.Brier ?? 0, 10);
    // R's lrm stops iterating earlier than we do; its answer is that of our fit to five decimals.
    expect(intercept.value).toBeCloseTo(val.stats.Intercept ?? 0, 5);
    expect(slope.value).toBeCloseTo(val.stats.Slope ?? 0, 5);
  });
});

test('the normal quantile of 97.5 % is 1.959963984540054', () => { expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13); });

test('the upper tail of 3 is 0.0013498980316301, from the series and from the fraction alike', () => {
  expect(normalUpperTail(3)).toBeCloseTo(0.0013498980316301, 15);
  expect(normalUpperTail(2.9999999999)).toBeCloseTo(0.0013498980316301, 11);
});

test('a perfect score has AUC 1, its reverse 0, a constant one half', () => {
  expect([auc([0, 0, 1, 1], [1, 2, 3, 4]).auc, auc([0, 0, 1, 1], [4, 3, 2, 1]).auc, auc([0, 0, 1, 1], [5, 5, 5, 5]).auc]).toEqual([1, 0, 0.5]);
});

test('one outcome only has no AUC', () => { expect(() => auc([1, 1], [1, 2])).toThrow('both outcomes'); });

test('two groups: the coefficient is the log odds ratio', () => {
  const rows = [0, 0, 0, 0, 1, 1, 1, 1].map((value) => [value]);
  const fit = fitLogistic({ rows, outcomes: [0, 0, 0, 1, 0, 1, 1, 1], penalty: 0 });
  expect(fit.intercept).toBeCloseTo(Math.log(1 / 3), 10);
  expect(fit.coefficients[0]).toBeCloseTo(2 * Math.log(3), 10);
});

test('a penalty shrinks towards none and keeps the mean prediction', () => {
  const rows = [-2, -1, 0, 1, 2, 3].map((value) => [value]);
  const outcomes = [0, 0, 1, 0, 1, 1];
  const sizes = [0.01, 1, 100].map((penalty) => Math.abs(fitLogistic({ rows, outcomes, penalty }).coefficients[0]));
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
});

test('separated outcomes without a penalty are refused', () => {
  expect(() => fitLogistic({ rows: [[0], [1], [2], [3]], outcomes: [0, 0, 1, 1], penalty: 0 })).toThrow('singular');
});

test('folds are as even as can be, for events and for all', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 10, maxLength: 80 }), fc.integer({ min: 2, max: 5 }), fc.integer(), (outcomes, folds, seed) => {
    const fold = stratifiedFolds(outcomes, folds, seededRandom(seed));
    const count = (kind: (index: number) => boolean) => Array.from({ length: folds }, (_, k) => fold.filter((value, index) => value === k && kind(index)).length);
    for (const counts of [count(() => true), count((index) => outcomes[index] === 1)]) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }));
});

test('a bootstrap sample is as large as the data and holds both outcomes', () => {
  const outcomes = [0, 0, 0, 0, 0, 0, 1, 1];
  const random = seededRandom(7);
  for (let k = 0; k < 200; k += 1) {
    const drawn = bootstrapSample(outcomes, random);
    expect(drawn.length).toBe(8);
    expect(new Set(drawn.map((index) => outcomes[index])).size).toBe(2);
  }
});

test('the same seed gives the same numbers', () => {
  const [a, b] = [seededRandom(42), seededRandom(42)];
  expect(Array.from({ length: 5 }, a)).toEqual(Array.from({ length: 5 }, b));
});
