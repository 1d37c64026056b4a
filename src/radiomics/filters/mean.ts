import type { Chain } from './chains.js';

/** The mean filter (IBSI S60F): equal taps over `supportVoxels`, an odd number, along each axis. */
export function meanChain(supportVoxels: number, axes: readonly number[]): Chain {
  const taps = new Float64Array(supportVoxels).fill(1 / supportVoxels);
  return axes.map((axis) => ({ axis, taps }));
}
