import fc from 'fast-check';
import type { Grid, Mask } from '../volume.js';
import {
  findHabitats, habitatMask, isRefused, ringAround, shells, squaredDistances, type FeatureMap, type Habitats, type HabitatSettings, type RegionRefusal,
} from './index.js';

type Triple = readonly [number, number, number];
type At = (x: number, y: number, z: number) => number;

const gridOf = (size: Triple, spacingMm: Triple = [1, 1, 1]): Grid => ({ size, spacingMm, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] });

function valuesOf({ size: [nx, ny, nz] }: Grid, at: At): Float64Array {
  return new Float64Array(nx * ny * nz).map((_, i) => at(i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))));
}

const mapOf = (grid: Grid, at: At): FeatureMap => ({ grid, voxels: valuesOf(grid, at) });
const maskOf = (grid: Grid, inside: (x: number, y: number, z: number) => boolean): Mask =>
  ({ grid, voxels: Uint8Array.from(valuesOf(grid, (x, y, z) => (inside(x, y, z) ? 1 : 0))) });
const volumeOf = ({ voxels }: Mask): number => voxels.reduce((sum, voxel) => sum + voxel, 0);

/** Noise from −½ to ½ that depends on the place alone. */
const noise = (x: number, y: number, z: number, stream: number): number => {
  const sine = Math.sin(12.9898 * x + 78.233 * y + 37.719 * z + 4.581 * stream) * 43758.5453;
  return sine - Math.floor(sine) - 0.5;
};

/** The answer, where a refusal is not expected. */
function made<T extends object>(result: T | RegionRefusal): T {
  if (isRefused(result)) throw new Error(result.detail);
  return result;
}

describe('the distance transform', () => {
  const side = fc.integer({ min: 1, max: 6 });
  const mm = fc.double({ min: 0.3, max: 5, noNaN: true });
  const cases = fc.record({ size: fc.tuple(side, side, side), spacingMm: fc.tuple(mm, mm, mm), bits: fc.array(fc.boolean(), { minLength: 216, maxLength: 216 }) });

  function bruteForce({ grid: { size: [nx, ny], spacingMm: [sx, sy, sz] }, voxels }: Mask): Float64Array {
    const place = (i: number): Triple => [i % nx * sx, Math.floor(i / nx) % ny * sy, Math.floor(i / (nx * ny)) * sz];
    return new Float64Array(voxels.length).map((_, i) => voxels.reduce((least, voxel, j) => {
      const [[x, y, z], [u, v, w]] = [place(i), place(j)];
      return voxel === 0 ? least : Math.min(least, (x - u) ** 2 + (y - v) ** 2 + (z - w) ** 2);
    }, Infinity));
  }

  test('is the distance to the nearest voxel of the mask, on any spacing', () => {
    fc.assert(fc.property(cases, ({ size, spacingMm, bits }) => {
      const mask = maskOf(gridOf(size, spacingMm), (x, y, z) => bits[x + 6 * (y + 6 * z)]);
      const expected = bruteForce(mask);
      squaredDistances(mask.voxels, size, spacingMm).forEach((squared, i) => {
        if (expected[i] === Infinity) expect(squared).toBe(Infinity);
        else expect(Math.abs(squared - expected[i])).toBeLessThanOrEqual(1e-12 * expected[i]);
      });
    }), { numRuns: 200 });
  });

  test('is infinite when the mask is empty', () => { expect([...squaredDistances(new Uint8Array(4), [2, 2, 1], [1, 1, 1])]).toEqual(Array(4).fill(Infinity)); });
});

describe('a ring', () => {
  const grid = gridOf([60, 58, 34], [0.8, 0.9, 1.5]);
  const fromCentre = (x: number, y: number, z: number): number => Math.hypot((x - 30) * 0.8, (y - 29) * 0.9, (z - 17) * 1.5);
  const tumour = maskOf(grid, (x, y, z) => fromCentre(x, y, z) <= 12);
  const bone = maskOf(grid, (x) => x > 40);
  const ring = (innerMm: number, outerMm: number): Mask => made(ringAround(tumour, { innerMm, outerMm }));

  test('around one voxel is a ball', () => {
    const one = maskOf(grid, (x, y, z) => x === 30 && y === 29 && z === 17);
    const volumeMm3 = volumeOf(made(ringAround(one, { innerMm: 0, outerMm: 15 }))) * 0.8 * 0.9 * 1.5;
    expect(Math.abs(volumeMm3 / (4 / 3 * Math.PI * 15 ** 3) - 1)).toBeLessThan(0.01);
  });

  test('around a ball has the volume between two balls', () => {
    const fine = gridOf([96, 96, 78], [0.4, 0.4, 0.5]);
    const ball = maskOf(fine, (x, y, z) => Math.hypot((x - 48) * 0.4, (y - 48) * 0.4, (z - 39) * 0.5) <= 12);
    const volumeMm3 = volumeOf(made(ringAround(ball, { innerMm: 0, outerMm: 6 }))) * 0.4 * 0.4 * 0.5;
    // Short by the fraction of a voxel that the outermost centres lie inside the ball.
    expect(Math.abs(volumeMm3 / (4 / 3 * Math.PI * (18 ** 3 - 12 ** 3)) - 1)).toBeLessThan(0.03);
  });

  test('shares no voxel with the tumour or the exclusion, and loses no other', () => {
    const cut = made(ringAround(tumour, { innerMm: 0, outerMm: 6, exclude: bone }));
    const whole = ring(0, 6);
    expect(cut.voxels.filter((voxel, i) => voxel === 1 && (tumour.voxels[i] === 1 || bone.voxels[i] === 1))).toHaveLength(0);
    expect(cut.voxels).toEqual(whole.voxels.map((voxel, i) => (bone.voxels[i] === 1 ? 0 : voxel)));
  });

  test('and the next one out make the ring of both', () => {
    const outer = ring(2.4, 6);
    expect(ring(0, 6).voxels).toEqual(ring(0, 2.4).voxels.map((voxel, i) => voxel + outer.voxels[i]));
  });

  test('holds the voxels at its outer distance, not those at its inner, whatever 3 × 0.1 is', () => {
    const line = maskOf(gridOf([12, 1, 1], [0.1, 1, 1]), (x) => x === 0);
    expect([...made(ringAround(line, { innerMm: 0.3, outerMm: 0.7 })).voxels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  test('ends at the edge of the image', () => {
    const corner = maskOf(gridOf([5, 5, 5]), (x, y, z) => x + y + z === 0);
    expect(made(ringAround(corner, { innerMm: 0, outerMm: 1 })).voxels).toEqual(maskOf(corner.grid, (x, y, z) => x + y + z === 1).voxels);
  });
});

describe('shells', () => {
  const grid = gridOf([26, 25, 14], [1, 1.2, 2]);
  const tumour = maskOf(grid, (x, y, z) => Math.hypot(x - 12, (y - 12) * 1.2, (z - 7) * 2) < 8 || (x < 3 && y < 3));
  const inner = made(shells(tumour, { edgesMm: [-100, -4, -2, 0] }));
  const outer = made(shells(tumour, { edgesMm: [0, 1, 3.5, 100] }));

  test('share no voxel and together hold them all', () => {
    expect([...inner, ...outer].reduce((sum, shell) => sum.map((voxel, i) => voxel + shell.voxels[i]), new Uint8Array(tumour.voxels.length)).every((count) => count === 1)).toBe(true);
  });
  test('with negative edges make up the tumour', () => { expect(inner.reduce((sum, shell) => sum + volumeOf(shell), 0)).toBe(volumeOf(tumour)); });
  test('with positive edges are rings', () => { expect(outer[1]).toEqual(made(ringAround(tumour, { innerMm: 1, outerMm: 3.5 }))); });
  test('of a mask that fills the image hold nothing, as nothing is outside', () => {
    expect(made(shells(maskOf(gridOf([3, 3, 3]), () => true), { edgesMm: [-9, 0, 9] })).map(volumeOf)).toEqual([0, 0]);
  });
  test('inside hold the voxels within so many millimetres of the outside', () => {
    const depth = squaredDistances(tumour.voxels.map((voxel) => 1 - voxel), grid.size, grid.spacingMm);
    expect(inner[2].voxels).toEqual(tumour.voxels.map((voxel, i) => (voxel === 1 && depth[i] < 4 ? 1 : 0)));
  });
});

describe('habitats', () => {
  const grid = gridOf([20, 18, 12], [1, 1, 2.5]);
  const tumour = maskOf(grid, (x, y, z) => Math.hypot(x - 10, y - 9, 1.5 * (z - 6)) < 8.5);
  /** A small bright core, a rim, and one half of the rest unlike the other. */
  const planted: At = (x, y, z) => (Math.hypot(x - 7, y - 7, z - 6) < 3 ? 3 : x > 10 ? 2 : 1);
  const maps = [[0, 10, 90], [0, 500, 510], [0, 0, -4]].map((means, stream) =>
    mapOf(grid, (x, y, z) => means[planted(x, y, z) - 1] + (stream === 1 ? 60 : 3) * noise(x, y, z, stream)));
  const constant = mapOf(grid, () => 7);
  const found = (of: readonly FeatureMap[], k: HabitatSettings['k']): Habitats => made(findHabitats(tumour, of, { k }));
  const three = found(maps.slice(0, 2), 3);

  test('are the planted ones, voxel by voxel, in ascending order', () => {
    expect(three.labels).toEqual(Uint8Array.from(valuesOf(grid, planted)).map((label, i) => (tumour.voxels[i] === 1 ? label : 0)));
  });

  test('are described by volume and by the mean of each map in its unit', () => {
    const core = habitatMask(three, 3);
    const inCore = [...maps[0].voxels].filter((_, i) => core.voxels[i] === 1);
    expect(three.habitats[2].volumeMm3).toBe(inCore.length * 2.5);
    expect(three.habitats[2].centroid[0]).toBeCloseTo(inCore.reduce((sum, value) => sum + value, 0) / inCore.length, 4);
    expect(three.habitats.reduce((sum, { fraction }) => sum + fraction, 0)).toBeCloseTo(1, 12);
  });

  test('are masks that make up the tumour', () => {
    const masks = three.habitats.map(({ label }) => habitatMask(three, label));
    expect(tumour.voxels.map((_, i) => masks.reduce((sum, { voxels }) => sum + voxels[i], 0))).toEqual(tumour.voxels);
  });

  test('are as many as were planted when the silhouette chooses', () => {
    const chosen = found(maps.slice(0, 2), { from: 2, to: 6 });
    expect(chosen.tried.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6]);
    expect(chosen.habitats).toHaveLength(3);
  });

  test('do not heed a constant map', () => {
    const more = found([constant, ...maps.slice(0, 2)], 3);
    expect(more.labels).toEqual(three.labels);
    expect([more.axis[0], more.habitats[0].centroid[0]]).toEqual([0, 7]);
  });

  test('are no more than there are distinct vectors', () => {
    expect(found([mapOf(grid, planted)], { from: 2, to: 9 }).tried.map(({ k }) => k)).toEqual([2, 3]);
  });
});

describe('the labels of habitats', () => {
  const grid = gridOf([16, 15, 9]);
  const whole = maskOf(grid, (x, y, z) => x + y + z > 4);
  // No clusters, many ties, and two maps that rise against each other: where the order would show first.
  const cloud = [0, 1, 2].map((stream) => mapOf(grid, (x, y, z) => 100 * (3 - stream) + Math.round(9 * noise(x, y, z, stream) + (1 - stream) * x / 3)));
  const labelled = (mask: Mask, maps: readonly FeatureMap[], k: number): Habitats => made(findHabitats(mask, maps, { k }));
  const reversed = <T extends Mask | FeatureMap>(of: T): T => ({ ...of, voxels: of.voxels.slice().reverse() });

  test.each([2, 3, 4, 5])('are the same in any order of the maps, k = %d', (k) => {
    const expected = labelled(whole, cloud, k);
    for (const order of [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) {
      const permuted = labelled(whole, order.map((m) => cloud[m]), k);
      expect(permuted.labels).toEqual(expected.labels);
      expect(permuted.axis).toEqual(order.map((m) => expected.axis[m]));
    }
  });

  test.each([2, 3, 4, 5])('go with the voxels when the volume is reflected, k = %d', (k) => {
    const expected = labelled(whole, cloud, k);
    const mirrored = labelled(reversed(whole), cloud.map(reversed), k);
    expect(mirrored.labels).toEqual(expected.labels.slice().reverse());
    expect(mirrored.habitats).toEqual(expected.habitats);
  });

  test('ascend with the map of the larger mean when the loadings cancel', () => {
    const against = [mapOf(grid, (x) => -x), mapOf(grid, (x) => 1000 + x)];
    const { axis, labels } = labelled(whole, against, 2);
    expect([Math.sign(axis[0]), Math.sign(axis[1])]).toEqual([-1, 1]);
    expect([labels[5], labels[15]]).toEqual([1, 2]);
  });
});

describe('what cannot be made is refused with a reason', () => {
  const grid = gridOf([4, 4, 4]);
  const mask = maskOf(grid, (x) => x === 1);
  const empty = maskOf(grid, () => false);
  const elsewhere = { ...mask, grid: { ...grid, affine: grid.affine.map((value, i) => (i === 3 ? 1 : value)) } };
  const map = mapOf(grid, (_x, y) => y);
  const habitats = (k: HabitatSettings['k'], of: readonly FeatureMap[] = [map], region: Mask = mask): object => findHabitats(region, of, { k });

  test.each<[string, string, object]>([
    ['a ring turned inside out', 'distances-invalid', ringAround(mask, { innerMm: 3, outerMm: 2 })],
    ['a ring of no width', 'distances-invalid', ringAround(mask, { innerMm: 2, outerMm: 2 })],
    ['a ring of negative distance', 'distances-invalid', ringAround(mask, { innerMm: -3, outerMm: -2 })],
    ['a ring without end', 'distances-invalid', ringAround(mask, { innerMm: 0, outerMm: Infinity })],
    ['a ring of no number', 'distances-invalid', ringAround(mask, { innerMm: NaN, outerMm: 2 })],
    ['a ring around nothing', 'mask-empty', ringAround(empty, { innerMm: 0, outerMm: 2 })],
    ['an exclusion one millimetre off', 'grid-mismatch', ringAround(mask, { innerMm: 0, outerMm: 2, exclude: elsewhere })],
    ['shells with edges out of order', 'distances-invalid', shells(mask, { edgesMm: [0, 2, 1] })],
    ['shells with one edge', 'distances-invalid', shells(mask, { edgesMm: [0] })],
    ['shells of nothing', 'mask-empty', shells(empty, { edgesMm: [0, 1] })],
    ['habitats of nothing', 'mask-empty', habitats(2, [map], empty)],
    ['habitats without a map', 'no-maps', habitats(2, [])],
    ['habitats of a map on another grid', 'grid-mismatch', habitats(2, [map, mapOf(gridOf([4, 4, 5]), () => 0)])],
    ['habitats of a map with holes', 'map-not-finite', habitats(2, [map, mapOf(grid, (_x, y) => 1 / y)])],
    ['one habitat', 'k-invalid', habitats(1)],
    ['two and a half habitats', 'k-invalid', habitats(2.5)],
    ['a descending range', 'k-invalid', habitats({ from: 4, to: 3 })],
    ['more habitats than distinct vectors', 'too-few-distinct-vectors', habitats(5)],
    ['habitats of a constant', 'too-few-distinct-vectors', habitats(2, [mapOf(grid, () => 3)])],
  ])('%s: %s', (_what, reason, result) => { expect(result).toMatchObject({ kind: 'refused', reason }); });
});
