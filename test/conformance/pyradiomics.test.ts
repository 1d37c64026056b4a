import { join } from 'node:path';
import { parseExtractionSettings } from '../../src/analysis/extraction-settings.js';
import { extractFeatures, pyradiomicsFeatures, randomFrom, type Mask, type Volume } from '../../src/radiomics/index.js';
import { readPhantom } from '../support/ibsi1.js';
import { pyradiomics, pyradiomicsValues, type PyradiomicsCase } from '../support/pyradiomics.js';
import { describeReal, reference, referenceData } from '../support/real.js';

const tumours = 'data/sts51/nifti';

interface Comparison {
  readonly title: string;
  /** Patient and series, or a mask of scattered voxels. */
  readonly of: string;
  readonly ours: Readonly<Record<string, unknown>>;
  readonly theirs: PyradiomicsCase['settings'];
  readonly pixels?: PyradiomicsCase['pixels'];
  /** Relative, where it is not the usual one. */
  readonly tolerance?: number;
}

const spline = (spacingMm: readonly number[]) => ({ spacingMm, method: 'cubic-spline' });
const bins32 = { discretisation: { method: 'FBN', bins: 32 } };
const width25 = { discretisation: { method: 'FBS', binWidth: 25 } };
const theirSpline = (resampledPixelSpacing: readonly number[]) => ({ resampledPixelSpacing, interpolator: 'sitkBSpline' });

/** Noise in a mask of scattered voxels on a sagittal grid: every cube of the mesh, voxels without a neighbour, and rounding half-way between two voxels. */
function scattered(): { readonly volume: Volume; readonly mask: Mask } {
  const random = randomFrom([7]);
  const affine = [0, 0, -1.1, 151.37, 0.7, 0, 0, 88.9, 0, -0.7, 0, -1020.13, 0, 0, 0, 1];
  const grid = { size: [30, 28, 20], spacingMm: [0.7, 0.7, 1.1], affine } as const;
  const voxels = Float32Array.from({ length: 30 * 28 * 20 }, () => 200 * random());
  return { volume: { grid, voxels }, mask: { grid, voxels: Uint8Array.from(voxels, () => (random() < 0.25 ? 1 : 0)) } };
}

const comparisons: readonly Comparison[] = [
  { title: 'T1 of STS_025, 1 mm spline, 32 bins', of: 'STS_025/MR_T1', ours: { interpolation: spline([1, 1, 1]), ...bins32 }, theirs: { ...theirSpline([1, 1, 1]), binCount: 32 } },
  { title: 'PET of STS_036, 1 mm spline, 32 bins', of: 'STS_036/PET', ours: { interpolation: spline([1, 1, 1]), ...bins32 }, theirs: { ...theirSpline([1, 1, 1]), binCount: 32 } },
  { title: 'CT of STS_018, 1 mm spline, bins of 25 HU', of: 'STS_018/CT', ours: { interpolation: spline([1, 1, 1]), ...width25 }, theirs: { ...theirSpline([1, 1, 1]), binWidth: 25 } },
  {
    title: 'CT of STS_018 in whole numbers, re-segmented', of: 'STS_018/CT', pixels: 'int16',
    ours: { interpolation: { ...spline([2, 2, 2]), roundIntensities: true }, ...width25, resegmentation: { range: [-20, 80] } },
    theirs: { ...theirSpline([2, 2, 2]), binWidth: 25, resegmentRange: [-20, 80] },
  },
  {
    title: 'T1 of STS_025 as it is, three sigmas', of: 'STS_025/MR_T1', ours: { ...bins32, resegmentation: { outlierSigma: 3 } },
    theirs: { binCount: 32, resegmentMode: 'sigma', resegmentRange: [-3, 3] },
  },
  {
    // Means of 2, 4 or 8 voxels often lie half-way between two floats, and rounding noise decides which one it is.
    title: 'PET of STS_036, linear, twice and half the spacing', of: 'STS_036/PET', tolerance: 1e-6, ours: { interpolation: { spacingMm: [9.375, 2.34375, 3.27], method: 'linear' }, discretisation: { method: 'FBS', binWidth: 0.25 } },
    theirs: { resampledPixelSpacing: [9.375, 2.34375, 3.27], interpolator: 'sitkLinear', binWidth: 0.25 },
  },
  {
    title: 'PET of STS_036, nearest', of: 'STS_036/PET', ours: { interpolation: { spacingMm: [2, 3, 2], method: 'nearest' }, ...bins32 },
    theirs: { resampledPixelSpacing: [2, 3, 2], interpolator: 'sitkNearestNeighbor', binCount: 32 },
  },
  { title: 'scattered voxels, twice the spacing', of: 'scattered', ours: { interpolation: spline([1.4, 1.4, 2.2]), ...width25 }, theirs: { ...theirSpline([1.4, 1.4, 2.2]), binWidth: 25 } },
  { title: 'scattered voxels as they are, 10 bins', of: 'scattered', ours: { discretisation: { method: 'FBN', bins: 10 } }, theirs: { binCount: 10 } },
];

/** MCC: PyRadiomics adds 2.2e-16 to denominators that are as small as 1e-9 for rare grey levels, see docs/pyradiomics.md. */
const toleranceOf = (name: string, { tolerance = 1e-9 }: Comparison): number => (name === 'original_glcm_MCC' ? 1e-6 : tolerance);

/** The image with the pixel type that PyRadiomics is given. */
async function caseOf({ of, pixels = 'float32', theirs }: Comparison): Promise<PyradiomicsCase> {
  const [image, region] = ['image', 'mask'].map((what) => join(reference, tumours, `${of}_${what}.nii.gz`));
  const { volume, mask } = of === 'scattered' ? scattered() : await readPhantom({ image, mask: region });
  return { volume: pixels === 'int16' ? { grid: volume.grid, voxels: volume.voxels.map(Math.round) } : volume, mask, pixels, settings: theirs };
}

function ourValues(volume: Volume, mask: Mask, config: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
  const settings = parseExtractionSettings({ ...config, compatibility: 'pyradiomics' });
  if (!settings.ok) throw new Error(settings.problem.text);
  const result = extractFeatures(volume, mask, settings.value);
  if (result.kind !== 'measured') throw new Error(result.detail);
  return new Map(result.features.map(({ pyradiomics: name = '', value }) => [name, value]));
}

describeReal('PyRadiomics 3.0.1', [pyradiomics, referenceData(tumours)], () => {
  describe.each(comparisons.map((comparison) => [comparison.title, comparison] as const))('%s', (_, comparison) => {
    let [ours, theirs]: readonly ReadonlyMap<string, number>[] = [new Map<string, number>(), new Map<string, number>()];
    beforeAll(async () => {
      const one = await caseOf(comparison);
      ours = ourValues(one.volume, one.mask, comparison.ours);
      theirs = pyradiomicsValues(one);
    }, 300_000);

    test('both compute the same features', () => { expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort()); });

    test.each(pyradiomicsFeatures.map((feature) => feature.pyradiomics))('%s', (name) => {
      const [found, expected] = [ours.get(name) ?? NaN, theirs.get(name) ?? NaN];
      if (!(Math.abs(found - expected) <= toleranceOf(name, comparison) * Math.abs(expected))) throw new Error(`${found} and not ${expected} (${(found - expected) / expected})`);
    });
  });
});
