import { rootsOfUnity } from '../numbers/roots-of-unity.js';
import { fft, fftLength, zeros, type Batch, type Fft } from './fft.js';
import type { Lines } from './fft-passes.js';

/** e^(−πi k²/n) for k from 0 to n − 1; k² is taken modulo 2n first, where it stays exact. */
function chirp(n: number): Lines {
  const roots = rootsOfUnity(2 * n);
  return { re: Float64Array.from({ length: n }, (_, k) => roots.cos[k * k % (2 * n)]), im: Float64Array.from({ length: n }, (_, k) => -roots.sin[k * k % (2 * n)]) };
}

/** The spectrum of the conjugate chirp, even with the period of `plan`, over that period: what the inverse transform divides by is in it. */
function chirpSpectrum(n: number, { re, im }: Lines, plan: Fft): Lines {
  const source = zeros(plan.length);
  for (let k = 0; k < n; k += 1) for (const at of [k, (plan.length - k) % plan.length]) { source.re[at] = re[k] / plan.length; source.im[at] = -im[k] / plan.length; }
  const spectrum = plan.transform({ source, lines: 1, filled: 'whole' });
  return { re: spectrum.re.slice(0, plan.length), im: spectrum.im.slice(0, plan.length) };
}

/** Every number of row k times factor k. */
function multiplyRows(source: Lines, { line, row }: { readonly line: number; readonly row: number }, lines: number, factors: Lines, target: Lines): void {
  for (let k = 0, to = 0; k < factors.re.length; k += 1) {
    const c = factors.re[k], s = factors.im[k];
    for (let q = 0, at = row * k; q < lines; q += 1, at += line, to += 1) {
      const r = source.re[at], i = source.im[at];
      target.re[to] = r * c - i * s;
      target.im[to] = r * s + i * c;
    }
  }
}

const turned = ({ re, im }: Lines): Lines => ({ re: im, im: re });

/**
 * Forward transform of any length. One with a prime factor above 5 becomes a convolution with a chirp on a longer, handy
 * length (L. Bluestein, IEEE Trans. Audio Electroacoust. 1970;18:451).
 */
export function fftOfAnyLength(n: number, mostLines: number): Fft {
  if (fftLength(n) === n) return fft(n, mostLines);
  const plan = fft(4 * fftLength(Math.ceil(n / 2)), mostLines);
  const factors = chirp(n);
  const kernel = chirpSpectrum(n, factors, plan);
  const [padded, product, result] = [plan.length / 2, plan.length, n].map((rows) => zeros(rows * mostLines));
  const transform = ({ source, lines, steps, filled }: Batch): Lines => {
    if (filled === 'half') throw new Error(`fft: length ${n} has a prime factor above 5 and must be given whole.`);
    const side = { line: 1, row: lines };
    multiplyRows(source, steps ?? side, lines, factors, padded);
    padded.re.fill(0, n * lines);
    padded.im.fill(0, n * lines);
    multiplyRows(plan.transform({ source: padded, lines, filled: 'half' }), side, lines, kernel, product);
    // The inverse by a forward transform: real and imaginary parts change places before and after.
    const back = plan.transform({ source: turned(product), lines, filled: 'whole' });
    multiplyRows(turned(back), side, lines, factors, result);
    return result;
  };
  return { length: n, transform };
}
