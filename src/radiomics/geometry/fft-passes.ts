/** Complex numbers, real and imaginary parts apart. */
export interface Lines {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** How far lines, and the numbers of one line, lie apart. */
export interface Steps {
  readonly line: number;
  readonly row: number;
}

/**
 * One pass of Stockham's algorithm over lines side by side: `m` butterflies over rows of `stride` numbers. Butterfly p takes
 * input j from row p + m j and puts output k into row radix × p + k.
 */
export interface Pass {
  readonly m: number;
  readonly stride: number;
  readonly from: Steps;
  /** Twiddle factors: those of output k of butterfly p stand at radix × p + k. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Lines of one number are their own transforms; they are put side by side. */
export function pass1({ stride, from: { line } }: Pass, source: Lines, target: Lines): void {
  for (let q = 0; q < stride; q += 1) {
    target.re[q] = source.re[line * q];
    target.im[q] = source.im[line * q];
  }
}

export function pass2({ m, stride, from: { line, row }, cos, sin }: Pass, { re: xr, im: xi }: Lines, { re: yr, im: yi }: Lines): void {
  const next = row * m;
  for (let p = 0; p < m; p += 1) {
    const c1 = cos[2 * p + 1], s1 = sin[2 * p + 1];
    for (let q = 0, a = row * p; q < stride; q += 1, a += line) {
      const b = a + next;
      const ar = xr[a], ai = xi[a], br = xr[b], bi = xi[b];
      const r1 = ar - br, i1 = ai - bi;
      const to0 = 2 * stride * p + q, to1 = to0 + stride;
      yr[to0] = ar + br; yi[to0] = ai + bi;
      yr[to1] = r1 * c1 - i1 * s1; yi[to1] = r1 * s1 + i1 * c1;
    }
  }
}

const sin60 = Math.sqrt(3) / 2;

export function pass3({ m, stride, from: { line, row }, cos, sin }: Pass, { re: xr, im: xi }: Lines, { re: yr, im: yi }: Lines): void {
  const next = row * m;
  for (let p = 0; p < m; p += 1) {
    const w = 3 * p;
    const c1 = cos[w + 1], s1 = sin[w + 1], c2 = cos[w + 2], s2 = sin[w + 2];
    for (let q = 0, a = row * p; q < stride; q += 1, a += line) {
      const b = a + next, c = b + next;
      const ar = xr[a], ai = xi[a], br = xr[b], bi = xi[b], cr = xr[c], ci = xi[c];
      const pr = br + cr, pi = bi + ci, mr = sin60 * (br - cr), mi = sin60 * (bi - ci);
      const er = ar - 0.5 * pr, ei = ai - 0.5 * pi;
      const r1 = er + mi, i1 = ei - mr, r2 = er - mi, i2 = ei + mr;
      const to0 = stride * w + q, to1 = to0 + stride, to2 = to1 + stride;
      yr[to0] = ar + pr; yi[to0] = ai + pi;
      yr[to1] = r1 * c1 - i1 * s1; yi[to1] = r1 * s1 + i1 * c1;
      yr[to2] = r2 * c2 - i2 * s2; yi[to2] = r2 * s2 + i2 * c2;
    }
  }
}

export function pass4({ m, stride, from: { line, row }, cos, sin }: Pass, { re: xr, im: xi }: Lines, { re: yr, im: yi }: Lines): void {
  const next = row * m;
  for (let p = 0; p < m; p += 1) {
    const w = 4 * p;
    const c1 = cos[w + 1], s1 = sin[w + 1], c2 = cos[w + 2], s2 = sin[w + 2], c3 = cos[w + 3], s3 = sin[w + 3];
    for (let q = 0, a = row * p; q < stride; q += 1, a += line) {
      const b = a + next, c = b + next, d = c + next;
      const ar = xr[a], ai = xi[a], br = xr[b], bi = xi[b], cr = xr[c], ci = xi[c], dr = xr[d], di = xi[d];
      const sr = ar + cr, si = ai + ci, tr = ar - cr, ti = ai - ci;
      const ur = br + dr, ui = bi + di, vr = bi - di, vi = dr - br;
      const r1 = tr + vr, i1 = ti + vi, r2 = sr - ur, i2 = si - ui, r3 = tr - vr, i3 = ti - vi;
      const to0 = stride * w + q, to1 = to0 + stride, to2 = to1 + stride, to3 = to2 + stride;
      yr[to0] = sr + ur; yi[to0] = si + ui;
      yr[to1] = r1 * c1 - i1 * s1; yi[to1] = r1 * s1 + i1 * c1;
      yr[to2] = r2 * c2 - i2 * s2; yi[to2] = r2 * s2 + i2 * c2;
      yr[to3] = r3 * c3 - i3 * s3; yi[to3] = r3 * s3 + i3 * c3;
    }
  }
}

/** As `pass4` where inputs 2 and 3 are zero: a first pass over lines of which no more than half is filled. Their rows need not be there. */
export function pass4OfHalf({ m, stride, from: { line, row }, cos, sin }: Pass, { re: xr, im: xi }: Lines, { re: yr, im: yi }: Lines): void {
  const next = row * m;
  for (let p = 0; p < m; p += 1) {
    const w = 4 * p;
    const c1 = cos[w + 1], s1 = sin[w + 1], c2 = cos[w + 2], s2 = sin[w + 2], c3 = cos[w + 3], s3 = sin[w + 3];
    for (let q = 0, a = row * p; q < stride; q += 1, a += line) {
      const b = a + next;
      const ar = xr[a], ai = xi[a], br = xr[b], bi = xi[b];
      const r1 = ar + bi, i1 = ai - br, r2 = ar - br, i2 = ai - bi, r3 = ar - bi, i3 = ai + br;
      const to0 = stride * w + q, to1 = to0 + stride, to2 = to1 + stride, to3 = to2 + stride;
      yr[to0] = ar + br; yi[to0] = ai + bi;
      yr[to1] = r1 * c1 - i1 * s1; yi[to1] = r1 * s1 + i1 * c1;
      yr[to2] = r2 * c2 - i2 * s2; yi[to2] = r2 * s2 + i2 * c2;
      yr[to3] = r3 * c3 - i3 * s3; yi[to3] = r3 * s3 + i3 * c3;
    }
  }
}
