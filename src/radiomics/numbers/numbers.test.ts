import fc from 'fast-check';
import { powerOfTwo } from './bits.js';
import { cbrt } from './cbrt.js';
import { exp } from './exp.js';
import { log, log2 } from './logarithms.js';
import { integerPower, norm } from './powers.js';
import { rootsOfUnity } from './roots-of-unity.js';
import { cos, sin } from './sin-cos.js';

type Of = (x: number) => number;

/** How many numbers lie between two of the same sign. */
function unitsApart(one: number, other: number): number {
  if (Object.is(one, other) || one === other) return 0;
  const bits = new BigInt64Array(Float64Array.of(one, other).buffer);
  return Math.sign(one) === Math.sign(other) ? Math.abs(Number(bits[0] - bits[1])) : Infinity;
}

/** Every number there is, and those from a range evenly. */
const anyNumber = fc.double();
const within = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

const functions: readonly (readonly [string, Of, Of, readonly fc.Arbitrary<number>[]])[] = [
  ['exp', exp, Math.exp, [anyNumber, within(-750, 710), within(-1, 1)]],
  ['log', log, Math.log, [anyNumber, within(0, 1), within(0, 1e6), within(0.99, 1.01)]],
  ['log2', log2, Math.log2, [anyNumber, within(0, 1), within(0, 1e6), within(0.99, 1.01)]],
  ['sin', sin, Math.sin, [anyNumber, within(-10, 10), within(-1e7, 1e7), within(-1, 1)]],
  ['cos', cos, Math.cos, [anyNumber, within(-10, 10), within(-1e7, 1e7), within(-1, 1)]],
  ['cbrt', cbrt, Math.cbrt, [anyNumber, within(-1e9, 1e9), within(-1, 1)]],
];

describe.each(functions)('%s', (_, own, builtIn, ranges) => {
  test('is one unit in the last place from the language\'s at most', () => {
    for (const range of ranges) fc.assert(fc.property(range, (x) => unitsApart(own(x), builtIn(x)) <= 1), { numRuns: 20_000 });
  });

  test.each([0, -0, 1, -1, Infinity, -Infinity, Number.NaN, Number.MIN_VALUE, -Number.MIN_VALUE, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE])('of %d is the language\'s', (x) => {
    if (Number.isFinite(builtIn(x)) && builtIn(x) !== 0) expect(unitsApart(own(x), builtIn(x))).toBeLessThanOrEqual(1);
    else expect(own(x)).toBe(builtIn(x));
  });
});

test('log2 of a power of 2 is exact, and so is the power', () => {
  for (let k = -1074; k <= 1023; k += 1) expect(log2(powerOfTwo(k))).toBe(k);
  expect([powerOfTwo(-1075), powerOfTwo(1024), powerOfTwo(10)]).toEqual([0, Infinity, 1024]);
});

test('angles near multiples of π/2 keep their bits, however large', () => {
  // 6381956970095103 × 2^797 is nearest of all numbers to such a multiple (J.-M. Muller, Elementary Functions, 2006).
  expect(cos(6_381_956_970_095_103 * powerOfTwo(797))).toBe(-4.687165924254628e-19);
  expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
  expect(sin(1e22)).toBe(-0.8522008497671888);
});

test('whole powers are products', () => {
  fc.assert(fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 12 }), (x, n) => { expect(integerPower(x, n)).toBe(Array.from({ length: n }, () => x).reduce((product, factor) => product * factor, 1)); }));
});

test('the length of a vector', () => { expect([norm(3, 4), norm(2, 3, 6), norm(0, 0, 0)]).toEqual([5, 7, 0]); });

test.each([1, 2, 3, 4, 5, 8, 12, 97])('the %d-th roots of unity lie on the circle, one step after another, and mirror each other', (n) => {
  const roots = rootsOfUnity(n);
  for (let k = 0; k < n; k += 1) {
    expect(roots.cos[k]).toBeCloseTo(Math.cos(2 * Math.PI * k / n), 14);
    expect(roots.sin[k]).toBeCloseTo(Math.sin(2 * Math.PI * k / n), 14);
    expect(roots.cos[(n - k) % n] === roots.cos[k] && roots.sin[(n - k) % n] === -roots.sin[k]).toBe(true);
  }
});
