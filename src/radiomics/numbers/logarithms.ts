import { highWord, withHighWord, withoutLowWord } from './bits.js';

const ln2High = 6.93147180369123816490e-01;
const ln2Low = 1.90821492927058770002e-10;
const log2eHigh = 1.44269504072144627571e+00;
const log2eLow = 1.67517131648865118353e-10;

/** x = 2^k (1 + f) with 1 + f between √½ and √2; rest = ln(1 + f) − f + f²/2. */
interface Parts {
  readonly k: number;
  readonly f: number;
  readonly halfSquare: number;
  readonly rest: number;
}

/** Of a finite number above 0. */
function partsOf(x: number): Parts {
  const small = x < 2 ** -1022;
  const normal = small ? x * 2 ** 54 : x;
  const beyond = highWord(normal) + 0x3ff00000 - 0x3fe6a09e;
  const k = (beyond >> 20) - 0x3ff - (small ? 54 : 0);
  const f = withHighWord(normal, (beyond & 0x000fffff) + 0x3fe6a09e) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const halfSquare = 0.5 * f * f;
  return { k, f, halfSquare, rest: s * (halfSquare + (even + odd)) };
}

/** What logarithms give where they are no finite number. */
function atEnds(x: number): number {
  if (x === 0) return -Infinity;
  return x > 0 ? x : Number.NaN;
}

const isInside = (x: number): boolean => x > 0 && x < Infinity;

/**
 * Natural logarithm, with the same bits in every JavaScript engine; less than one unit in the last place off. After
 * e_log.c of fdlibm (Sun Microsystems, 1993; freely granted) as musl has it. −∞ at 0, NaN below.
 */
export function log(x: number): number {
  if (!isInside(x)) return atEnds(x);
  const { k, f, halfSquare, rest } = partsOf(x);
  return rest + k * ln2Low - halfSquare + f + k * ln2High;
}

/** Logarithm to base 2, likewise; exact for powers of 2. After e_log2.c of FreeBSD (from fdlibm) as musl has it. */
export function log2(x: number): number {
  if (!isInside(x)) return atEnds(x);
  const { k, f, halfSquare, rest } = partsOf(x);
  const high = withoutLowWord(f - halfSquare);
  const low = f - high - halfSquare + rest;
  const leading = high * log2eHigh;
  const sum = k + leading;
  return (low + high) * log2eLow + low * log2eHigh + (k - sum + leading) + sum;
}
