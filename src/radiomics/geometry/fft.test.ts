import { fftOfAnyLength } from './fft-any.js';
import { fft, fftLength } from './fft.js';
import type { Lines } from './fft-passes.js';

const wave = (count: number): Lines => ({ re: Float64Array.from({ length: count }, (_, i) => Math.sin(3 * i + 1)), im: Float64Array.from({ length: count }, (_, i) => Math.cos(i * i)) });

/** Number k of the transform of one line, by the definition. */
function defined({ re, im }: Lines, k: number): readonly [number, number] {
  let [r, i] = [0, 0];
  for (let j = 0; j < re.length; j += 1) {
    const angle = -2 * Math.PI * ((j * k) % re.length) / re.length;
    r += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
    i += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
  }
  return [r, i];
}

const lineOf = ({ re, im }: Lines, at: (k: number) => number, length: number): Lines => ({ re: Float64Array.from({ length }, (_, k) => re[at(k)]), im: Float64Array.from({ length }, (_, k) => im[at(k)]) });

function expectTransform(result: Lines, [line, lines]: readonly [number, number], source: Lines): void {
  for (let k = 0; k < source.re.length; k += 1) {
    const [r, i] = defined(source, k);
    expect(result.re[line + lines * k]).toBeCloseTo(r, 10);
    expect(result.im[line + lines * k]).toBeCloseTo(i, 10);
  }
}

test('handy lengths have no prime factor above 5', () => { expect([1, 7, 11, 13, 97].map(fftLength)).toEqual([1, 8, 12, 15, 100]); });

describe('the transform of three lines side by side is, of each, the sum of its definition', () => {
  test.each([1, 2, 3, 4, 5, 6, 12, 15, 16, 20, 25, 30, 60, 90, 128])('of length %d', (n) => {
    const source = wave(3 * n);
    const result = fft(n, 4).transform({ source, lines: 3, filled: 'whole' });
    for (const line of [0, 1, 2]) expectTransform(result, [line, 3], lineOf(source, (k) => line + 3 * k, n));
  });

  test.each([4, 8, 12, 20, 60])('of length %d, filled to half', (n) => {
    const given = wave(3 * n / 2);
    const result = fft(n, 3).transform({ source: given, lines: 3, filled: 'half' });
    for (const line of [0, 1, 2]) {
      const half = lineOf(given, (k) => line + 3 * k, n / 2);
      expectTransform(result, [line, 3], lineOf({ re: Float64Array.of(...half.re, ...new Float64Array(n / 2)), im: Float64Array.of(...half.im, ...new Float64Array(n / 2)) }, (k) => k, n));
    }
  });

  test.each([1, 2, 7, 11, 12, 13, 30, 67, 97])('of length %d, one behind another', (n) => {
    const source = wave(3 * n);
    const result = fftOfAnyLength(n, 3).transform({ source, lines: 3, steps: { line: n, row: 1 }, filled: 'whole' });
    for (const line of [0, 1, 2]) expectTransform(result, [line, 3], lineOf(source, (k) => n * line + k, n));
  });

  test('and the source stays as it is', () => {
    const source = wave(36);
    fft(12, 3).transform({ source, lines: 3, filled: 'whole' });
    expect(source).toEqual(wave(36));
  });
});

test('only lengths that are multiples of 4 may be filled to half', () => {
  expect(() => fft(6, 1).transform({ source: wave(3), lines: 1, filled: 'half' })).toThrow('multiple of 4');
});

test('lines of one number are put side by side', () => {
  const { re, im } = fft(1, 3).transform({ source: wave(9), lines: 3, steps: { line: 3, row: 1 }, filled: 'whole' });
  expect([...re.subarray(0, 3), ...im.subarray(0, 3)]).toEqual([0, 3, 6].flatMap((i) => wave(9).re[i]).concat([0, 3, 6].map((i) => wave(9).im[i])));
});
