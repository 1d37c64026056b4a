import { fft, fftLength, type Fft } from './fft.js';

/** e^(−πi k²/n) for k from 0 to n − 1; k² is taken modulo 2n first, where it stays exact. */
function chirp(n: number): { readonly cos: Float64Array; readonly sin: Float64Array } {
  const angle = (k: number): number => -Math.PI * ((k * k) % (2 * n)) / n;
  return { cos: Float64Array.from({ length: n }, (_, k) => Math.cos(angle(k))), sin: Float64Array.from({ length: n }, (_, k) => Math.sin(angle(k))) };
}

/**
 * Forward transform of any length. One with a prime factor above 5 becomes a convolution with a chirp on a longer, handy
 * length (L. Bluestein, IEEE Trans. Audio Electroacoust. 1970;18:451).
 */
export function fftOfAnyLength(n: number): Fft {
  if (fftLength(n) === n) return fft(n);
  const { cos, sin } = chirp(n);
  const inner = fft(fftLength(2 * n - 1));
  const m = inner.length;
  const [kr, ki] = [new Float64Array(m), new Float64Array(m)];
  for (let k = 0; k < n; k += 1) for (const at of [k, (m - k) % m]) { kr[at] = cos[k]; ki[at] = -sin[k]; }
  inner.transform(kr, ki);
  const [ar, ai] = [new Float64Array(m), new Float64Array(m)];
  const transform = (re: Float64Array, im: Float64Array): void => {
    ar.fill(0);
    ai.fill(0);
    for (let k = 0; k < n; k += 1) { ar[k] = re[k] * cos[k] - im[k] * sin[k]; ai[k] = re[k] * sin[k] + im[k] * cos[k]; }
    inner.transform(ar, ai);
    // The inverse by a forward transform: real and imaginary parts change places before and after.
    for (let k = 0; k < m; k += 1) {
      const r = ar[k] * kr[k] - ai[k] * ki[k];
      ai[k] = ar[k] * ki[k] + ai[k] * kr[k];
      ar[k] = r;
    }
    inner.transform(ai, ar);
    for (let k = 0; k < n; k += 1) {
      const [r, i] = [ar[k] / m, ai[k] / m];
      re[k] = r * cos[k] - i * sin[k];
      im[k] = r * sin[k] + i * cos[k];
    }
  };
  return { length: n, transform };
}
