import { defaultSettings, expandChain, extractFeatures, measurePerturbed, noiseLevel, perturb, randomFrom, spreadOf, unperturbed, type Perturbation, type PerturbationChain, type Subject } from '../index.js';
import { squaredDistances } from '../regions/distance.js';
import { adaptVolume } from './adapt-volume.js';
import { normalFrom } from './random.js';

const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const size = [40, 36, 30] as const;
const at = (i: number): readonly [number, number, number] => [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))];
const count = size[0] * size[1] * size[2];
const spacingMm = [1, 1.5, 2] as const;

/** A ball of 8 mm with a gradient and a little noise, in something darker. */
function subjectOf(deviation = 2): Subject {
  const grid = { size, spacingMm, affine };
  const normal = normalFrom(randomFrom([99]));
  const radius = (i: number): number => { const [x, y, z] = at(i); return Math.hypot(x - 20, (y - 18) * 1.5, (z - 15) * 2); };
  const voxels = Float32Array.from({ length: count }, (_, i) => (radius(i) < 8 ? 100 + at(i)[0] : 40) + deviation * normal());
  return { volume: { grid, voxels }, mask: { grid, voxels: Uint8Array.from({ length: count }, (_, i) => (radius(i) < 8 ? 1 : 0)) }, noiseSigma: 5, within: 'surroundings' };
}
const subject = subjectOf();
const settings = { ...defaultSettings, families: ['morphology', 'intensity-statistics', 'glcm'] as const };
const run = (change: Partial<Perturbation>, seed = 1, of: Subject = subject) => perturb(of, { ...unperturbed, ...change }, randomFrom([seed]));
const voxelsIn = (mask: Uint8Array): number => mask.reduce((sum, voxel) => sum + voxel, 0);
const valuesOf = (change: Partial<Perturbation>) => measurePerturbed(subject, { ...unperturbed, ...change }, { settings, random: randomFrom([1]) });
const dice = (a: Uint8Array, b: Uint8Array): number => 2 * a.reduce((sum, voxel, i) => sum + voxel * b[i], 0) / (voxelsIn(a) + voxelsIn(b));

const chain: PerturbationChain = { noise: { repetitions: 2, sigma: null }, translations: [[0, 0, 0], [0.25, 0, 0.5]], rotationsDegrees: [-4, 4], growth: [-0.1, 0, 0.1], contourRandomisation: { repetitions: 3 } };

describe('a chain', () => {
  test('is every combination of its parts, contours fastest', () => {
    const expansion = expandChain(chain);
    const list = expansion.kind === 'expanded' ? expansion.perturbations : [];
    expect(list).toHaveLength(2 * 2 * 2 * 3 * 3);
    expect(list.slice(0, 4).map(({ growth, contour }) => [growth, contour])).toEqual([[-0.1, 1], [-0.1, 2], [-0.1, 3], [0, 1]]);
  });
  test('of more than 1000 combinations is refused with the count', () => {
    const expansion = expandChain({ ...chain, contourRandomisation: { repetitions: 50 } });
    expect(expansion).toMatchObject({ kind: 'refused', reason: 'too-many-perturbations' });
    expect(expansion.kind === 'refused' ? expansion.detail : '').toContain('= 1200 perturbations');
  });
  test('that changes nothing is refused', () => {
    expect(expandChain({ noise: null, translations: [], rotationsDegrees: [0], growth: [], contourRandomisation: null })).toMatchObject({ reason: 'nothing-perturbed' });
  });
});

describe('what is not perturbed', () => {
  test('is the very image and mask', () => {
    const { volume, mask } = run({});
    expect([volume === subject.volume, mask === subject.mask]).toEqual([true, true]);
  });
  test('has the features of extract, bit for bit', () => {
    const direct = extractFeatures(subject.volume, subject.mask, settings);
    expect(valuesOf({}).filter((value) => value !== null)).toEqual(direct.kind === 'measured' ? direct.features.map(({ value }) => value) : []);
  });
  test('a mask without a voxel stays so', () => {
    const empty = { ...subject, mask: { ...subject.mask, voxels: new Uint8Array(count) } };
    expect(run({ growth: 0.1, contour: 1, noise: 1 }, 1, empty).mask).toBe(empty.mask);
  });
});

test.each<Partial<Perturbation>>([{ noise: 1 }, { growth: 0.1 }, { growth: -0.1 }, { noise: 1, translation: [0.25, 0.5, 0], rotationDegrees: 5, growth: 0.1, contour: 1 }])('the same seed gives the same bits, another seed others: %j', (change) => {
  const [one, same, other] = [run(change), run(change), run(change, 2)];
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});

describe('noise', () => {
  test('has the standard deviation asked for, and leaves the mask alone', () => {
    const { volume, mask } = run({ noise: 1 });
    const differences = [...volume.voxels].map((value, i) => value - subject.volume.voxels[i]).filter((value) => value !== 0);
    expect(Math.sqrt(differences.reduce((sum, value) => sum + value * value, 0) / differences.length)).toBeCloseTo(5, 0);
    expect([...mask.voxels]).toEqual([...subject.mask.voxels]);
  });
  test.each([2, 10])('of %d is found again in the image', (deviation) => { expect(Math.abs((noiseLevel(subjectOf(deviation).volume) ?? 0) / deviation - 1)).toBeLessThan(0.08); });
  test('is 0 in an image of one value, and padding does not hide it', () => {
    const padded = subjectOf(4).volume;
    expect(noiseLevel({ ...padded, voxels: new Float32Array(count).fill(-1024) })).toBe(0);
    const half = padded.voxels.map((value, i) => (at(i)[0] < 24 ? -1024 : value));
    expect(Math.abs((noiseLevel({ ...padded, voxels: half }) ?? 0) / 4 - 1)).toBeLessThan(0.25);
  });
});

describe('motion', () => {
  test('by a whole voxel moves image and mask exactly, and no feature of the region', () => {
    const { volume, mask } = run({ translation: [1, -1, 1] });
    const step = 1 - size[0] + size[0] * size[1];
    for (let i = 0; i < count; i += 1) if (mask.voxels[i] === 1) expect(volume.voxels[i]).toBe(subject.volume.voxels[i + step]);
    expect(voxelsIn(mask.voxels)).toBe(voxelsIn(subject.mask.voxels));
    const [moved, still] = [valuesOf({ translation: [1, -1, 1] }), valuesOf({})];
    moved.forEach((value, k) => { expect(value ?? 0).toBeCloseTo(still[k] ?? 0, 6); });
  });
  test('by 180° turns the region about its middle', () => {
    const once = run({ rotationDegrees: 180 });
    const twice = run({ rotationDegrees: 180 }, 1, { ...subject, ...once });
    for (let i = 0; i < count; i += 1) if (subject.mask.voxels[i] === 1) expect(twice.volume.voxels[i]).toBe(subject.volume.voxels[i]);
    expect([...twice.mask.voxels]).toEqual([...subject.mask.voxels]);
  });
  test('by part of a voxel or a few degrees keeps the volume within 2 %', () => {
    for (const change of [{ translation: [0.25, 0.5, 0.75] as const }, { rotationDegrees: 7 }]) expect(voxelsIn(run(change).mask.voxels) / voxelsIn(subject.mask.voxels)).toBeCloseTo(1, 1);
  });
});

describe('growth', () => {
  test.each([-0.5, -0.1, 0.1, 0.25, 1])('by %d reaches the voxel count asked for', (growth) => {
    expect(voxelsIn(run({ growth }).mask.voxels)).toBe(Math.round(voxelsIn(subject.mask.voxels) * (1 + growth)));
  });
  test('adds the voxels nearest to the contour', () => {
    const grown = run({ growth: 0.3 }).mask.voxels;
    const distances = squaredDistances(subject.mask.voxels, size, spacingMm);
    const added = distances.filter((_, i) => grown[i] === 1);
    const left = distances.filter((_, i) => grown[i] === 0);
    expect(Math.max(...added)).toBeLessThanOrEqual(Math.min(...left) + 1e-9);
  });
  test('never takes the last voxel away, and ends where the patch is full', () => {
    const one = { size: [3, 1, 1], spacingMm: [1, 1, 1] } as const;
    expect([...adaptVolume({ ...one, mask: Uint8Array.of(0, 1, 0) }, -0.9, randomFrom([1]))]).toEqual([0, 1, 0]);
    expect([...adaptVolume({ ...one, mask: Uint8Array.of(1, 1, 0) }, 1, randomFrom([1]))]).toEqual([1, 1, 1]);
  });
});

describe('a random contour', () => {
  test('follows an edge of the image that the reader followed', () => { expect(dice(run({ contour: 1 }).mask.voxels, subject.mask.voxels)).toBeGreaterThan(0.9); });
  test('varies where the mask crosses what is alike', () => {
    const flat = { ...subject, volume: { ...subject.volume, voxels: new Float32Array(count).fill(7) } };
    const masks = [1, 2, 3].map((seed) => run({ contour: 1 }, seed, flat).mask.voxels);
    expect(new Set(masks.map((mask) => mask.join(''))).size).toBe(3);
    expect(run({ contour: 1 }, 1, flat).mask.voxels).toEqual(masks[0]);
  });
});

describe('the spread of a feature', () => {
  test('has mean, standard deviation, percentiles and coefficient of variation', () => {
    expect(spreadOf([1, 2, null, 3, 4])).toEqual({ measured: 4, absent: 1, mean: 2.5, standardDeviation: Math.sqrt(5 / 3), interval95: [1.075, 3.925], coefficientOfVariation: Math.sqrt(5 / 3) / 2.5 });
  });
  test('of one value is none', () => { expect(spreadOf([0.1, 0.1, 0.1])).toMatchObject({ mean: 0.1, standardDeviation: 0, interval95: [0.1, 0.1], coefficientOfVariation: 0 }); });
  test('of nothing has no number', () => { expect(spreadOf([null, null])).toEqual({ measured: 0, absent: 2, mean: null, standardDeviation: null, interval95: null, coefficientOfVariation: null }); });
  test('around 0 has no coefficient of variation', () => { expect(spreadOf([-1, 1]).coefficientOfVariation).toBeNull(); });
});
