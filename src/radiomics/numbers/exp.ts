import { powerOfTwo } from './bits.js';

const ln2High = 6.93147180369123816490e-01;
const ln2Low = 1.90821492927058770002e-10;
const oneOverLn2 = 1.44269504088896338700e+00;

/** e^x = 2^k e^r with |r| at most ln 2 / 2; r comes as a difference that keeps its bits. */
function reduced(x: number): { readonly k: number; readonly high: number; readonly low: number } {
  if (Math.abs(x) <= 0.5 * Math.LN2) return { k: 0, high: x, low: 0 };
  const k = Math.trunc(oneOverLn2 * x + (x < 0 ? -0.5 : 0.5));
  return { k, high: x - k * ln2High, low: k * ln2Low };
}

function scaled(y: number, k: number): number {
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  return k < -1022 ? y * powerOfTwo(k + 1000) * 2 ** -1000 : y * powerOfTwo(k);
}

/**
 * e^x, with the same bits in every JavaScript engine; less than one unit in the last place off. After e_exp.c of fdlibm
 * (Sun Microsystems, 2004; freely granted).
 */
export function exp(x: number): number {
  if (Number.isNaN(x) || x > 709.782712893383973096) return x + Infinity;
  if (x < -745.13321910194110842) return 0;
  if (Math.abs(x) < 2 ** -28) return 1 + x;
  const { k, high, low } = reduced(x);
  const r = high - low;
  const t = r * r;
  const c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05
    + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  return k === 0 ? 1 - (r * c / (c - 2) - r) : scaled(1 - (low - r * c / (2 - c) - high), k);
}
