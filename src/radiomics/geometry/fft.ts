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
interface Stage {
  readonly radix: number;
  readonly m: number;
  readonly stride: number;
  /** Twiddle factors: those of output k of butterfly p stand at radix × p + k. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Roots of unity of an odd radix: cos and sin of 2π (j + 1)(k + 1) / radix at j + k × (radix − 1) / 2. */
  readonly rootCos: Float64Array;
  readonly rootSin: Float64Array;
}

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

/** One Stockham stage of radix 2. */
function stage2({ m, stride: s, cos, sin }: Stage, { xr, xi, yr, yi }: Buffers): void {
  for (let p = 0; p < m; p += 1) {
    for (let q = 0; q < s; q += 1) {
      const a = q + s * p;
      const b = a + s * m;
      const to = q + s * 2 * p;
      const r = xr[a] - xr[b];
      const i = xi[a] - xi[b];
      yr[to] = xr[a] + xr[b];
      yi[to] = xi[a] + xi[b];
      yr[to + s] = r * cos[2 * p + 1] - i * sin[2 * p + 1];
      yi[to + s] = r * sin[2 * p + 1] + i * cos[2 * p + 1];
    }
  }
}

/** One Stockham stage of an odd radix: inputs j and radix − j share their products, and so do outputs k and radix − k. */
function stageOdd({ radix, m, stride: s, cos, sin, rootCos, rootSin }: Stage, { xr, xi, yr, yi }: Buffers): void {
  const half = (radix - 1) / 2;
  const plusR = new Float64Array(half);
  const plusI = new Float64Array(half);
  const minusR = new Float64Array(half);
  const minusI = new Float64Array(half);
  for (let p = 0; p < m; p += 1) {
    const w = radix * p;
    for (let q = 0; q < s; q += 1) {
      const first = q + s * p;
      const to = q + s * w;
      let r = xr[first];
      let i = xi[first];
      for (let j = 0; j < half; j += 1) {
        const a = first + s * m * (j + 1);
        const b = first + s * m * (radix - 1 - j);
        plusR[j] = xr[a] + xr[b]; plusI[j] = xi[a] + xi[b];
        minusR[j] = xr[a] - xr[b]; minusI[j] = xi[a] - xi[b];
        r += plusR[j]; i += plusI[j];
      }
      yr[to] = r;
      yi[to] = i;
      for (let k = 0; k < half; k += 1) {
        let cr = xr[first];
        let ci = xi[first];
        let dr = 0;
        let di = 0;
        for (let j = 0; j < half; j += 1) {
          const c = rootCos[k * half + j];
          const d = rootSin[k * half + j];
          cr += plusR[j] * c; ci += plusI[j] * c;
          dr += minusR[j] * d; di += minusI[j] * d;
        }
        const one = k + 1;
        const other = radix - 1 - k;
        yr[to + s * one] = (cr + di) * cos[w + one] - (ci - dr) * sin[w + one];
        yi[to + s * one] = (cr + di) * sin[w + one] + (ci - dr) * cos[w + one];
        yr[to + s * other] = (cr - di) * cos[w + other] - (ci + dr) * sin[w + other];
        yi[to + s * other] = (cr - di) * sin[w + other] + (ci + dr) * cos[w + other];
      }
    }
  }
}

const stageFor = (radix: number): typeof stage4 => {
  if (radix === 4) return stage4;
  return radix === 2 ? stage2 : stageOdd;
};

function rootsOf(radix: number): Pick<Stage, 'rootCos' | 'rootSin'> {
  const half = (radix - 1) >> 1;
  const angles = Array.from({ length: half * half }, (_, n) => 2 * Math.PI * (((n % half) + 1) * (Math.floor(n / half) + 1) % radix) / radix);
  return { rootCos: Float64Array.from(angles, (angle) => Math.cos(angle)), rootSin: Float64Array.from(angles, (angle) => Math.sin(angle)) };
}

function stagesOf(length: number): Stage[] {
  let [left, stride] = [length, 1];
  return radices(length).map((radix) => {
    const m = left / radix;
    const angle = (i: number): number => -2 * Math.PI * ((Math.floor(i / radix) * (i % radix)) % left) / left;
    const cos = Float64Array.from({ length: left }, (_, i) => Math.cos(angle(i)));
    const sin = Float64Array.from({ length: left }, (_, i) => Math.sin(angle(i)));
    const stage = { radix, m, stride, cos, sin, ...rootsOf(radix) };
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
      stageFor(stage.radix)(stage, buffers);
    });
    if (stages.length % 2 === 1) { re.set(sr); im.set(si); }
  };
  return { length, transform };
}
