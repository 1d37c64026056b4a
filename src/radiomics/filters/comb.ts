/** Taps without the zeros before, behind and regularly between them, as wavelets of higher levels have. */
export interface Comb {
  /** The taps from the first to the last that is not zero, every `hop`-th. */
  readonly weights: Float64Array;
  readonly hop: number;
  /** The sample that the first weight takes for place 0; the next take `hop` less each. */
  readonly start: number;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** The comb of a convolution whose sample i + (number of taps) − 1 − j takes tap j for place i. */
export function combOf(taps: Float64Array): Comb {
  const used = [...taps.keys()].filter((j) => taps[j] !== 0);
  const first = used.at(0) ?? 0;
  const hop = Math.max(1, used.reduce((step, j) => greatestCommonDivisor(step, j - first), 0));
  const count = used.length === 0 ? 0 : 1 + (used[used.length - 1] - first) / hop;
  return { weights: Float64Array.from({ length: count }, (_, k) => taps[first + hop * k]), hop, start: taps.length - 1 - first };
}
