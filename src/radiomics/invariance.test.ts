import fc from 'fast-check';
import { defaultSettings, extractFeatures, extractRegions, type ExtractionSettings, type FeatureSet, type Mask, type Volume } from './index.js';

type Triple = readonly [number, number, number];
type Field = (x: number, y: number, z: number) => number;

const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

function volumeOf(size: Triple, field: Field, spacingMm: Triple): Volume {
  const voxels = new Float32Array(size[0] * size[1] * size[2]);
  for (let i = 0; i < voxels.length; i += 1) voxels[i] = field(i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1])));
  return { grid: { size, spacingMm, affine }, voxels };
}

const maskOf = ({ grid }: Volume, inside: (x: number, y: number, z: number) => boolean): Mask =>
  ({ grid, voxels: Uint8Array.from(volumeOf(grid.size, (x, y, z) => (inside(x, y, z) ? 1 : 0), grid.spacingMm).voxels) });

function measured(volume: Volume, mask: Mask, settings: ExtractionSettings): FeatureSet {
  const result = extractFeatures(volume, mask, settings);
  if (result.kind !== 'measured') throw new Error(result.detail);
  return result;
}

const size: Triple = [11, 9, 8];
const spacing: Triple = [0.9, 1.1, 2];
const everything: ExtractionSettings = {
  ...defaultSettings, discretisation: { method: 'FBN', bins: 8 },
  aggregation: ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb', '3D_avg', '3D_comb', '2D', '2_5D', '3D'],
};
const inBlob = (x: number, y: number, z: number): boolean => Math.hypot((x - 5) * 0.8, y - 4, z - 3.5) < 3.4 && (x + y) % 5 !== 4;
/** An image of whole numbers for each seed. */
const fieldOf = (seed: number): Field => (x, y, z) => Math.round(40 * Math.sin(seed + 3 * x + 5 * y * y + 7 * z));
const seeds = fc.integer({ min: 0, max: 1000 });
const values = (set: FeatureSet): Record<string, number> => Object.fromEntries(set.features.map(({ tag, value }) => [tag, value]));

function expectClose(found: FeatureSet, expected: FeatureSet): void {
  const [a, b] = [values(found), values(expected)];
  expect(Object.keys(a)).toEqual(Object.keys(b));
  const far = Object.keys(a).filter((tag) => Math.abs(a[tag] - b[tag]) > 1e-9 * Math.max(1, Math.abs(b[tag])));
  expect(far.map((tag) => [tag, a[tag], b[tag]])).toEqual([]);
}

describe('the values do not depend on', () => {
  test('a quarter turn about any axis in 3D, about z slice by slice', () => {
    const turns: readonly { readonly axes: readonly [number, number, number]; readonly settings: ExtractionSettings }[] = [
      { axes: [1, 0, 2], settings: everything },
      { axes: [2, 1, 0], settings: { ...everything, aggregation: ['3D_avg', '3D_comb', '3D'] } },
      { axes: [0, 2, 1], settings: { ...everything, aggregation: ['3D_avg', '3D_comb', '3D'] } },
    ];
    fc.assert(fc.property(seeds, fc.constantFrom(...turns), (seed, { axes, settings }) => {
      const turnedSize: Triple = [size[axes[0]], size[axes[1]], size[axes[2]]];
      // Axis a of the turned image is axis axes[a], the first one backwards.
      const back = <T>(f: (x: number, y: number, z: number) => T) => (...turned: [number, number, number]): T => {
        const at: [number, number, number] = [0, 0, 0];
        axes.forEach((axis, a) => { at[axis] = a === 0 ? turnedSize[0] - 1 - turned[0] : turned[a]; });
        return f(...at);
      };
      const [plain, turned] = [volumeOf(size, fieldOf(seed), spacing), volumeOf(turnedSize, back(fieldOf(seed)), [spacing[axes[0]], spacing[axes[1]], spacing[axes[2]]])];
      expectClose(measured(turned, maskOf(turned, back(inBlob)), settings), measured(plain, maskOf(plain, inBlob), settings));
    }), { numRuns: 9 });
  });

  test('how much image there is around the region, peaks apart', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 0, max: 4 }), (seed, margin) => {
      const settings = { ...everything, families: everything.families.filter((family) => family !== 'local-intensity') };
      const field = fieldOf(seed);
      const wide: Triple = [size[0] + 2 * margin, size[1] + margin, size[2] + margin];
      const [tight, padded] = [volumeOf(size, field, spacing), volumeOf(wide, (x, y, z) => (x < margin || y < margin || z < margin ? 1e6 : field(x - margin, y - margin, z - margin)), spacing)];
      const found = measured(padded, maskOf(padded, (x, y, z) => inBlob(x - margin, y - margin, z - margin)), settings);
      expect(values(found)).toEqual(values(measured(tight, maskOf(tight, inBlob), settings)));
    }), { numRuns: 8 });
  });

  test('the level of the intensities, where only their differences count', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: -5000, max: 5000 }), (seed, shift) => {
      const field = fieldOf(seed);
      const [plain, shifted] = [volumeOf(size, field, spacing), volumeOf(size, (x, y, z) => field(x, y, z) + shift, spacing)];
      const [a, b] = [plain, shifted].map((volume) => measured(volume, maskOf(volume, inBlob), everything));
      const texture = (set: FeatureSet) => set.features.filter(({ family }) => family.startsWith('gl') || family.startsWith('ng') || family === 'intensity-histogram');
      expect(texture(b)).toEqual(texture(a));
      const [before, after] = [values(a), values(b)];
      expect(after.stat_mean).toBeCloseTo(before.stat_mean + shift, 8);
      for (const tag of ['stat_var', 'stat_skew', 'stat_kurt', 'stat_iqr', 'stat_range', 'stat_mad', 'stat_rmad', 'stat_medad', 'morph_moran_i', 'morph_geary_c']) expect(after[tag]).toBeCloseTo(before[tag], 8);
    }), { numRuns: 8 });
  });

  test('the order in which regions are given', () => {
    const volume = volumeOf(size, fieldOf(7), spacing);
    const masks = [0, 1, 2].map((part) => maskOf(volume, (x, y, z) => inBlob(x, y, z) && (x + y + z) % 3 === part));
    const settings: ExtractionSettings = { ...everything, interpolation: { spacingMm: [1, 1, 1], method: 'cubic-spline', roundIntensities: false } };
    const [a, b, c] = extractRegions(volume, masks, settings);
    expect(extractRegions(volume, [masks[2], masks[0], masks[1]], settings)).toEqual([c, a, b]);
  });
});

describe('a region at the border of the image', () => {
  test('is measured as it is, every number finite', () => {
    const volume = volumeOf(size, (x, y, z) => 100 + fieldOf(1)(x, y, z), spacing);
    for (const method of ['nearest', 'linear', 'cubic-spline'] as const) {
      const set = measured(volume, maskOf(volume, () => true), { ...everything, interpolation: { spacingMm: [1, 1, 1], method, roundIntensities: false } });
      expect(set.features.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
      expect(set.absent).toEqual([]);
    }
  });
});
