import { highWord, withHighWord } from './bits.js';

/** To 23 bits: then its square is exact, and so is what the last step takes away. */
function rounded(t: number): number {
  const spread = t * (2 ** 30 + 1);
  return spread - (spread - t);
}

/** ³√x of a normal number above 0: a third of the exponent, a polynomial for 23 bits, and one step of Newton's. */
function rootOf(x: number): number {
  const guess = withHighWord(0, Math.floor(highWord(x) / 3) + 715_094_163);
  const r = guess * guess * (guess / x);
  const near = rounded(guess * (1.87595182427177009643 + r * (-1.88497979543377169875 + r * 1.6214297201053545)
    + r * r * r * (-0.758397934778766047437 + r * 0.145996192886612446982)));
  const quotient = x / (near * near);
  return near + near * ((quotient - near) / (near + near + quotient));
}

/**
 * ³√x, with the same bits in every JavaScript engine; less than 0.7 units in the last place off. After s_cbrt.c of FreeBSD
 * (from fdlibm, Sun Microsystems, 1993; freely granted).
 */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const size = Math.abs(x);
  const root = size < 2 ** -1022 ? rootOf(size * 2 ** 54) / 2 ** 18 : rootOf(size);
  return x < 0 ? -root : root;
}
