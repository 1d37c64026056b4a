/** An angle less a multiple of π/2: quarter turns modulo 4, and the rest as the sum of two numbers, at most about π/4. */
export interface ReducedAngle {
  readonly quarter: number;
  readonly rest: number;
  readonly tail: number;
}

const twoOverPi = 6.36619772367581382433e-01;
/** π/2 in three parts of 33 bits, each with what is left after it. */
const parts = [
  [1.57079632673412561417e+00, 6.07710050650619224932e-11],
  [6.07710050630396597660e-11, 2.02226624879595063154e-21],
  [2.02226624871116645580e-21, 8.47842766036889956997e-32],
] as const;
/** Adding and taking away 1.5 × 2⁵² rounds to an integer. */
const toInteger = 6_755_399_441_055_744;

/** The part of x with its cancelled bits: how far below x the rest must fall before the next part of π/2 is needed. */
const needsMore = [2 ** -16, 2 ** -49, 0] as const;

/** By Cody and Waite: parts of π/2 whose products with the quarter turns are exact. For |x| below 2²⁰ π/2. */
function reduceMedium(x: number): ReducedAngle {
  const turns = x * twoOverPi + toInteger - toInteger;
  let kept = x;
  for (let k = 0; ; k += 1) {
    const [part, after] = parts[k];
    const taken = turns * part;
    const left = kept - taken;
    const lost = turns * after - (k === 0 ? 0 : kept - left - taken);
    const rest = left - lost;
    if (k === 2 || Math.abs(rest) >= Math.abs(x) * needsMore[k]) return { quarter: turns & 3, rest, tail: left - rest - lost };
    kept = left;
  }
}

/** 2/π × 2¹²¹⁶ and π/2 × 2¹²⁸, whole parts. */
const twoOverPiBits = BigInt(`0x${[
  'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424d',
  'd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639',
  '835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f46',
  '3f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6bab',
].join('')}`);
const halfPiBits = BigInt('0x1921fb54442d18469898cc51701b839a2');

/** By long integers: x is a whole number times a power of two, and 192 bits of the fraction of its product with 2/π are kept. */
function reduceLarge(x: number): ReducedAngle {
  const size = Math.abs(x);
  const [whole, places] = size < 2 ** 53 ? [BigInt(size * 2 ** 32), 1248n] : [BigInt(size), 1216n];
  const product = whole * twoOverPiBits;
  const turns = (product + (1n << (places - 1n))) >> places;
  const fraction = (product - (turns << places)) >> (places - 192n);
  const scaled = fraction * halfPiBits;
  const high = Number(scaled);
  const low = Number(scaled - BigInt(high));
  const unit = x < 0 ? -(2 ** -320) : 2 ** -320;
  return { quarter: Number((x < 0 ? -turns : turns) & 3n), rest: high * unit, tail: low * unit };
}

/**
 * Reduces an angle in radians. After e_rem_pio2.c of fdlibm (Sun Microsystems, 1993; freely granted) as musl has it; what
 * is beyond 2²⁰ π/2 by long integers instead of its table. `x` is finite.
 */
export const reduceAngle = (x: number): ReducedAngle => (Math.abs(x) < 1_647_099 ? reduceMedium(x) : reduceLarge(x));
