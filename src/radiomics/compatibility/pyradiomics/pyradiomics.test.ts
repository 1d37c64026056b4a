import { defaultSettings, extractFeatures, pyradiomicsAggregation, pyradiomicsFamilies, tagsAskedFor, type ExtractionSettings, type Mask, type Volume } from '../../index.js';
import { kurtosis } from '../../features/intensity-statistics.js';
import { sampleOf } from '../../features/sample.js';
import { surfaceOf } from '../../geometry/surface.js';
import { binEdges, binned } from './bins.js';
import { planarDiameters } from './diameters.js';
import { secondLargest } from './eigenvalues.js';
import { rawKurtosis } from './first-order.js';
import { targetOf } from './grid.js';
import { pyradiomicsSurface } from './mesh.js';
import { pyradiomicsFeatures } from './names.js';
import { nearestVoxels } from './nearest.js';
import { resampleBetween } from './resample.js';

const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
type Triple = readonly [number, number, number];

describe('names', () => {
  const classes = (['shape', 'firstorder', 'glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm'] as const)
    .map((one) => [one, pyradiomicsFeatures.filter(({ pyradiomics }) => pyradiomics.startsWith(`original_${one}_`)).length] as const);
  test('are those that PyRadiomics computes by default', () => {
    expect(classes).toEqual([['shape', 14], ['firstorder', 18], ['glcm', 24], ['glrlm', 16], ['glszm', 16], ['gldm', 14], ['ngtdm', 5]]);
  });
  test('stand once each, as names and as tags', () => {
    for (const key of ['pyradiomics', 'tag'] as const) expect(new Set(pyradiomicsFeatures.map((feature) => feature[key])).size).toBe(107);
  });
  test('what IBSI defines otherwise or not at all has no IBSI tag and no IBSI code', () => {
    const own = pyradiomicsFeatures.filter(({ ibsi }) => ibsi === '');
    expect(own.map(({ pyradiomics }) => pyradiomics.replace(/original_[a-z]+_/, ''))).toEqual([
      'LeastAxisLength', 'MajorAxisLength', 'MinorAxisLength', 'Maximum2DDiameterColumn', 'Maximum2DDiameterRow', 'Maximum2DDiameterSlice',
      'Kurtosis', 'TotalEnergy', 'MCC',
    ]);
    expect(own.every(({ tag, pyradiomics }) => tag === pyradiomics)).toBe(true);
  });
});

describe('bin edges', () => {
  const edges = (min: number, max: number, width: number): number[] => [...binEdges({ min, max }, { method: 'FBS', binWidth: width }, 'float')];
  test('are multiples of the bin width, from below the minimum on', () => { expect(edges(54, 166, 25)).toEqual([50, 75, 100, 125, 150, 175, 200]); });
  test('are so below zero too', () => { expect(edges(-54, 10, 25)).toEqual([-75, -50, -25, 0, 25, 50]); });
  test('of a number of bins are even, the last one 1 further', () => {
    expect([...binEdges({ min: 0, max: 8 }, { method: 'FBN', bins: 4 }, 'float')]).toEqual([0, 2, 4, 6, 9]);
  });
  test('of floats are rounded to single precision, of whole numbers not', () => {
    const third = (pixels: 'float' | 'integer'): number => binEdges({ min: 0, max: 1 }, { method: 'FBN', bins: 3 }, pixels)[1];
    expect([third('float'), third('integer')]).toEqual([Math.fround(1 / 3), 1 / 3]);
  });
  test('a value on an edge belongs to the bin above', () => {
    const inside = { intensities: Float64Array.of(50, 74.5, 75, 166), mask: Uint8Array.of(1, 1, 1, 1), min: 50, max: 166 };
    expect(binned(inside, { method: 'FBS', binWidth: 25 }, 'float')).toEqual({ voxels: Int32Array.of(1, 1, 2, 5), count: 5 });
  });
});

describe('the grid', () => {
  const grid = { size: [10, 10, 4] as Triple, spacingMm: [1, 1, 3] as Triple, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1] };
  const target = targetOf(grid, { low: [2, 2, 1], high: [7, 7, 2] }, [2, 2, 1]);
  test('has its corner where the image has it', () => {
    expect(target?.grid.size).toEqual([5, 5, 12]);
    expect([target?.plans[0].start, target?.plans[2].start]).toEqual([0.5, -1 / 3]);
  });
  test('keeps the spacing along an axis where the region is one voxel thin', () => {
    expect(targetOf(grid, { low: [2, 2, 1], high: [7, 7, 1] }, [2, 2, 1])?.grid.spacingMm).toEqual([2, 2, 3]);
  });
  test('is left alone when it has the spacing already', () => { expect(targetOf(grid, { low: [2, 2, 1], high: [7, 7, 2] }, [1, 1, 3])).toBeNull(); });
  test('half-way between two voxels the mask takes the upper one', () => {
    if (target === null) throw new Error('a target was expected');
    expect([...nearestVoxels(target, grid.size).subarray(0, 5)]).toEqual([11, 13, 15, 17, 19]);
  });
});

test('a spline goes through the voxels, and is mirrored at its ends', () => {
  const voxels = Float32Array.of(3, 1, 4, 1, 5);
  const halves = { size: 9, start: 0, step: 0.5 };
  const still = { size: 1, start: 0, step: 1 };
  const line = resampleBetween(voxels, [5, 1, 1], 'cubic-spline', { plans: [{ ...halves, start: -0.5 }, still, still], box: { low: [0, 0, 0], high: [10, 0, 0] } });
  [3, 1, 4, 1, 5].forEach((value, i) => { expect(line[2 * i + 1]).toBeCloseTo(value, 12); });
  expect([line[0], line[10]]).toEqual([expect.closeTo(line[2], 12), expect.closeTo(line[8], 12)]);
});

test('the kurtosis is 3 above IBSI\'s', () => {
  const sample = sampleOf(Float64Array.of(1, 2, 3, 5, 9));
  expect(rawKurtosis(sample)).toBeCloseTo(Number(kurtosis(sample)) + 3, 12);
});

test('the second largest eigenvalue is found by its absolute value', () => {
  expect(secondLargest(Float64Array.of(1, 0, 0, 0, 0.2, 0, 0, 0, -0.5), 3)).toBeCloseTo(0.5, 12);
  expect(secondLargest(Float64Array.of(2 / 3, 1 / 3, 1 / 3, 2 / 3), 2)).toBeCloseTo(1 / 3, 12);
  expect(secondLargest(Float64Array.of(1), 1)).toBe(0);
});

describe('a box of 3 × 4 × 5 voxels', () => {
  const size: Triple = [3, 4, 5];
  const full = new Uint8Array(60).fill(1);
  test('has diameters across z, y and x', () => {
    const { slice, column, row } = planarDiameters(full, size, [1, 1, 2]);
    expect([slice() ** 2, column() ** 2, row() ** 2].map(Math.round)).toEqual([20, 104, 109]);
  });
  test('has the mesh that IBSI gives it', () => {
    const [ours, ibsi] = [pyradiomicsSurface(full, size, [1, 1, 2]), surfaceOf(full, size, [1, 1, 2])];
    expect([ours.areaMm2, ours.volumeMm3]).toEqual([expect.closeTo(ibsi.areaMm2, 9), expect.closeTo(ibsi.volumeMm3, 9)]);
  });
});

describe('an answer', () => {
  const size: Triple = [8, 8, 8];
  const voxels = Float32Array.from({ length: 512 }, (_, i) => 300 * Math.abs(Math.sin(i * i)));
  const volume: Volume = { grid: { size, spacingMm: [1, 1, 1], affine }, voxels };
  const mask: Mask = { grid: volume.grid, voxels: new Uint8Array(512).fill(1, 64, 448) };
  const settings: ExtractionSettings = { ...defaultSettings, families: pyradiomicsFamilies, aggregation: pyradiomicsAggregation, compatibility: 'pyradiomics' };
  const measured = (some: Partial<ExtractionSettings>, image = volume) => {
    const result = extractFeatures(image, mask, { ...settings, ...some });
    if (result.kind !== 'measured') throw new Error(result.detail);
    return result;
  };

  test('has a value for every feature, under the tags that were announced', () => {
    const { features, absent } = measured({});
    expect(absent).toEqual([]);
    expect(features.map(({ tag }) => tag)).toEqual(tagsAskedFor(settings));
    expect(features.map(({ pyradiomics }) => pyradiomics).toSorted()).toEqual(pyradiomicsFeatures.map(({ pyradiomics }) => pyradiomics).toSorted());
  });

  test('leaves out what is omitted, by either name', () => {
    const { absent, warnings } = measured({ omit: ['original_glcm_MCC', 'original_shape_Sphericity', 'stat_mean', 'original_typo'] });
    expect(absent.map(({ tag }) => tag)).toEqual(['morph_sphericity', 'stat_mean', 'original_glcm_MCC']);
    expect(warnings).toEqual(['The settings omit original_typo, which is no feature.']);
  });

  test('has no conventional values for a flat region', () => {
    const { absent } = measured({}, { ...volume, voxels: new Float32Array(512).fill(50) });
    expect(absent.find(({ tag }) => tag === 'cm_corr_3D_avg')).toEqual({ tag: 'cm_corr_3D_avg', reason: 'one-grey-level' });
    expect(absent.find(({ tag }) => tag === 'original_firstorder_Kurtosis')).toEqual({ tag: 'original_firstorder_Kurtosis', reason: 'flat-intensities' });
  });

  test('is not given without being asked for', () => {
    const { compatibility: _, ...ibsi } = settings;
    const result = extractFeatures(volume, mask, ibsi);
    expect(result.kind === 'measured' && result.features.some((feature) => 'pyradiomics' in feature)).toBe(false);
  });
});
