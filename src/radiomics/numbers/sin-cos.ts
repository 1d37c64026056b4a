import { reduceAngle } from './reduce-angle.js';

/** sin(x + tail) for |x| up to π/4: a polynomial of degree 13. */
function sinNearZero(x: number, tail: number): number {
  if (Math.abs(x) < 2 ** -26) return x;
  const z = x * x;
  const v = z * x;
  const r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06)
    + z * (z * z) * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10);
  return x - ((z * (0.5 * tail - v * r) - tail) - v * -1.66666666666666324348e-01);
}

/** cos(x + tail) for |x| up to π/4: a polynomial of degree 14. */
function cosNearZero(x: number, tail: number): number {
  const z = x * x;
  const w = z * z;
  const r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05))
    + w * w * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11));
  const half = 0.5 * z;
  const near = 1 - half;
  return near + (1 - near - half + (z * r - x * tail));
}

/** sin of an angle `ahead` quarter turns before x. */
function turned(x: number, ahead: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const { quarter, rest, tail } = reduceAngle(x);
  const to = (quarter + ahead) & 3;
  const size = to % 2 === 0 ? sinNearZero(rest, tail) : cosNearZero(rest, tail);
  return to < 2 ? size : -size;
}

/**
 * Sine and cosine of an angle in radians, with the same bits in every JavaScript engine; less than one unit in the last
 * place off. After k_sin.c and k_cos.c of fdlibm (Sun Microsystems, 1993; freely granted). Of what is not finite, NaN.
 */
export const sin = (x: number): number => (Math.abs(x) <= Math.PI / 4 ? sinNearZero(x, 0) : turned(x, 0));
export const cos = (x: number): number => (Math.abs(x) <= Math.PI / 4 ? cosNearZero(x, 0) : turned(x, 1));
