import { boxSize, perAxis, voxelCount, type Triple } from '../preprocessing/box.js';
import { voxelAt, type Boundary } from './boundary.js';
import { combOf } from './comb.js';
import { convolveLines, type Lines } from './convolve-lines.js';
import type { Part } from './part.js';
import { placesWanted, type Spans } from './spans.js';

/** A convolution along one axis: r(i) = Σ_j taps[j] x(i + c − j), where c, the middle of an odd number of taps, stands on the voxel. */
export interface AxisConvolution {
  /** 0 is x, 1 is y, 2 is z. */
  readonly axis: number;
  readonly taps: Float64Array;
}

/** Taps of odd number; to an even one a zero is added at the end (IBSI 2 reference manual: the middle is then that behind the half). */
export const oddTaps = (taps: readonly number[]): Float64Array => Float64Array.from(taps.length % 2 === 1 ? taps : [...taps, 0]);

export const reachOf = ({ taps }: AxisConvolution): number => taps.length >> 1;

/** So many lines are convolved side by side: they fit the cache. */
const linesAtOnce = 8;

const stridesOf = ([nx, ny]: Triple): Triple => [1, nx, nx * ny];

/** Convolves along an axis what is wanted, from a part that holds what must be known for it. Beyond the wanted spans anything may stand. */
export function convolveAlong(part: Part, step: AxisConvolution, wanted: Spans, boundary: Boundary): Part {
  const { axis, taps } = step;
  const { box } = wanted;
  const size = boxSize(box);
  const target = new Float64Array(voxelCount(size));
  const [from, to] = [stridesOf(boxSize(part.box)), stridesOf(size)];
  const sources = Int32Array.from({ length: size[axis] + 2 * reachOf(step) }, (_, i) => {
    const at = voxelAt(box.low[axis] - reachOf(step) + i, part.imageSize[axis], boundary);
    return at < 0 ? -1 : (at - part.box.low[axis]) * from[axis];
  });
  const comb = combOf(taps);
  const samples = new Float64Array(sources.length * linesAtOnce);
  const corner = perAxis((a) => (a === axis ? 0 : (box.low[a] - part.box.low[a]) * from[a])).reduce((sum, n) => sum + n);
  // Lines beside each other along `side` go together, those along `other` one after another.
  const [side, other] = [axis === 0 ? 1 : 0, axis === 2 ? 1 : 2];
  for (let at = 0; at < size[other]; at += 1) {
    for (let s = 0; s < size[side]; s += linesAtOnce) {
      const lines: Lines = { samples, width: Math.min(linesAtOnce, size[side] - s) };
      const places = placesWanted(wanted, axis, { side: s, width: lines.width, at });
      if (places === null) continue;
      const { low, high } = places;
      gather(part.voxels, corner + at * from[other] + s * from[side], { line: from[side], sources: sources.subarray(low, high + taps.length) }, lines);
      convolveLines(lines, comb, high - low + 1, { target, at: at * to[other] + s * to[side] + low * to[axis], line: to[side], place: to[axis] });
    }
  }
  return { box, imageSize: part.imageSize, voxels: target };
}

/** Copies lines to where they lie side by side; `sources` says how far behind its first voxel each sample of a line stands, −1 for none. */
function gather(voxels: Float64Array, first: number, { line, sources }: { readonly line: number; readonly sources: Int32Array }, { samples, width }: Lines): void {
  for (let m = 0; m < sources.length; m += 1) {
    const to = width * m;
    if (sources[m] < 0) samples.fill(0, to, to + width);
    else for (let i = 0, from = first + sources[m]; i < width; i += 1, from += line) samples[to + i] = voxels[from];
  }
}
