import { square } from '../numbers/powers.js';
import type { Grouping } from './grouping.js';
import { principalAxis } from './principal-axis.js';
import type { Moments, Vectors } from './vectors.js';

const bins = 256;

/** A group around its centre. */
interface Spread {
  /** Scatter of the z-normalised vectors, row by row. */
  readonly scatter: Float64Array;
  /** Its trace: the group's share of the squared error. 0 when the group is one vector. */
  readonly error: number;
}

export function spreadOf({ dimensions, count, values, weights }: Vectors, { labels, centres }: Grouping, { deviation }: Moments): readonly Spread[] {
  const spreads = Array.from({ length: centres.length / dimensions }, () => ({ scatter: new Float64Array(dimensions * dimensions), error: 0 }));
  const z = new Float64Array(dimensions);
  for (let i = 0; i < count; i += 1) {
    const spread = spreads[labels[i]];
    for (let d = 0; d < dimensions; d += 1) z[d] = (values[d + dimensions * i] - centres[d + dimensions * labels[i]]) / deviation[d];
    for (let a = 0; a < dimensions; a += 1) {
      spread.error += weights[i] * z[a] * z[a];
      for (let b = 0; b < dimensions; b += 1) spread.scatter[b + dimensions * a] += weights[i] * z[a] * z[b];
    }
  }
  return spreads;
}

/** The bin after which a histogram is cut so that the variance between both sides is largest (Otsu 1979, doi:10.1109/TSMC.1979.4310076). */
function otsu(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, k) => sum + count * k, 0) / total;
  let [cut, most, below, moment] = [0, -1, 0, 0];
  for (let k = 0; k < counts.length - 1; k += 1) {
    below += counts[k];
    moment += counts[k] * k;
    const between = square(mean * below - moment) / (below * (total - below));
    if (between > most) { most = between; cut = k; }
  }
  return cut;
}

/** Bins of equal width over positions, the last with both ends. */
function binsOf(along: Float64Array): Uint8Array {
  const low = along.reduce((least, value) => Math.min(least, value), Infinity);
  const high = along.reduce((most, value) => Math.max(most, value), -Infinity);
  return Uint8Array.from(along, (value) => Math.min(bins - 1, Math.floor((value - low) / (high - low) * bins)));
}

/** Positions of some vectors along an axis of z-normalised space, from anywhere. */
function projected({ dimensions, values }: Vectors, members: Int32Array, axis: Float64Array): Float64Array {
  const along = new Float64Array(members.length);
  for (let m = 0; m < members.length; m += 1) for (let d = 0; d < dimensions; d += 1) along[m] += values[d + dimensions * members[m]] * axis[d];
  return along;
}

/**
 * All centres with one group's replaced by two: it is cut across its principal axis (Su and Dy 2007, Intell. Data Anal.
 * 11(4), 319) at Otsu's threshold, which does not tear a small part as the mean does (Celebi and Kingravi 2012,
 * arXiv:1304.7465). The group must have an error above 0.
 */
export function splitGroup(vectors: Vectors, { labels, centres }: Grouping, cut: { readonly group: number; readonly axis: Float64Array }): Float64Array {
  const { dimensions, values, weights } = vectors;
  const members = Int32Array.from(labels.keys()).filter((i) => labels[i] === cut.group);
  const binOf = binsOf(projected(vectors, members, cut.axis));
  const counts = new Float64Array(bins);
  members.forEach((i, m) => { counts[binOf[m]] += weights[i]; });
  const threshold = otsu(counts);
  const sides = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const sizes = [0, 0];
  members.forEach((i, m) => {
    const side = binOf[m] > threshold ? 1 : 0;
    sizes[side] += weights[i];
    for (let d = 0; d < dimensions; d += 1) sides[side][d] += weights[i] * values[d + dimensions * i];
  });
  const result = new Float64Array(centres.length + dimensions);
  result.set(centres);
  result.set(sides[0].map((sum) => sum / sizes[0]), dimensions * cut.group);
  result.set(sides[1].map((sum) => sum / sizes[1]), centres.length);
  return result;
}

/** The axis of z-normalised space along which a group is longest, for vectors that are not normalised. */
export const longestAxis = ({ scatter }: Spread, { deviation }: Moments): Float64Array => principalAxis(scatter).map((loading, d) => loading / deviation[d]);
