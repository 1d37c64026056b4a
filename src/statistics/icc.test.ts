import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fProbability, fQuantile } from './icc-f-distribution.js';
import { iccAgreement, iccConsistency, iccOneWay, reliabilityOf } from './index.js';
import { describeReal, reference, referenceData } from '../../test/support/real.js';

interface Table { readonly data: number[][]; readonly ICC: number[]; readonly lower: number[]; readonly upper: number[] }
interface Golden { readonly icc_shape: Table; readonly icc_2raters: Table }

// R's answers (psych 2.2.9); they stay outside the project.
const golden = 'reference/statistics/golden_R.json';
const models = [['ICC(1,1)', iccOneWay], ['ICC(2,1)', iccAgreement], ['ICC(3,1)', iccConsistency]] as const;

describeReal('as R computes it', [referenceData(golden)], () => {
  // The file is R's output and part of the reference data.
  const answers = JSON.parse(readFileSync(join(reference, golden), 'utf8')) as Golden;
  test.each((['icc_shape', 'icc_2raters'] as const).flatMap((name) => models.map(([model, icc], row) => ({ name, model, icc, row }))))('psych: $model of $name with its interval', ({ name, icc, row }) => {
    const { data, ICC, lower, upper } = answers[name];
    const found = icc(data);
    expect(found?.icc).toBeCloseTo(ICC[row], 11);
    expect(found?.lower).toBeCloseTo(lower[row], 10);
    expect(found?.upper).toBeCloseTo(upper[row], 10);
  });
});

describe('the example of Shrout and Fleiss 1979, table 2', () => {
  const table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
  test.each([['ICC(1,1)', iccOneWay, 0.17], ['ICC(2,1)', iccAgreement, 0.29], ['ICC(3,1)', iccConsistency, 0.71]] as const)('%s is as printed', (_name, icc, printed) => {
    expect(icc(table)?.icc).toBeCloseTo(printed, 2);
  });
  test('the interval of ICC(1,1) is −0.13 to 0.72', () => {
    expect(iccOneWay(table)?.lower).toBeCloseTo(-0.133, 3);
    expect(iccOneWay(table)?.upper).toBeCloseTo(0.723, 3);
  });
});

describe('a table', () => {
  test.each(models)('without any error has %s 1', (_name, icc) => { for (const value of Object.values(icc([[1, 1, 1], [2, 2, 2], [5, 5, 5]]) ?? {})) expect(value).toBeCloseTo(1, 14); });
  test.each(models)('of one value has no %s', (_name, icc) => { expect(icc([[3, 3], [3, 3]])).toBeNull(); });
  test.each(models)('of one subject or one measurement has no %s', (_name, icc) => { expect([icc([[1, 2, 3]]), icc([[1], [2]]), icc([])]).toEqual([null, null, null]); });
  test('that is ragged is a mistake', () => { expect(() => iccOneWay([[1, 2], [3]])).toThrow('the same number of measurements'); });
});

describe('the F distribution', () => {
  // SciPy 1.17.1, scipy.stats.f.ppf.
  test.each([[0.975, 5, 18, 3.381967805875243], [0.975, 1, 1, 647.7890114778434], [0.95, 10, 10, 2.9782370160823213], [0.025, 3, 40.5, 0.07125109856134516], [0.5, 7, 7, 1]])('its quantile of %d with %d and %d degrees of freedom is %d', (p, d1, d2, value) => {
    expect(fQuantile(p, d1, d2) / value).toBeCloseTo(1, 12);
  });
  test('with 2 and 2 degrees of freedom it is f / (1 + f)', () => { for (const f of [0.01, 1, 3, 400]) expect(fProbability(f, 2, 2)).toBeCloseTo(f / (1 + f), 13); });
  test('with 50 and 50 949 degrees of freedom, the quantile has its probability', () => { expect(fProbability(fQuantile(0.975, 50, 50_949), 50, 50_949)).toBeCloseTo(0.975, 11); });
  test('is nothing below 0', () => { expect(fProbability(-1, 3, 4)).toBe(0); });
});

test.each([[0.49, 'poor'], [0.5, 'moderate'], [0.75, 'good'], [0.9, 'excellent']] as const)('a lower bound of %d is %s', (lower, word) => { expect(reliabilityOf({ icc: 0.95, lower, upper: 1 })).toBe(word); });
