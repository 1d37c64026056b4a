import fc from 'fast-check';
import { pairSums } from './pair-sums.js';

type Triple = readonly [number, number, number];

/** By the definition, pair by pair. */
function summed(values: Float64Array, mask: Uint8Array, [nx, ny]: Triple, [dx, dy, dz]: Triple): number[] {
  let [weights, products, squares] = [0, 0, 0];
  const at = (i: number): Triple => [dx * (i % nx), dy * (Math.floor(i / nx) % ny), dz * Math.floor(i / (nx * ny))];
  for (let i = 0; i < values.length; i += 1) for (let j = 0; j < values.length; j += 1) {
    if (i === j || mask[i] === 0 || mask[j] === 0) continue;
    const w = 1 / Math.hypot(...at(i).map((mm, axis) => mm - at(j)[axis]));
    weights += w; products += w * values[i] * values[j]; squares += w * values[i] ** 2;
  }
  return [weights, products, squares];
}

const random = (length: number): Float64Array => {
  let state = 7;
  return Float64Array.from({ length }, () => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return state / 2 ** 31 - 1; });
};

describe('sums over pairs by Fourier transform are those of direct summation', () => {
  test('whatever the mask and the values', () => {
    const bits = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 60, maxLength: 60 });
    fc.assert(fc.property(bits, fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 60, maxLength: 60 }), (mask, values) => {
      const sums = pairSums({ values: Float64Array.from(values), centre: 0, mask: Uint8Array.from(mask) }, [5, 4, 3], [1, 2, 3]);
      const direct = summed(Float64Array.from(values), Uint8Array.from(mask), [5, 4, 3], [1, 2, 3]);
      [sums.weights, sums.products, sums.squares].forEach((sum, k) => { expect(sum).toBeCloseTo(direct[k], 9); });
    }), { numRuns: 30 });
  });

  test.each<[Triple]>([[[1, 1, 1]], [[1, 1, 9]], [[1, 7, 1]], [[6, 1, 1]], [[3, 2, 1]], [[1, 5, 4]], [[7, 1, 3]], [[13, 11, 5]], [[9, 10, 12]]])('whatever the size: %j', (size) => {
    const values = random(size[0] * size[1] * size[2]);
    const mask = Uint8Array.from(values, (value) => (value > -0.7 ? 1 : 0));
    const sums = pairSums({ values, centre: 0, mask }, size, [0.7, 1.1, 2]);
    const direct = summed(values, mask, size, [0.7, 1.1, 2]);
    const scale = Math.max(direct[0], 1);
    [sums.weights, sums.products, sums.squares].forEach((sum, k) => { expect(Math.abs(sum - direct[k]) / scale).toBeLessThan(1e-12); });
  });

  test('deviations are from the centre, and nothing outside the mask is read', () => {
    const values = Float64Array.of(5, Number.NaN, 9, 4, Infinity, 6);
    const mask = Uint8Array.of(1, 0, 1, 1, 0, 1);
    const sums = pairSums({ values, centre: 6, mask }, [3, 2, 1], [1, 1, 1]);
    const direct = summed(Float64Array.of(-1, 0, 3, -2, 0, 0), mask, [3, 2, 1], [1, 1, 1]);
    [sums.weights, sums.products, sums.squares].forEach((sum, k) => { expect(sum).toBeCloseTo(direct[k], 12); });
  });
});
