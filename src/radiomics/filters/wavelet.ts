import { powerOfTwo } from '../numbers/bits.js';
import { oddTaps } from './axis-convolution.js';
import type { Chain } from './chains.js';
import { rotated } from './rotations.js';
import { highPassOf, lowPassTaps } from './wavelet-taps.js';

export interface SeparableWavelet {
  readonly family: string;
  readonly subband: string;
  readonly level: number;
}

/** Low-pass taps of a family; `haar` is Daubechies' first. */
export const waveletFamily = (family: string): readonly number[] | undefined => lowPassTaps[family === 'haar' ? 'db1' : family];

/** 2^(level − 1) − 1 zeros between the taps ("à trous"): the next level without leaving voxels out. */
function withHoles(taps: Float64Array, level: number): Float64Array {
  const step = powerOfTwo(level - 1);
  const wide = new Float64Array((taps.length - 1) * step + 1);
  taps.forEach((tap, i) => { wide[i * step] = tap; });
  return wide;
}

const chainOf = (perLevel: readonly (readonly Float64Array[])[]): Chain => perLevel.flatMap((kernel) => kernel.map((taps, axis) => ({ axis, taps })));

/**
 * The chains of an undecimated separable wavelet (IBSI 25BO): low-pass along every axis at each level before the last,
 * there the subband's letters along x, y, z. Turned by right angles where `turns` says so.
 */
export function waveletChains({ family, subband, level }: SeparableWavelet, turns: 'as-is' | 'every-right-angle'): readonly Chain[] {
  const low = waveletFamily(family);
  if (low === undefined) throw new Error(`waveletChains: there is no wavelet ${family}.`);
  const taps = { L: oddTaps(low), H: oddTaps(highPassOf(low)) };
  const last = Array.from(subband, (letter) => (letter === 'L' ? taps.L : taps.H));
  const before = last.map(() => taps.L);
  const at = (kernel: readonly Float64Array[], of: number): readonly Float64Array[] => kernel.map((one) => withHoles(one, of));
  const turn = (kernel: readonly Float64Array[]) => (turns === 'as-is' ? [kernel] : rotated(kernel));
  const [befores, lasts] = [turn(before), turn(last)];
  return lasts.map((kernel, k) => chainOf([...Array.from({ length: level - 1 }, (_, i) => at(befores[k], i + 1)), at(kernel, level)]));
}
