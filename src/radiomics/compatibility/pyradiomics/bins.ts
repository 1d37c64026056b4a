import { maxLevels, type Inside, type Levels } from '../../preprocessing/discretise.js';
import type { Discretisation } from '../../settings.js';

/** What numpy keeps the image in: it decides to which precision edges are rounded. */
export type Pixels = 'float' | 'integer';

/** numpy's remainder: it has the sign of the divisor. */
function remainder(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

/** numpy.arange(⌊min / w⌋ w, max + 2 w, w). */
function edgesOfWidth(min: number, max: number, width: number): Float64Array {
  const low = min - remainder(min, width);
  const count = Math.ceil((max + 2 * width - low) / width);
  const step = low + width - low;
  return Float64Array.from({ length: Math.max(0, count) }, (_, i) => low + i * step);
}

/** The edges of numpy.histogram, in the precision of the image, the last one moved up by 1 to take in the maximum. */
function edgesOfCount([min, max]: readonly [number, number], count: number, pixels: Pixels): Float64Array {
  const kept = pixels === 'float' ? Math.fround : (x: number): number => x;
  const [low, high] = min === max ? [kept(min - 0.5), kept(max + 0.5)] : [min, max];
  const step = (high - low) / count;
  return Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? kept(kept(high) + 1) : kept(i * step + low)));
}

/**
 * The edges of `getBinEdges` (imageoperations.py), ascending. FBS: multiples of the bin width from below the minimum on;
 * a re-segmentation range does not move them. FBN: equal steps from minimum to maximum.
 */
export function binEdges({ min, max }: Pick<Inside, 'min' | 'max'>, how: Discretisation, pixels: Pixels): Float64Array {
  return how.method === 'FBS' ? edgesOfWidth(min, max, how.binWidth) : edgesOfCount([min, max], how.bins, pixels);
}

/** numpy.digitize: how many edges are not above the value. The edges are nearly even, so a guess is near. */
function levelOf(value: number, edges: Float64Array): number {
  const guess = Math.floor((value - edges[0]) / (edges[1] - edges[0])) + 1;
  let level = Math.min(edges.length, Math.max(0, guess));
  while (level < edges.length && edges[level] <= value) level += 1;
  while (level > 0 && edges[level - 1] > value) level -= 1;
  return level;
}

/** Grey levels inside the mask as `binImage` makes them; null when there are more than the matrices can hold. */
export function binned(inside: Inside, how: Discretisation, pixels: Pixels): Levels | null {
  if (how.method === 'FBS' && (inside.max - inside.min) / how.binWidth > maxLevels) return null;
  const edges = binEdges(inside, how, pixels);
  const voxels = new Int32Array(inside.mask.length);
  let count = 0;
  for (let i = 0; i < voxels.length; i += 1) {
    if (inside.mask[i] === 0) continue;
    const level = levelOf(inside.intensities[i], edges);
    voxels[i] = level;
    if (level > count) count = level;
  }
  return { voxels, count };
}
