import { cos, sin } from './sin-cos.js';

/** Cosine and sine of 2π k / n at index k, for k from 0 to n − 1. */
export interface Roots {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Cosine and sine of a part of a quarter turn. Angles are taken below 45°, where they keep all their bits. */
function ofQuarter(part: number, n: number): readonly [number, number] {
  if (2 * part === n) return [Math.SQRT1_2, Math.SQRT1_2];
  const steep = 2 * part > n;
  const angle = Math.PI / 2 * ((steep ? n - part : part) / n);
  return steep ? [sin(angle), cos(angle)] : [cos(angle), sin(angle)];
}

/** The n-th roots of unity, as symmetric in their bits as on the circle. */
export function rootsOfUnity(n: number): Roots {
  const roots: Roots = { cos: new Float64Array(n), sin: new Float64Array(n) };
  for (let k = 0; k < n; k += 1) {
    const quarter = Math.floor(4 * k / n);
    const [c, s] = ofQuarter(4 * k - quarter * n, n);
    [roots.cos[k], roots.sin[k]] = [[c, s], [-s, c], [-c, -s], [s, -c]][quarter];
  }
  return roots;
}
