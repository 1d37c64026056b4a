import { boxSize, perAxis, voxelCount, type Box } from '../preprocessing/box.js';
import { voxelAt, voxelsTaken, type Boundary } from './boundary.js';
import type { Part } from './part.js';

/** A convolution along one axis: r(i) = Σ_j taps[j] x(i + c − j), where c, the middle of an odd number of taps, stands on the voxel. */
export interface AxisConvolution {
  /** 0 is x, 1 is y, 2 is z. */
  readonly axis: number;
  readonly taps: Float64Array;
}

/** Taps of odd number; to an even one a zero is added at the end (IBSI 2 reference manual: the middle is then that behind the half). */
export const oddTaps = (taps: readonly number[]): Float64Array => Float64Array.from(taps.length % 2 === 1 ? taps : [...taps, 0]);

const replaced = (box: Box, axis: number, low: number, high: number): Box => ({
  low: perAxis((a) => (a === axis ? low : box.low[a])), high: perAxis((a) => (a === axis ? high : box.high[a])),
});

/** The box that must be known to compute the given one. */
export function boxBefore({ axis, taps }: AxisConvolution, box: Box, imageSize: Part['imageSize'], boundary: Boundary): Box {
  const reach = taps.length >> 1;
  const taken = voxelsTaken(box.low[axis] - reach, box.high[axis] + reach, imageSize[axis], boundary);
  return taken === null ? box : replaced(box, axis, taken.low, taken.high);
}

/** Convolves a part along an axis, for the places from `low` to `high`. Blocks of voxels side by side go through together. */
export function convolveAlong(part: Part, { axis, taps }: AxisConvolution, range: { readonly low: number; readonly high: number }, boundary: Boundary): Part {
  const size = boxSize(part.box);
  const box = replaced(part.box, axis, range.low, range.high);
  const voxels = new Float64Array(voxelCount(boxSize(box)));
  const inner = size.slice(0, axis).reduce((product, n) => product * n, 1);
  const outer = size.slice(axis + 1).reduce((product, n) => product * n, 1);
  const length = range.high - range.low + 1;
  const reach = taps.length >> 1;
  const sources = Int32Array.from({ length: length + 2 * reach }, (_, i) => {
    const at = voxelAt(range.low - reach + i, part.imageSize[axis], boundary);
    return at < 0 ? -1 : at - part.box.low[axis];
  });
  const convolve = inner === 1 ? convolveLines : convolveBlocks;
  convolve({ source: part.voxels, target: voxels, inner, outer, before: size[axis], length, sources, taps });
  return { box, imageSize: part.imageSize, voxels };
}

interface Work {
  readonly source: Float64Array;
  readonly target: Float64Array;
  readonly inner: number;
  readonly outer: number;
  /** Length of a line before and after. */
  readonly before: number;
  readonly length: number;
  /** Where in a line of the source each place stands, or −1. */
  readonly sources: Int32Array;
  readonly taps: Float64Array;
}

function convolveLines({ source, target, outer, before, length, sources, taps }: Work): void {
  const line = new Float64Array(sources.length);
  const last = taps.length - 1;
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < sources.length; i += 1) line[i] = sources[i] < 0 ? 0 : source[o * before + sources[i]];
    for (let i = 0; i < length; i += 1) {
      let sum = 0;
      for (let j = 0; j <= last; j += 1) sum += taps[j] * line[i + last - j];
      target[o * length + i] = sum;
    }
  }
}

function convolveBlocks({ source, target, inner, outer, before, length, sources, taps }: Work): void {
  const last = taps.length - 1;
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < length; i += 1) {
      const to = (o * length + i) * inner;
      for (let j = 0; j <= last; j += 1) {
        const at = sources[i + last - j];
        const tap = taps[j];
        if (at < 0 || tap === 0) continue;
        const from = (o * before + at) * inner;
        for (let k = 0; k < inner; k += 1) target[to + k] += tap * source[from + k];
      }
    }
  }
}
