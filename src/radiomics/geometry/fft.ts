/** A discrete Fourier transform of one length, in place on the first `length` numbers of real and imaginary parts. */
export interface Fft {
  readonly length: number;
  readonly transform: (re: Float64Array, im: Float64Array) => void;
}

/** The smallest length from `n` on that has no prime factor but 2, 3 and 5. */
export function fftLength(n: number): number {
  for (let length = Math.max(1, n); ; length += 1) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}

function radices(length: number): number[] {
  const found: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5]) while (rest % radix === 0) { found.push(radix); rest /= radix; }
  if (rest !== 1) throw new Error(`fft: length ${length} has a prime factor above 5.`);
  return found;
}

/** Data on its way through the stages: x is read, y is written. */
interface Buffers { readonly xr: Float64Array; readonly xi: Float64Array; readonly yr: Float64Array; readonly yi: Float64Array }
interface Stage { readonly radix: number; readonly m: number; readonly stride: number; readonly cos: Float64Array; readonly sin: Float64Array }

/** One Stockham stage of radix 4. */
function stage4({ m, stride: s, cos, sin }: Stage, { xr, xi, yr, yi }: Buffers): void {
  for (let p = 0; p < m; p += 1) {
    for (let q = 0; q < s; q += 1) {
      const a = q + s * p;
      const b = a + s * m;
      const c = b + s * m;
      const d = c + s * m;
      const [sr, si, tr, ti] = [xr[a] + xr[c], xi[a] + xi[c], xr[a] - xr[c], xi[a] - xi[c]];
      const [ur, ui, vr, vi] = [xr[b] + xr[d], xi[b] + xi[d], xi[b] - xi[d], xr[d] - xr[b]];
      const to = q + s * 4 * p;
      yr[to] = sr + ur;
      yi[to] = si + ui;
      const w = 4 * p;
      const [r1, i1, r2, i2, r3, i3] = [tr + vr, ti + vi, sr - ur, si - ui, tr - vr, ti - vi];
      yr[to + s] = r1 * cos[w + 1] - i1 * sin[w + 1];
      yi[to + s] = r1 * sin[w + 1] + i1 * cos[w + 1];
      yr[to + 2 * s] = r2 * cos[w + 2] - i2 * sin[w + 2];
      yi[to + 2 * s] = r2 * sin[w + 2] + i2 * cos[w + 2];
      yr[to + 3 * s] = r3 * cos[w + 3] - i3 * sin[w + 3];
      yi[to + 3 * s] = r3 * sin[w + 3] + i3 * cos[w + 3];
    }
  }
}

/** One Stockham stage of any small radix. */
function stageAny({ radix, m, stride: s, cos, sin }: Stage, { xr, xi, yr, yi }: Buffers): void {
  const rootCos = Float64Array.from({ length: radix }, (_, j) => Math.cos(2 * Math.PI * j / radix));
  const rootSin = Float64Array.from({ length: radix }, (_, j) => -Math.sin(2 * Math.PI * j / radix));
  for (let p = 0; p < m; p += 1) {
    for (let k = 0; k < radix; k += 1) {
      const wr = cos[radix * p + k];
      const wi = sin[radix * p + k];
      const to = s * (radix * p + k);
      for (let q = 0; q < s; q += 1) {
        let r = xr[q + s * p];
        let i = xi[q + s * p];
        for (let j = 1, turn = k; j < radix; j += 1) {
          const at = q + s * (p + m * j);
          r += xr[at] * rootCos[turn] - xi[at] * rootSin[turn];
          i += xr[at] * rootSin[turn] + xi[at] * rootCos[turn];
          turn += k;
          if (turn >= radix) turn -= radix;
        }
        yr[q + to] = r * wr - i * wi;
        yi[q + to] = r * wi + i * wr;
      }
    }
  }
}

function stagesOf(length: number): Stage[] {
  let [left, stride] = [length, 1];
  return radices(length).map((radix) => {
    const m = left / radix;
    const angle = (i: number): number => -2 * Math.PI * ((Math.floor(i / radix) * (i % radix)) % left) / left;
    const cos = Float64Array.from({ length: left }, (_, i) => Math.cos(angle(i)));
    const sin = Float64Array.from({ length: left }, (_, i) => Math.sin(angle(i)));
    const stage = { radix, m, stride, cos, sin };
    [left, stride] = [m, stride * radix];
    return stage;
  });
}

/** Forward transform Σ x_j e^(−2πi jk/n), Stockham's self-sorting algorithm with radices 4, 2, 3 and 5. */
export function fft(length: number): Fft {
  const stages = stagesOf(length);
  const [sr, si] = [new Float64Array(length), new Float64Array(length)];
  const transform = (re: Float64Array, im: Float64Array): void => {
    stages.forEach((stage, i) => {
      const buffers = i % 2 === 0 ? { xr: re, xi: im, yr: sr, yi: si } : { xr: sr, xi: si, yr: re, yi: im };
      if (stage.radix === 4) stage4(stage, buffers);
      else stageAny(stage, buffers);
    });
    if (stages.length % 2 === 1) { re.set(sr); im.set(si); }
  };
  return { length, transform };
}
