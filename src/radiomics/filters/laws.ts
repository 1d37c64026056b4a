import { oddTaps } from './axis-convolution.js';

const scaled = (taps: readonly number[], square: number): Float64Array => oddTaps(taps.map((tap) => tap / Math.sqrt(square)));

/** Laws' kernels: level, edge, spot, wave and ripple, with the norm of their taps made 1 (IBSI 2 reference manual, table of 3.5). */
const kernels: Readonly<Record<string, Float64Array>> = {
  L3: scaled([1, 2, 1], 6), L5: scaled([1, 4, 6, 4, 1], 70), E3: scaled([-1, 0, 1], 2), E5: scaled([-1, -2, 0, 2, 1], 10),
  S3: scaled([-1, 2, -1], 6), S5: scaled([-1, 0, 2, 0, -1], 6), W5: scaled([-1, 2, 0, -2, 1], 10), R5: scaled([1, -4, 6, -4, 1], 70),
};

/** The taps of a name such as `L5E5S5` along x, y, z; undefined where it is no such name. */
export function lawsTaps(name: string): readonly Float64Array[] | undefined {
  const parts = /^(?:[LESWR][35]){2,3}$/.test(name) ? name.match(/../g)?.map((part) => kernels[part]) : undefined;
  return parts?.every((taps) => taps !== undefined) ? parts : undefined;
}
