import type { FilterSettings } from '../filter-settings.js';
import { convolveAlong, oddTaps } from './axis-convolution.js';
import { voxelAt, type Boundary } from './boundary.js';
import { planFilter } from './filter.js';
import { frequencies } from './frequency.js';
import { lawsTaps } from './laws.js';
import type { Part } from './part.js';
import { rotated } from './rotations.js';
import { rieszAt, simoncelliAt } from './simoncelli.js';
import { allOf } from './spans.js';
import { highPassOf, lowPassTaps } from './wavelet-taps.js';

const boundaries: readonly Boundary[] = ['mirror', 'nearest', 'zero', 'periodic'];
const common = { dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
const pooled = { pooling: 'max' } as const;

/** A small image without symmetries. */
const size = [9, 8, 7] as const;
const image: Part = {
  box: { low: [0, 0, 0], high: [8, 7, 6] }, imageSize: size,
  voxels: Float64Array.from({ length: 9 * 8 * 7 }, (_, i) => ((i * 7919 + 13) % 97) - 40 + (i % 9)),
};
const respond = (filter: FilterSettings, box = image.box, spacingMm: readonly [number, number, number] = [1, 1, 1]): Float64Array =>
  planFilter(filter, { imageSize: size, spacingMm, wanted: allOf(box) }).respond(image);

const everyFilter: readonly FilterSettings[] = [
  { ...common, name: 'mean', supportVoxels: 3 },
  { ...common, name: 'laplacian-of-gaussian', sigmaMm: 1, cutoffSigma: 4 },
  { ...common, name: 'laws', kernel: 'E5L5S5', energyDistance: 2, rotationInvariance: pooled },
  { ...common, name: 'laws', kernel: 'E3W5', energyDistance: null, dimensions: '2D' },
  { ...common, name: 'gabor', sigmaMm: 1, wavelengthMm: 2, gamma: 1.5, thetaDegrees: null, thetaStepDegrees: 45, response: 'modulus', orthogonalPlanes: true, rotationInvariance: pooled },
  { ...common, name: 'separable-wavelet', family: 'db2', subband: 'LHL', level: 2, rotationInvariance: { pooling: 'average' } },
  { ...common, name: 'simoncelli', level: 1 },
  { ...common, name: 'riesz-simoncelli', level: 1, order: [1, 1, 0] },
  { ...common, name: 'riesz-laplacian-of-gaussian', sigmaMm: 1, cutoffSigma: 3, order: [0, 2, 0] },
];

describe('what stands beyond the edge of a line of four', () => {
  test.each([
    ['mirror', [1, 0, 0, 1, 2, 3, 3, 2]], ['nearest', [0, 0, 0, 1, 2, 3, 3, 3]], ['zero', [-1, -1, 0, 1, 2, 3, -1, -1]], ['periodic', [2, 3, 0, 1, 2, 3, 0, 1]],
  ] as const)('%s', (boundary, expected) => {
    expect([-2, -1, 0, 1, 2, 3, 4, 5].map((i) => voxelAt(i, 4, boundary))).toEqual(expected);
  });
});

describe('a response computed for a box', () => {
  test.each(everyFilter.flatMap((filter) => boundaries.map((boundary) => [filter.name, boundary, { ...filter, boundary }] as const)))('of %s with boundary %s is that part of the whole response, to the bit or the rounding of a transform', (_name, _boundary, filter) => {
    const whole = respond(filter);
    const box = { low: [0, 3, 2], high: [5, 7, 4] } as const;
    const part = respond(filter, box);
    const same = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-11 * 300;
    let at = 0;
    for (let z = 2; z <= 4; z += 1) for (let y = 3; y <= 7; y += 1) for (let x = 0; x <= 5; x += 1, at += 1) expect(same(part[at], whole[x + 9 * (y + 8 * z)])).toBe(true);
  });
});

describe('a flat image', () => {
  const flat: Part = { ...image, voxels: new Float64Array(image.voxels.length).fill(5) };
  test.each(everyFilter.filter(({ name }) => name !== 'mean' && name !== 'gabor').map((filter) => [filter.name, filter] as const))('gives %s nothing', (name, filter) => {
    const response = planFilter(filter, { imageSize: size, spacingMm: [1, 1, 1], wanted: allOf(image.box) }).respond(flat);
    // The Gaussian is cut off, so that the Laplacian's taps do not quite add up to 0.
    for (const value of response) expect(Math.abs(value)).toBeLessThan(name.includes('gaussian') ? 0.05 : 1e-9);
  });
  test('keeps its mean', () => {
    for (const value of planFilter(everyFilter[0], { imageSize: size, spacingMm: [1, 1, 1], wanted: allOf(image.box) }).respond(flat)) expect(value).toBeCloseTo(5, 12);
  });
});

test('a convolution runs its taps backwards: an impulse gives the taps', () => {
  const line: Part = { box: { low: [0, 0, 0], high: [6, 0, 0] }, imageSize: [7, 1, 1], voxels: Float64Array.of(0, 0, 0, 1, 0, 0, 0) };
  expect([...convolveAlong(line, { axis: 0, taps: Float64Array.of(1, 2, 3) }, allOf(line.box), 'zero').voxels]).toEqual([0, 0, 1, 2, 3, 0, 0]);
  expect([...oddTaps([1, 2])]).toEqual([1, 2, 0]);
});

describe('turning by right angles', () => {
  const kernel = [Float64Array.of(1, 2, 4), Float64Array.of(3, 5, 9), Float64Array.of(7, 8, 6)];
  const text = (turned: readonly Float64Array[]): string => turned.map((taps) => taps.join(' ')).join('|');
  test('there are 24 ways in space and 4 in a plane', () => {
    expect(new Set(rotated(kernel).map(text)).size).toBe(24);
    expect(new Set(rotated(kernel.slice(0, 2)).map(text)).size).toBe(4);
  });
  test('none of them is a mirror image', () => {
    const mirrored = text([kernel[0].toReversed(), kernel[1], kernel[2]]);
    expect(rotated(kernel).map(text)).not.toContain(mirrored);
  });
  test('pooling by the maximum does not see how the image is turned', () => {
    const turned: Part = { box: { low: [0, 0, 0], high: [7, 8, 6] }, imageSize: [8, 9, 7], voxels: new Float64Array(image.voxels.length) };
    for (let z = 0; z < 7; z += 1) for (let y = 0; y < 8; y += 1) for (let x = 0; x < 9; x += 1) turned.voxels[7 - y + 8 * (x + 9 * z)] = image.voxels[x + 9 * (y + 8 * z)];
    const filter = everyFilter[2];
    const one = respond(filter);
    const other = planFilter(filter, { imageSize: [8, 9, 7], spacingMm: [1, 1, 1], wanted: allOf(turned.box) }).respond(turned);
    for (let y = 0; y < 8; y += 1) for (let x = 0; x < 9; x += 1) expect(other[7 - y + 8 * (x + 9 * 3)]).toBeCloseTo(one[x + 9 * (y + 8 * 3)], 9);
  });
});

describe('wavelets', () => {
  test.each(Object.entries(lowPassTaps))('%s is orthogonal to its own shifts by two, and its high-pass vanishes on constants', (_name, low) => {
    for (let shift = 0; shift < low.length; shift += 2) {
      const product = low.reduce((sum, tap, k) => sum + tap * (low[k + shift] ?? 0), 0);
      expect(product).toBeCloseTo(shift === 0 ? 1 : 0, 10);
    }
    expect(low.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(Math.SQRT2, 9);
    expect(highPassOf(low).reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(0, 9);
  });
  test.each([2, 3, 4, 6, 8, 10])('db%d has as many vanishing moments as its number', (n) => {
    const high = highPassOf(lowPassTaps[`db${n}`]);
    for (let moment = 0; moment < n; moment += 1) {
      const sum = high.reduce((total, tap, k) => total + tap * (k - n) ** moment, 0);
      expect(Math.abs(sum) / n ** moment).toBeLessThan(1e-6);
    }
  });
});

describe('Laws', () => {
  test('kernels have the norm 1', () => {
    for (const name of ['L3', 'L5', 'E3', 'E5', 'S3', 'S5', 'W5', 'R5']) expect(lawsTaps(`${name}${name}`)?.[0].reduce((sum, tap) => sum + tap * tap, 0)).toBeCloseTo(1, 12);
  });
  test.each(['L5', 'L5E9', 'l5e5', 'L5E5S5R5', ''])('%j is no kernel', (name) => { expect(lawsTaps(name)).toBeUndefined(); });
});

describe('in the Fourier domain', () => {
  test('frequencies run from −1 to 1, 0 or the lowest first', () => {
    expect([...frequencies(5)]).toEqual([0, 0.5, 1, -1, -0.5]);
    expect(Math.min(...frequencies(64))).toBe(-1);
    expect(Math.max(...frequencies(64))).toBe(1);
  });
  test('squares of Simoncelli\'s neighbouring levels add up to 1 between their middles', () => {
    for (const nu of [0.26, 0.3, 0.4, 0.49]) expect(simoncelliAt([nu, 0, 0], 1) ** 2 + simoncelliAt([nu, 0, 0], 2) ** 2).toBeCloseTo(1, 12);
  });
  test('squares of the Riesz transform\'s components of one order add up to 1', () => {
    const orders = [[2, 0, 0], [0, 2, 0], [0, 0, 2], [1, 1, 0], [1, 0, 1], [0, 1, 1]];
    expect(orders.reduce((sum, order) => { const { re, im } = rieszAt([0.2, -0.5, 0.3], order); return sum + re * re + im * im; }, 0)).toBeCloseTo(1, 12);
  });
});
