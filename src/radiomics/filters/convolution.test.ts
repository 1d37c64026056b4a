import type { FilterSettings } from '../filter-settings.js';
import { convolveAlong } from './axis-convolution.js';
import { voxelAt, type Boundary } from './boundary.js';
import type { Way } from './chains.js';
import { combOf } from './comb.js';
import { planFilter } from './filter.js';
import type { Part } from './part.js';
import { allOf, spansBefore, spansInside, unionOfSpans, type Spans } from './spans.js';

const size = [13, 11, 18] as const;
const whole = { low: [0, 0, 0], high: [12, 10, 17] } as const;
const image: Part = { box: whole, imageSize: size, voxels: Float64Array.from({ length: 13 * 11 * 18 }, (_, i) => Math.sin(i * i) * 50) };
const boundaries: readonly Boundary[] = ['mirror', 'nearest', 'zero', 'periodic'];
const strides = [1, 13, 13 * 11];

/** The definition, place after place. */
function byDefinition(axis: number, taps: readonly number[], boundary: Boundary): number[] {
  return Array.from(image.voxels, (_, i) => {
    const place = Math.floor(i / strides[axis]) % size[axis];
    let sum = 0;
    taps.forEach((tap, j) => {
      const at = voxelAt(place + (taps.length >> 1) - j, size[axis], boundary);
      if (tap !== 0 && at >= 0) sum += tap * image.voxels[i + (at - place) * strides[axis]];
    });
    return sum;
  });
}

const tapsOf: Readonly<Record<string, readonly number[]>> = {
  'one tap': [0.3], 'two taps': [0.3, -1.7, 0], 'three taps': [0.1, 0.7, -0.4], 'three taps with holes': [-1, 0, 2, 0, -1], 'nine taps': [1, 2, 3, 4, 5, 4, 3, 2, 1.5],
  'six taps with a zero behind': [0.1, 0.2, -0.3, 0.4, 0.5, 0.6, 0], 'four taps three apart': [0.1, 0, 0, 0.2, 0, 0, -0.3, 0, 0, 0.4, 0, 0, 0], zeros: [0, 0, 0],
};

describe.each(Object.entries(tapsOf))('a convolution with %s', (_name, taps) => {
  test.each([0, 1, 2].flatMap((axis) => boundaries.map((boundary) => [axis, boundary] as const)))('along axis %d with boundary %s has the bits of the definition', (axis, boundary) => {
    expect([...convolveAlong(image, { axis, taps: Float64Array.from(taps) }, allOf(whole), boundary).voxels]).toEqual(byDefinition(axis, taps, boundary));
  });
});

test('a comb leaves out the zeros around its taps and regularly between them', () => {
  expect(combOf(Float64Array.of(0, 1, 0, 2, 0, 3, 0))).toEqual({ weights: Float64Array.of(1, 2, 3), hop: 2, start: 5 });
  expect(combOf(Float64Array.of(1, 0, 2, 3))).toEqual({ weights: Float64Array.of(1, 0, 2, 3), hop: 1, start: 3 });
});

const box = { low: [2, 1, 3], high: [8, 9, 15] } as const;
const inBox = Uint8Array.from({ length: 7 * 9 * 13 }, (_, i) => Number(Math.hypot(i % 7 - 3, Math.floor(i / 7) % 9 - 3, Math.floor(i / 63) - 8) < 3.4));
const ball = spansInside(box, inBox);
const rows = ({ first, last }: Spans): number => first.reduce((sum, low, row) => sum + Math.max(0, last[row] - low + 1), 0);

describe('spans', () => {
  test('of a mask hold it and little more', () => {
    expect(rows(ball)).toBeGreaterThanOrEqual(inBox.reduce((sum, one) => sum + one, 0));
    expect(rows(ball)).toBeLessThan(0.3 * inBox.length);
  });
  test.each([0, 1, 2])('before a step along axis %d reach as far as it looks', (axis) => {
    const before = spansBefore(ball, { axis, reach: 2 }, size, 'mirror');
    expect(rows(before)).toBeGreaterThan(rows(ball));
    expect([before.box.low[axis], before.box.high[axis]]).toEqual([Math.max(0, box.low[axis] - 2), Math.min(size[axis] - 1, box.high[axis] + 2)]);
  });
  test('of two boxes hold both', () => {
    const both = unionOfSpans(allOf({ low: [0, 0, 0], high: [1, 1, 1] }), allOf({ low: [3, 2, 2], high: [4, 2, 3] }));
    expect(both.box).toEqual({ low: [0, 0, 0], high: [4, 2, 3] });
    expect(rows(both)).toBe(8 + 4);
  });
});

const common = { dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
const subbands: readonly FilterSettings[] = ['LLL', 'LLH', 'LHL', 'HLL', 'HHH'].map((subband) => ({ ...common, name: 'separable-wavelet', family: 'coif1', subband, level: 1 }));
const filters: readonly FilterSettings[] = [
  ...subbands, { ...common, name: 'separable-wavelet', family: 'db2', subband: 'LHL', level: 2, rotationInvariance: { pooling: 'average' } },
  { ...common, name: 'laplacian-of-gaussian', sigmaMm: 1, cutoffSigma: 4 }, { ...common, name: 'laws', kernel: 'E5L5S5', energyDistance: 2, rotationInvariance: { pooling: 'max' } },
];
const response = (filter: FilterSettings, wanted: Spans, way: Way = []): Float64Array => planFilter(filter, { imageSize: size, spacingMm: [1, 1, 1], wanted }).respond(image, way);

describe('a response', () => {
  test.each(filters.flatMap((filter) => boundaries.map((boundary) => [filter.name, boundary, { ...filter, boundary }] as const)))('of %s with boundary %s asked for in a ball has the bits there that it has everywhere', (_name, _boundary, filter) => {
    const [all, some] = [response(filter, allOf(box)), response(filter, ball)];
    const inside = [...inBox.keys()].filter((i) => inBox[i] === 1);
    expect(inside.map((i) => some[i])).toEqual(inside.map((i) => all[i]));
  });
  test('has the same bits on the way of another filter, in whatever order', () => {
    const way: Way = [];
    for (const filter of [...subbands, ...subbands.toReversed()]) expect(response(filter, ball, way)).toEqual(response(filter, ball));
  });
  test('keeps what the next sub-band begins with, and no more', () => {
    const way: Way = [];
    response(subbands[0], ball, way);
    const [x, y] = way.map(({ result }) => result);
    response(subbands[1], ball, way);
    expect([way.length, way[0].result === x, way[1].result === y]).toEqual([2, true, true]);
    response(subbands[2], ball, way);
    expect([way.length, way[0].result === x, way[1].result === y]).toEqual([2, true, false]);
  });
});
