import { defaultSettings, extractFeatures, extractUnderEach, type ExtractionSettings, type FilterSettings, type Mask, type Volume } from './index.js';
import { sharingGroups } from './sharing.js';

const grid = { size: [17, 15, 9], spacingMm: [1, 1, 2], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] } as const;
const volume: Volume = { grid, voxels: Float32Array.from({ length: 17 * 15 * 9 }, (_, i) => 100 + Math.round(60 * Math.sin(i * i * 0.7))) };
const mask: Mask = { grid, voxels: Uint8Array.from(volume.voxels, (_, i) => Number(Math.hypot(i % 17 - 8, Math.floor(i / 17) % 15 - 6, 2 * (Math.floor(i / 255) - 4)) < 5.2)) };

const base: ExtractionSettings = {
  ...defaultSettings, interpolation: { spacingMm: [1.5, 1.5, 1.5], method: 'cubic-spline', roundIntensities: false }, discretisation: { method: 'FBN', bins: 8 },
  families: ['intensity-statistics', 'glcm', 'glszm', 'gldzm', 'ngtdm', 'ngldm'],
};
const common = { dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
const subband = (name: string, family = 'coif1'): FilterSettings => ({ ...common, name: 'separable-wavelet', family, subband: name, level: 1 });
const laplacian = (sigmaMm: number): FilterSettings => ({ ...common, name: 'laplacian-of-gaussian', sigmaMm, cutoffSigma: 4 });
const under = (changes: Partial<ExtractionSettings>): ExtractionSettings => ({ ...base, ...changes });

const settings: Readonly<Record<string, readonly ExtractionSettings[]>> = {
  'the image, sub-bands and Laplacians': [base, ...['HLH', 'LLL', 'LLH', 'LHL', 'HHH'].map((name) => under({ filter: subband(name) })), ...[2, 3].map((sigma) => under({ filter: laplacian(sigma) }))],
  'wavelets of several lengths, and local intensity in some': [
    under({ filter: subband('LLL') }), under({ filter: subband('LLL', 'db2') }), under({ filter: subband('LLL'), families: ['local-intensity'] }), under({ families: ['local-intensity'] }),
  ],
  're-segmentation and bins that differ on one filtered image': [
    under({ filter: subband('LLH'), resegmentation: { range: [70, null], outlierSigma: null } }), under({ filter: subband('LLH'), resegmentation: { range: null, outlierSigma: 1 } }),
    under({ filter: subband('LLH'), discretisation: { method: 'FBS', binWidth: 10 } }), under({ filter: subband('LLH') }),
  ],
  'other grids, normalisations, dimensions and definitions': [
    base, under({ interpolation: null }), under({ approach: '2D' }), under({ normalisation: [{ method: 'z-score' }] }), under({ normalisation: [{ method: 'z-score' }], filter: laplacian(2) }),
    under({ compatibility: 'pyradiomics', families: ['glcm'] }), under({ filter: { ...laplacian(2), dimensions: '2D' } }), under({ filter: { ...common, name: 'simoncelli', level: 1 } }), base,
  ],
  'some that cannot be measured': [under({ filter: laplacian(1) }), base, under({ filter: laplacian(2) })],
};

describe('one region under several settings', () => {
  test.each(Object.entries(settings))('%s: each has the bits it has alone, in their order', (_name, all) => {
    expect(extractUnderEach(volume, mask, all)).toEqual(all.map((one) => extractFeatures(volume, mask, one)));
  });
  test('an empty mask is not measurable under any, and no settings have no answers', () => {
    const empty: Mask = { grid, voxels: new Uint8Array(mask.voxels.length) };
    expect(extractUnderEach(volume, empty, [base, base]).map(({ kind }) => kind)).toEqual(['not-measurable', 'not-measurable']);
    expect(extractUnderEach(volume, mask, [])).toEqual([]);
  });
});

test('settings of one image stand together, the unfiltered first, sub-bands by what they begin with', () => {
  const all = [under({ filter: subband('LHL') }), under({ approach: '2D' }), under({ filter: subband('HLL') }), base, under({ filter: subband('LHH') })];
  expect(sharingGroups(all)).toEqual([[1], [3, 2, 4, 0]]);
});
