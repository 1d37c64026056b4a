import type { Triple } from '../preprocessing/box.js';
import { convolveAlong, reachOf, type AxisConvolution } from './axis-convolution.js';
import type { Boundary } from './boundary.js';
import type { Part } from './part.js';
import { sameSpans, spansBefore, unionOfSpans, type Spans } from './spans.js';

/** Convolutions along axes, one after another: what a separable filter is. */
export type Chain = readonly AxisConvolution[];

/** Where chains are computed. */
export interface Place {
  readonly imageSize: Triple;
  readonly boundary: Boundary;
  /** The voxels whose response is asked for. */
  readonly wanted: Spans;
}

/** A chain with what is wanted after each of its steps; the first is what must be known before it. */
export interface PlannedChain {
  readonly chain: Chain;
  readonly wanted: readonly Spans[];
}

/** Chains whose last steps look equally far want the same and share it. */
export function planned(chains: readonly Chain[], { imageSize, boundary, wanted }: Place): readonly PlannedChain[] {
  const known = new Map<string, Spans>([['', wanted]]);
  const spansOf = (steps: Chain): Spans => {
    const key = steps.map((step) => `${step.axis}:${reachOf(step)}`).join();
    const spans = known.get(key) ?? spansBefore(spansOf(steps.slice(1)), { axis: steps[0].axis, reach: reachOf(steps[0]) }, imageSize, boundary);
    known.set(key, spans);
    return spans;
  };
  return chains.map((chain) => ({ chain, wanted: Array.from({ length: chain.length + 1 }, (_, k) => spansOf(chain.slice(k))) }));
}

const sameStep = (one: AxisConvolution, other: AxisConvolution): boolean =>
  one.axis === other.axis && one.taps.length === other.taps.length && one.taps.every((tap, i) => tap === other.taps[i]);

/** Chains without repeats: the same steps give the same response. Those of rotated kernels repeat equally often, which no mean and no maximum feels. */
export const distinct = (chains: readonly Chain[]): readonly Chain[] =>
  chains.filter((chain, i) => chains.findIndex((other) => other.length === chain.length && other.every((step, k) => sameStep(step, chain[k]))) === i);

/** The steps to the response that was computed last, without the last step: filters that begin alike, one after another, share them. */
export type Way = { readonly from: Part; readonly step: AxisConvolution; readonly wanted: Spans; readonly boundary: Boundary; readonly result: Part }[];

/** Takes a step behind `depth` others, unless it is the one that was taken there last. */
function take(way: Way, depth: number, { from, step, wanted, boundary }: Omit<Way[number], 'result'>): Part {
  const last = way.at(depth);
  if (last?.from === from && last.boundary === boundary && sameStep(last.step, step) && sameSpans(last.wanted, wanted)) return last.result;
  way.length = Math.min(way.length, depth);
  const result = convolveAlong(from, step, wanted, boundary);
  way[depth] = { from, step, wanted, boundary, result };
  return result;
}

/**
 * Calls `visit` with the response of each chain, which is then the visitor's. What chains have in common at their beginning
 * is computed once. Chains take the same axes in the same order.
 */
export function forEachResponse(part: Part, chains: readonly PlannedChain[], { boundary, way }: { readonly boundary: Boundary; readonly way: Way }, visit: (response: Float64Array) => void): void {
  const walk = (from: Part, group: readonly PlannedChain[], depth: number): void => {
    const left = [...group];
    while (left.length > 0) {
      const { chain } = left[0];
      const step = chain[depth];
      const alike = left.filter((one) => sameStep(one.chain[depth], step));
      const wanted = alike.map((one) => one.wanted[depth + 1]).reduce((one, other) => (one === other ? one : unionOfSpans(one, other)));
      if (depth + 1 < chain.length) walk(take(way, depth, { from, step, wanted, boundary }), alike, depth + 1);
      else visit(convolveAlong(from, step, wanted, boundary).voxels);
      left.splice(0, left.length, ...left.filter((one) => !alike.includes(one)));
    }
  };
  walk(part, chains, 0);
}
