import { discretise } from './discretise.js';
import { resampleBox, resampleMask } from './interpolate.js';
import { planAxis } from './resampled-grid.js';
import { resegment } from './resegment.js';
import { sortNumbers } from './sort-numbers.js';

const line = (values: readonly number[]): Float32Array => Float32Array.from(values);
const along = (values: readonly number[], newMm: number, method: 'nearest' | 'linear' | 'cubic-spline'): number[] => {
  const plan = planAxis(values.length, 1, newMm);
  const still = planAxis(1, 1, 1);
  const box = { low: [0, 0, 0], high: [plan.size - 1, 0, 0] } as const;
  return [...resampleBox(line(values), [values.length, 1, 1], { method, plans: [plan, still, still] }, box)];
};

describe('interpolation', () => {
  test.each([
    [10, 0.3, 0.1, 30], [50, 0.977, 2, 25], [7, 1, 2, 4], [5, 3, 3, 5],
  ])('%d voxels of %d mm are ⌈n s / s′⌉ of %d mm: %d', (n, from, to, expected) => {
    expect(planAxis(n, from, to).size).toBe(expected);
  });

  test('puts the centres of both grids in one place', () => {
    const { start, step, size } = planAxis(7, 1, 2);
    expect(start + (size - 1) * step / 2).toBe(3);
  });

  test.each(['nearest', 'linear', 'cubic-spline'] as const)('%s keeps a constant', (method) => {
    for (const value of along([5, 5, 5, 5, 5, 5], 0.7, method)) expect(value).toBeCloseTo(5, 12);
  });

  test('linear keeps a ramp inside, and continues it flat beyond the edge', () => {
    expect(along([0, 1, 2, 3], 0.5, 'linear')).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]);
  });

  test('the cubic spline goes through the voxels it was given', () => {
    const values = [3, -1, 4, 1, -5, 9, 2, 6];
    const third = along(values, 1 / 3, 'cubic-spline').filter((_, i) => i % 3 === 1);
    third.forEach((value, i) => { expect(value).toBeCloseTo(values[i], 10); });
  });

  test('half a voxel of mask is inside', () => {
    const plan = planAxis(4, 1, 2);
    const still = planAxis(1, 1, 1);
    expect([...resampleMask(Uint8Array.of(0, 1, 1, 1), [4, 1, 1], [plan, still, still], { low: [0, 0, 0], high: [1, 0, 0] })]).toEqual([1, 1]);
  });
});

describe('re-segmentation', () => {
  const all = Uint8Array.of(1, 1, 1, 1, 0);
  const values = Float64Array.of(-500, 0, 400, 401, 0);
  test('both ends belong to the range', () => {
    expect([...resegment(values, all, { range: [-500, 400], outlierSigma: null })]).toEqual([1, 1, 1, 0, 0]);
  });
  test('null is an open end', () => { expect([...resegment(values, all, { range: [null, 0], outlierSigma: null })]).toEqual([1, 1, 0, 0, 0]); });
  test('outliers are judged by what the range left', () => {
    const tight = Float64Array.of(1, 2, 1, 2, 1, 2, 1, 2, 9, 1e6);
    expect([...resegment(tight, new Uint8Array(10).fill(1), { range: [null, 100], outlierSigma: 2 })]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });
});

describe('discretisation', () => {
  const inside = { intensities: Float64Array.of(-10, 0, 14, 15, 40), mask: Uint8Array.of(0, 1, 1, 1, 1), min: 0, max: 40 };
  test('FBS counts from the lower bound of the range', () => {
    expect([...discretise(inside, { method: 'FBS', binWidth: 10 }, -5)?.voxels ?? []]).toEqual([0, 1, 2, 3, 5]);
  });
  test('FBS counts from the ROI minimum without one', () => {
    expect([...discretise(inside, { method: 'FBS', binWidth: 15 }, null)?.voxels ?? []]).toEqual([0, 1, 1, 2, 3]);
  });
  test('FBN puts the maximum into the last bin', () => {
    expect([...discretise(inside, { method: 'FBN', bins: 4 }, null)?.voxels ?? []]).toEqual([0, 1, 2, 2, 4]);
  });
  test('without discretisation, what is no positive integer is no grey level', () => { expect(discretise(inside, null, null)).toBeNull(); });
});

describe('sorting', () => {
  const wave = (i: number): number => Math.sin(i * 12.9898) * 43758.5453 % 100;
  test.each<readonly [string, (i: number) => number]>([
    ['spread evenly', wave], ['crowded at one end', (i) => Math.exp(wave(i) / 5)], ['all equal', () => 7], ['two values', (i) => i % 2], ['negative', (i) => -1e9 + wave(i)], ['far apart', (i) => (i === 3 ? 1e300 : -1e300)],
  ])('numbers %s come out as by comparing', (_what, numberAt) => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => numberAt(i));
    const sorted = values.slice().sort();
    expect(sortNumbers(values, sorted[0], sorted[4999])).toEqual(sorted);
  });
  test('one number is sorted', () => { expect([...sortNumbers(Float64Array.of(3), 3, 3)]).toEqual([3]); });
});
