import type { ExtractionSettings, Normalisation } from '../settings.js';
import { defaultSettings } from '../settings.js';
import { normalised } from './normalise.js';
import { obstacleTo } from './obstacle.js';
import { targetOf } from './target.js';

const grid = { size: [5, 1, 1], spacingMm: [1, 1, 3], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1] } as const;
const after = (values: readonly number[], ...steps: readonly Normalisation[]): number[] => [...normalised({ grid, voxels: Float32Array.from(values) }, steps).voxels];

describe('normalisation', () => {
  test('z-score gives mean 0 and deviation 1', () => { expect(after([1, 3, 1, 3, 2], { method: 'z-score' })).toEqual([-1, 1, -1, 1, 0].map((z) => Math.fround(z / Math.sqrt(0.8)))); });
  test('a flat image is flat at 0', () => { expect(after([7, 7, 7, 7, 7], { method: 'z-score' })).toEqual([0, 0, 0, 0, 0]); });
  test('values beyond the percentiles become these', () => { expect(after([0, 1, 2, 3, 100], { method: 'percentile-clip', low: 25, high: 75 })).toEqual([1, 1, 2, 3, 3]); });
  test('reference tissue becomes 1, and steps come one after another', () => {
    expect(after([0, 50, 100, 200, 900], { method: 'percentile-clip', low: 0, high: 75 }, { method: 'reference-tissue', intensity: 100 })).toEqual([0, 0.5, 1, 2, 2]);
  });
  test('no step gives the same volume', () => { const volume = { grid, voxels: Float32Array.of(1, 2, 3, 4, 5) }; expect(normalised(volume, [])).toBe(volume); });
});

describe('what cannot be measured is found before it is computed', () => {
  const box = { low: [0, 0, 0], high: [4, 0, 0] } as const;
  const obstacle = (settings: Partial<ExtractionSettings>) => obstacleTo(box, { filter: null, ...settings }, targetOf(grid, { ...defaultSettings, ...settings }));
  const log = { name: 'laplacian-of-gaussian', sigmaMm: 2, cutoffSigma: 4, boundary: 'mirror', rotationInvariance: null } as const;
  test('a tiny spacing, with the memory it would take', () => {
    const found = obstacle({ interpolation: { spacingMm: [0.001, 0.001, 0.001], method: 'linear', roundIntensities: false } });
    expect(found?.reason).toBe('region-too-large');
    expect(found?.detail).toMatch(/million voxels and would take about \d+ GB of memory/);
  });
  test('a Gaussian narrower than a voxel of the axes it works on', () => {
    expect(obstacle({ filter: { ...log, dimensions: '3D' } })).toMatchObject({ reason: 'filter-too-fine' });
    expect(obstacle({ filter: { ...log, dimensions: '2D' } })).toBeNull();
  });
});
