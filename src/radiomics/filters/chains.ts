import type { Box, Triple } from '../preprocessing/box.js';
import { boxBefore, convolveAlong, type AxisConvolution } from './axis-convolution.js';
import type { Boundary } from './boundary.js';
import { union, type Part } from './part.js';

/** Convolutions along axes, one after another: what a separable filter is. */
export type Chain = readonly AxisConvolution[];

/** Where chains are computed. */
export interface Place {
  readonly imageSize: Triple;
  readonly boundary: Boundary;
  /** The voxels whose response is asked for. */
  readonly box: Box;
}

/** The box after each step of a chain, the first being the one that must be known before it. */
function boxesOf(chain: Chain, { imageSize, boundary, box }: Place): readonly Box[] {
  return chain.reduceRight<readonly Box[]>((boxes, step) => [boxBefore(step, boxes[0], imageSize, boundary), ...boxes], [box]);
}

/** What of the image must be known for the responses of all chains. */
export const boxOfChains = (chains: readonly Chain[], place: Place): Box => chains.map((chain) => boxesOf(chain, place)[0]).reduce(union);

const sameStep = (one: AxisConvolution, other: AxisConvolution): boolean =>
  one.axis === other.axis && one.taps.length === other.taps.length && one.taps.every((tap, i) => tap === other.taps[i]);

/** Chains without repeats: the same steps give the same response. Those of rotated kernels repeat equally often, which no mean and no maximum feels. */
export const distinct = (chains: readonly Chain[]): readonly Chain[] =>
  chains.filter((chain, i) => chains.findIndex((other) => other.length === chain.length && other.every((step, k) => sameStep(step, chain[k]))) === i);

/**
 * Calls `visit` with the response of each chain, which may be kept only until the next one comes. What chains have in
 * common at their beginning is computed once. Chains take the same axes in the same order.
 */
export function forEachResponse(part: Part, chains: readonly Chain[], place: Place, visit: (response: Float64Array) => void): void {
  const walk = (from: Part, group: readonly Chain[], depth: number): void => {
    const left = [...group];
    while (left.length > 0) {
      const [first] = left;
      if (depth === first.length) { visit(from.voxels); left.shift(); continue; }
      const step = first[depth];
      const alike = left.filter((chain) => sameStep(chain[depth], step));
      const wanted = alike.map((chain) => boxesOf(chain, place)[depth + 1]).reduce(union);
      walk(convolveAlong(from, step, { low: wanted.low[step.axis], high: wanted.high[step.axis] }, place.boundary), alike, depth + 1);
      left.splice(0, left.length, ...left.filter((chain) => !alike.includes(chain)));
    }
  };
  walk(part, chains, 0);
}
