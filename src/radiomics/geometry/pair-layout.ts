import { fftLength } from './fft.js';

export type Triple = readonly [number, number, number];

/** Mask, values and squared values of a region: the fields that sums over pairs are made of. */
export const fieldCount = 3;

/** How a box lies in memory on its way through the transforms. */
export interface Layout {
  readonly size: Triple;
  /** Periods of the transform: multiples of 4, at least twice the size, so that no displacement meets its negative. */
  readonly lengths: Triple;
  /** The box with zeros behind it: half of each length. */
  readonly rows: Triple;
}

export function layoutOf(size: Triple): Layout {
  const [mx, my, mz] = size.map((n) => 4 * fftLength(Math.ceil(n / 2)));
  return { size, lengths: [mx, my, mz], rows: [mx / 2, my / 2, mz / 2] };
}
