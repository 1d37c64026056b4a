import type { Comb } from './comb.js';

/** Lines side by side: sample m of line i stands at i + width × m. */
export interface Lines {
  readonly samples: Float64Array;
  readonly width: number;
}

/** Where the answers go: place n of line i to at + line × i + place × n. Nothing but zeros stands there. */
export interface Destination {
  readonly target: Float64Array;
  readonly at: number;
  readonly line: number;
  readonly place: number;
}

/** Four places at once take three taps at their beginning and end one by one. */
const fewest = 3;

/**
 * Four places of every line, `hop` apart: a sample is read once and taken by all four, each with another tap. Each sum runs
 * over the taps in their order, as it does for one place. Three times as fast as place after place.
 */
function fourPlaces({ samples, width }: Lines, { weights, hop, start }: Comb, first: number, { target, at, line, place }: Destination): void {
  const step = hop * width;
  for (let i = 0; i < width; i += 1) {
    let from = (first + start) * width + 3 * step + i;
    let wa = weights[0];
    let wb = weights[1];
    let wc = weights[2];
    let a = 0;
    let b = 0;
    let c = 0;
    let d = wa * samples[from];
    let sample = samples[from -= step];
    c += wa * sample;
    d += wb * sample;
    sample = samples[from -= step];
    b += wa * sample;
    c += wb * sample;
    d += wc * sample;
    for (let k = 3; k < weights.length; k += 1) {
      const wd = weights[k];
      sample = samples[from -= step];
      a += wa * sample;
      b += wb * sample;
      c += wc * sample;
      d += wd * sample;
      wa = wb;
      wb = wc;
      wc = wd;
    }
    sample = samples[from -= step];
    a += wa * sample;
    b += wb * sample;
    c += wc * sample;
    sample = samples[from -= step];
    a += wb * sample;
    b += wc * sample;
    a += wc * samples[from - step];
    const to = at + line * i + place * first;
    target[to] = a;
    target[to + place * hop] = b;
    target[to + place * hop * 2] = c;
    target[to + place * hop * 3] = d;
  }
}

function onePlace({ samples, width }: Lines, { weights, hop, start }: Comb, n: number, { target, at, line, place }: Destination): void {
  const to = at + place * n;
  for (let k = 0; k < weights.length; k += 1) {
    const weight = weights[k];
    const from = (n + start - hop * k) * width;
    for (let i = 0; i < width; i += 1) target[to + line * i] += weight * samples[from + i];
  }
}

/** Convolves lines for the places 0 to `count` − 1. */
export function convolveLines(lines: Lines, comb: Comb, count: number, to: Destination): void {
  const { hop, weights } = comb;
  let done = 0;
  if (weights.length >= fewest) {
    for (; done + 4 * hop <= count; done += 4 * hop) for (let n = done; n < done + hop; n += 1) fourPlaces(lines, comb, n, to);
  }
  for (; done < count; done += 1) onePlace(lines, comb, done, to);
}
