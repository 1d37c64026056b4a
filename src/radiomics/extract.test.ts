import fc from 'fast-check';
import { catalogue, defaultSettings, extractFeatures, extractRegions, type ExtractionSettings, type FeatureSet, type Mask, type Volume } from './index.js';

const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
type Triple = readonly [number, number, number];

function volumeOf(size: Triple, intensity: (x: number, y: number, z: number) => number, spacingMm: Triple = [1, 1, 1]): Volume {
  const [nx, ny, nz] = size;
  const voxels = new Float32Array(nx * ny * nz);
  for (let i = 0; i < voxels.length; i += 1) voxels[i] = intensity(i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny)));
  return { grid: { size, spacingMm, affine }, voxels };
}

const maskOf = (volume: Volume, inside: (x: number, y: number, z: number) => boolean): Mask =>
  ({ grid: volume.grid, voxels: Uint8Array.from(volumeOf(volume.grid.size, (x, y, z) => (inside(x, y, z) ? 1 : 0)).voxels) });

const everything: ExtractionSettings = {
  ...defaultSettings, discretisation: { method: 'FBN', bins: 8 },
  aggregation: ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb', '3D_avg', '3D_comb', '2D', '2_5D', '3D'],
};

const resampled = (mm: number): ExtractionSettings['interpolation'] => ({ spacingMm: [mm, mm, mm], method: 'linear', roundIntensities: false });

function measured(volume: Volume, mask: Mask, settings: ExtractionSettings = everything): FeatureSet {
  const result = extractFeatures(volume, mask, settings);
  if (result.kind !== 'measured') throw new Error(result.detail);
  return result;
}

const rough = volumeOf([9, 8, 7], (x, y, z) => Math.round(20 * Math.sin(3 * x + 5 * y * y + 7 * z)));
const reasonOf = (set: FeatureSet, tag: string): string | undefined => set.absent.find((feature) => feature.tag === tag)?.reason;

describe('an answer', () => {
  const ball = maskOf(rough, (x, y, z) => Math.hypot(x - 4, y - 4, z - 3) < 3.3);
  const full = measured(rough, ball);

  test('names every feature that was asked for once, with or without a value', () => {
    const expected = catalogue.flatMap(({ tag, aggregations }) =>
      (aggregations.length === 0 ? [tag] : aggregations.map((aggregation) => `${tag}_${aggregation}`)));
    expect([...full.features, ...full.absent].map(({ tag }) => tag).sort()).toEqual(expected.sort());
  });

  test('holds finite numbers only', () => { expect(full.features.filter(({ value }) => !Number.isFinite(value))).toEqual([]); });
  test('has nothing absent for a rough ball', () => { expect(full.absent).toEqual([]); });
  test('has the same bits the second time', () => {
    expect(measured(rough, ball)).toEqual(full);
  });

  test('counts the voxels of the mask as it came, and after interpolation', () => {
    const halved = measured(rough, maskOf(rough, (x) => x < 8), { ...everything, interpolation: resampled(0.5) });
    expect(halved.mask.voxels).toBe(8 * 8 * 7);
    expect(halved.image.sizeInterpolated).toEqual([18, 16, 14]);
    expect(halved.mask.voxelsInterpolated).toBe(16 * 16 * 14);
  });

  test('keeps an omitted tag apart, with or without its aggregation, and says when it is no feature', () => {
    const set = measured(rough, maskOf(rough, () => true), { ...everything, omit: ['morph_moran_i', 'cm_corr', 'szm_sze_3D', 'morph_typo'] });
    expect(set.absent.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['morph_moran_i', 'cm_corr_2D_avg', 'cm_corr_3D_comb', 'szm_sze_3D']));
    expect(set.warnings).toEqual(['The settings omit morph_typo, which is no feature.']);
  });
});

describe('what cannot be measured', () => {
  test('an empty mask is not measurable', () => {
    expect(extractFeatures(rough, maskOf(rough, () => false), everything)).toMatchObject({ kind: 'not-measurable', reason: 'mask-empty' });
  });

  test('a mask on another grid is not measurable', () => {
    const other = volumeOf([2, 2, 2], () => 0);
    expect(extractFeatures(rough, maskOf(other, () => true), everything)).toMatchObject({ kind: 'not-measurable', reason: 'mask-grid-mismatch' });
  });

  test('a flat image has shape and level, but no skewness, correlation or coarseness', () => {
    const flat = volumeOf([6, 6, 6], () => 7);
    const set = measured(flat, maskOf(flat, () => true));
    expect(set.features.find(({ tag }) => tag === 'stat_mean')?.value).toBe(7);
    expect(['stat_skew', 'stat_kurt', 'morph_moran_i', 'ivh_v10'].map((tag) => reasonOf(set, tag))).toEqual(Array(4).fill('flat-intensities'));
    expect(['cm_corr_3D_comb', 'ngt_coarseness_3D', 'ih_max_grad'].map((tag) => reasonOf(set, tag))).toEqual(Array(3).fill('one-grey-level'));
  });

  test('one voxel has no axes and no neighbours', () => {
    const set = measured(rough, maskOf(rough, (x, y, z) => x === 4 && y === 4 && z === 3));
    expect(['morph_pca_maj_axis', 'morph_pca_flatness', 'morph_moran_i'].map((tag) => reasonOf(set, tag))).toEqual(Array(3).fill('one-voxel'));
    expect(['cm_joint_max_3D_avg', 'ngt_contrast_2_5D'].map((tag) => reasonOf(set, tag))).toEqual(Array(2).fill('no-neighbours'));
    expect(set.features.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test('a region that re-segmentation empties keeps its shape', () => {
    const set = measured(rough, maskOf(rough, () => true), { ...everything, resegmentation: { range: [1000, null], outlierSigma: null } });
    expect(set.features.some(({ tag }) => tag === 'morph_volume')).toBe(true);
    expect(['stat_mean', 'morph_integ_int', 'cm_corr_3D_comb'].map((tag) => reasonOf(set, tag)))
      .toEqual(Array(3).fill('mask-empty-after-resegmentation'));
  });

  test('a region that interpolation loses is absent as a whole', () => {
    const set = measured(rough, maskOf(rough, (x, y, z) => x === 0 && y === 0 && z === 0), { ...everything, interpolation: resampled(4) });
    expect(set.features).toEqual([]);
    expect(new Set(set.absent.map(({ reason }) => reason))).toEqual(new Set(['mask-empty-after-interpolation']));
  });

  test('intensities that are no grey levels have no texture without discretisation', () => {
    const set = measured(rough, maskOf(rough, () => true), { ...everything, discretisation: null });
    expect(['ih_mean', 'cm_corr_3D_comb'].map((tag) => reasonOf(set, tag))).toEqual(Array(2).fill('not-discretised'));
  });
});

describe('several regions of one image', () => {
  const masks = [maskOf(rough, (x) => x < 2), maskOf(rough, () => false), maskOf(rough, (x) => x >= 2)];
  test('without interpolation each has the bits it has alone, in the order of the masks', () => {
    expect(extractRegions(rough, masks, everything)).toEqual(masks.map((mask) => extractFeatures(rough, mask, everything)));
  });
  test('with a filter each has the values it has alone', () => {
    const filter = { name: 'separable-wavelet', family: 'coif1', subband: 'LLH', level: 1, dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
    const settings: ExtractionSettings = { ...everything, families: ['intensity-statistics'], filter };
    expect(extractRegions(rough, masks, settings)).toEqual(masks.map((mask) => extractFeatures(rough, mask, settings)));
  });
});

describe('the same region elsewhere', () => {
  const shift = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }));
  const intensity = (x: number, y: number, z: number): number => 100 + Math.round(40 * Math.sin(3 * x + 5 * y + 7 * z));
  const inBall = (x: number, y: number, z: number): boolean => Math.hypot(x - 2, y - 2, (z - 2) / 0.8) < 2.6;

  test('has the same features, bit for bit', () => {
    const valuesAt = ([i, j, k]: Triple): readonly unknown[] => {
      const volume = volumeOf([18, 18, 18], (x, y, z) => intensity(x - i - 4, y - j - 4, z - k - 4), [0.9, 1.1, 2]);
      return measured(volume, maskOf(volume, (x, y, z) => inBall(x - i - 4, y - j - 4, z - k - 4))).features;
    };
    const atHome = valuesAt([0, 0, 0]);
    // Sums along whole image rows differ in their last bit; the peak is compared in its own test.
    const exact = (features: readonly unknown[]): readonly unknown[] =>
      features.filter((feature) => !JSON.stringify(feature).includes('local-intensity'));
    fc.assert(fc.property(shift, (by) => { expect(exact(valuesAt(by))).toEqual(exact(atHome)); }), { numRuns: 8 });
  });
});
