import { principalAxis } from './principal-axis.js';
import type { Moments, Vectors } from './vectors.js';

const bins = 256;

/** The vectors while they are being split, part by part. */
interface Parts {
  readonly vectors: Vectors;
  readonly deviation: Float64Array;
  readonly partOf: Uint8Array;
}

interface Part {
  readonly centre: Float64Array;
  /** Scatter of the z-normalised vectors around the centre, row by row, and its trace: the part's share of the error. */
  readonly scatter: Float64Array;
  readonly error: number;
}

function centreOf({ vectors: { dimensions, count, values, weights }, partOf }: Parts, part: number): Float64Array {
  let weight = 0;
  const centre = new Float64Array(dimensions);
  for (let i = 0; i < count; i += 1) {
    if (partOf[i] !== part) continue;
    weight += weights[i];
    for (let d = 0; d < dimensions; d += 1) centre[d] += weights[i] * values[d + dimensions * i];
  }
  return centre.map((sum) => sum / weight);
}

function measure(parts: Parts, part: number): Part {
  const { vectors: { dimensions, count, values, weights }, deviation, partOf } = parts;
  const centre = centreOf(parts, part);
  const scatter = new Float64Array(dimensions * dimensions);
  const z = new Float64Array(dimensions);
  for (let i = 0; i < count; i += 1) {
    if (partOf[i] !== part) continue;
    for (let d = 0; d < dimensions; d += 1) z[d] = (values[d + dimensions * i] - centre[d]) / deviation[d];
    for (let a = 0; a < dimensions; a += 1) for (let b = 0; b < dimensions; b += 1) scatter[b + dimensions * a] += weights[i] * z[a] * z[b];
  }
  let error = 0;
  for (let d = 0; d < dimensions; d += 1) error += scatter[d + dimensions * d];
  return { centre, scatter, error };
}

/** Positions of all vectors along a part's principal axis. */
function projected({ vectors: { dimensions, count, values }, deviation }: Parts, { centre, scatter }: Part): Float64Array {
  const axis = principalAxis(scatter).map((loading, d) => loading / deviation[d]);
  const along = new Float64Array(count);
  for (let i = 0; i < count; i += 1) for (let d = 0; d < dimensions; d += 1) along[i] += (values[d + dimensions * i] - centre[d]) * axis[d];
  return along;
}

/** The bin after which a histogram is cut so that the variance between the two sides is largest (Otsu 1979, doi:10.1109/TSMC.1979.4310076). */
function otsu(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, k) => sum + count * k, 0) / total;
  let [cut, most, below, moment] = [0, -1, 0, 0];
  for (let k = 0; k < counts.length - 1; k += 1) {
    below += counts[k];
    moment += counts[k] * k;
    const between = (mean * below - moment) ** 2 / (below * (total - below));
    if (between > most) { most = between; cut = k; }
  }
  return cut;
}

/** Takes the upper side of a part into a new one. */
function split({ vectors, deviation, partOf }: Parts, [part, created]: readonly [number, number], of: Part): void {
  const along = projected({ vectors, deviation, partOf }, of);
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < along.length; i += 1) {
    if (partOf[i] !== part) continue;
    low = Math.min(low, along[i]);
    high = Math.max(high, along[i]);
  }
  const binOf = (i: number): number => Math.min(bins - 1, Math.floor((along[i] - low) / (high - low) * bins));
  const counts = new Float64Array(bins);
  for (let i = 0; i < along.length; i += 1) if (partOf[i] === part) counts[binOf(i)] += vectors.weights[i];
  const cut = otsu(counts);
  for (let i = 0; i < along.length; i += 1) if (partOf[i] === part && binOf(i) > cut) partOf[i] = created;
}

/**
 * Centres to start k-means from, without chance: the part with the largest error is split across its principal axis, until
 * there are k (PCA-Part, Su and Dy 2007, doi:10.3233/IDA-2007-11402), at Otsu's threshold instead of the mean so that a
 * small part is not torn (Celebi and Kingravi 2012, doi:10.1142/S0218001412500188). At least k distinct vectors are expected.
 */
export function splitStart(vectors: Vectors, k: number, { deviation }: Moments): Float64Array {
  const parts: Parts = { vectors, deviation, partOf: new Uint8Array(vectors.count) };
  const measured = [measure(parts, 0)];
  while (measured.length < k) {
    const worst = measured.reduce((most, { error }, part) => (error > measured[most].error ? part : most), 0);
    split(parts, [worst, measured.length], measured[worst]);
    measured[worst] = measure(parts, worst);
    measured.push(measure(parts, measured.length));
  }
  return Float64Array.from(measured.flatMap(({ centre }) => [...centre]));
}
