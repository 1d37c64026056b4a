import { sin as sinOf } from '../numbers/sin-cos.js';
import type { Lines, Pass } from './fft-passes.js';

const sin72 = sinOf(2 * Math.PI / 5);
const sin144 = sinOf(4 * Math.PI / 5);
const rootOfFive = Math.sqrt(5) / 4;

/** Pass of radix 5: inputs j and 5 − j share their products, and so do outputs k and 5 − k. */
export function pass5({ m, stride, from: { line, row }, cos, sin }: Pass, { re: xr, im: xi }: Lines, { re: yr, im: yi }: Lines): void {
  const next = row * m;
  for (let p = 0; p < m; p += 1) {
    const w = 5 * p;
    const c1 = cos[w + 1], s1 = sin[w + 1], c2 = cos[w + 2], s2 = sin[w + 2];
    const c3 = cos[w + 3], s3 = sin[w + 3], c4 = cos[w + 4], s4 = sin[w + 4];
    for (let q = 0, a = row * p; q < stride; q += 1, a += line) {
      const b = a + next, c = b + next, d = c + next, e = d + next;
      const ar = xr[a], ai = xi[a], br = xr[b], bi = xi[b], cr = xr[c], ci = xi[c], dr = xr[d], di = xi[d], er = xr[e], ei = xi[e];
      const pr = br + er, pi = bi + ei, mr = br - er, mi = bi - ei;
      const qr = cr + dr, qi = ci + di, nr = cr - dr, ni = ci - di;
      const sr = pr + qr, si = pi + qi, tr = rootOfFive * (pr - qr), ti = rootOfFive * (pi - qi);
      const gr = ar - 0.25 * sr, gi = ai - 0.25 * si;
      const hr = gr + tr, hi = gi + ti, jr = gr - tr, ji = gi - ti;
      const kr = sin72 * mr + sin144 * nr, ki = sin72 * mi + sin144 * ni;
      const lr = sin144 * mr - sin72 * nr, li = sin144 * mi - sin72 * ni;
      const r1 = hr + ki, i1 = hi - kr, r2 = jr + li, i2 = ji - lr, r3 = jr - li, i3 = ji + lr, r4 = hr - ki, i4 = hi + kr;
      const to0 = stride * w + q, to1 = to0 + stride, to2 = to1 + stride, to3 = to2 + stride, to4 = to3 + stride;
      yr[to0] = ar + sr; yi[to0] = ai + si;
      yr[to1] = r1 * c1 - i1 * s1; yi[to1] = r1 * s1 + i1 * c1;
      yr[to2] = r2 * c2 - i2 * s2; yi[to2] = r2 * s2 + i2 * c2;
      yr[to3] = r3 * c3 - i3 * s3; yi[to3] = r3 * s3 + i3 * c3;
      yr[to4] = r4 * c4 - i4 * s4; yi[to4] = r4 * s4 + i4 * c4;
    }
  }
}
