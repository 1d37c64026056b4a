import type { InterpolationMethod } from '../settings.js';
import type { AxisPlan } from './resampled-grid.js';

/** Voxels of an axis that are at hand, `first` to `last`; beyond the image's edge the nearest voxel continues. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Weights of the old voxels `from`, `from + 1`, … in one new voxel. */
interface Taps {
  readonly from: number;
  readonly weights: readonly number[];
}

/** The influence of a voxel on spline coefficients falls with 0.268 per voxel: at 28 it is below 1e-16. */
const splineReach = 28;
/** New centres lie at most half a voxel outside the image, see planAxis; the spline's taps reach two further. */
const pad = 3;
const pole = Math.sqrt(3) - 2;

function tapsAt(method: InterpolationMethod, position: number): Taps {
  if (method === 'nearest') return { from: Math.floor(position + 0.5), weights: [1] };
  const from = Math.floor(position);
  const t = position - from;
  if (method === 'linear') return { from, weights: [1 - t, t] };
  const s = 1 - t;
  return { from: from - 1, weights: [s ** 3 / 6, 2 / 3 - t * t * (2 - t) / 2, 2 / 3 - s * s * (2 - s) / 2, t ** 3 / 6] };
}

/** Old voxels that the new voxels `low` to `high` need, kept inside the axis. */
export function spanNeeded(method: InterpolationMethod, plan: AxisPlan, low: number, high: number, oldSize: number): Span {
  const reach = method === 'cubic-spline' ? splineReach + 2 : 1;
  const clamp = (i: number): number => Math.min(oldSize - 1, Math.max(0, i));
  return { first: clamp(Math.floor(plan.start + low * plan.step) - reach), last: clamp(Math.ceil(plan.start + high * plan.step) + reach) };
}

/**
 * Interpolation coefficients of the cubic B-spline through lines of samples that lie side by side, in place: the recursive
 * filter of Unser (1999), IEEE Signal Process. Mag. 16(6). Sample k of line i stands at i + width × k. Beyond both ends the
 * lines go on flat for ever: what the filter has become at the ends is known in closed form.
 */
function toSplineCoefficients(lines: Float64Array, width: number, length: number): void {
  const gain = (1 - pole) * (1 - 1 / pole);
  const end = width * (length - 1);
  // What the first pass comes to where a line has been flat for long.
  const settled = lines.slice(end, end + width).map((last) => gain * last / (1 - pole));
  for (let i = 0; i < width; i += 1) lines[i] = lines[i] * gain / (1 - pole);
  for (let i = width; i < end + width; i += 1) lines[i] = gain * lines[i] + pole * lines[i - width];
  for (let i = 0; i < width; i += 1) lines[end + i] = pole / (pole - 1) * settled[i] + pole / (pole * pole - 1) * (lines[end + i] - settled[i]);
  for (let i = end - 1; i >= 0; i -= 1) lines[i] = pole * (lines[i + width] - lines[i]);
}

interface Axis {
  readonly method: InterpolationMethod;
  readonly plan: AxisPlan;
  /** Old voxels in `source`. */
  readonly span: Span;
  /** New voxels wanted. */
  readonly low: number;
  readonly high: number;
}

/** So many lines are resampled side by side: they fit the cache, and memory is passed in rows. */
const linesAtOnce = 32;

interface Weights {
  /** Where the first weight of each new voxel stands in the padded line. */
  readonly starts: Int32Array;
  /** `each` weights per new voxel. */
  readonly weights: Float64Array;
  readonly each: number;
}

function weightsOf({ method, plan, span, low, high }: Axis): Weights {
  const taps = Array.from({ length: high - low + 1 }, (_, i) => tapsAt(method, plan.start + (low + i) * plan.step));
  return { starts: Int32Array.from(taps, (tap) => tap.from - span.first + pad), weights: Float64Array.from(taps.flatMap((tap) => tap.weights)), each: taps.at(0)?.weights.length ?? 0 };
}

/** Lines side by side, sample k of line i at i + width × k; and where their new voxels go. */
interface Lines {
  readonly lines: Float64Array;
  readonly width: number;
  readonly result: Float64Array;
  /** New voxel n of line i goes to at + i + step × n. */
  readonly at: number;
  readonly step: number;
}

function combineFour({ lines, width, result, at, step }: Lines, { starts, weights }: Weights): void {
  for (let n = 0; n < starts.length; n += 1) {
    const from = starts[n] * width;
    const a = weights[4 * n];
    const b = weights[4 * n + 1];
    const c = weights[4 * n + 2];
    const d = weights[4 * n + 3];
    for (let i = from, to = at + step * n; i < from + width; i += 1, to += 1) result[to] = a * lines[i] + b * lines[i + width] + c * lines[i + 2 * width] + d * lines[i + 3 * width];
  }
}

/** Puts the new voxels of all lines together from their weights. */
function combine(all: Lines, taps: Weights): void {
  const { lines, width, result, at, step } = all;
  const { starts, weights, each } = taps;
  if (each === 4) { combineFour(all, taps); return; }
  for (let n = 0; n < starts.length; n += 1) {
    for (let i = 0; i < width; i += 1) {
      let sum = 0;
      for (let w = 0; w < each; w += 1) sum += weights[each * n + w] * lines[(starts[n] + w) * width + i];
      result[at + i + step * n] = sum;
    }
  }
}

/** Copies lines from where they stand `inner` apart to where they stand side by side, and goes on flat at both ends. */
function gather(source: Float64Array, base: number, inner: number, { lines, width }: Pick<Lines, 'lines' | 'width'>): void {
  const samples = lines.length / width - 2 * pad;
  if (width === inner) lines.set(source.subarray(base, base + inner * samples), pad * width);
  else for (let k = 0; k < samples; k += 1) for (let i = 0; i < width; i += 1) lines[(k + pad) * width + i] = source[base + inner * k + i];
  for (let k = 0; k < pad; k += 1) {
    lines.copyWithin(k * width, pad * width, (pad + 1) * width);
    lines.copyWithin((pad + samples + k) * width, (pad + samples - 1) * width, (pad + samples) * width);
  }
}

/**
 * Resamples every line along one axis. `source` is `inner` × (length of span) × `outer` voxels, inner fastest, and the
 * answer `inner` × (high − low + 1) × `outer`. Separable: x, y and z after another make the 3D interpolation.
 */
export function resampleAxis(source: Float64Array, inner: number, outer: number, axis: Axis): Float64Array {
  const { method, span, low, high } = axis;
  const length = span.last - span.first + 1;
  const count = high - low + 1;
  const weights = weightsOf(axis);
  const result = new Float64Array(inner * count * outer);
  const room = new Float64Array((length + 2 * pad) * Math.min(linesAtOnce, inner));
  for (let o = 0; o < outer; o += 1) {
    for (let first = 0; first < inner; first += linesAtOnce) {
      const width = Math.min(linesAtOnce, inner - first);
      const lines = room.subarray(0, (length + 2 * pad) * width);
      gather(source, first + inner * length * o, inner, { lines, width });
      if (method === 'cubic-spline') toSplineCoefficients(lines, width, length + 2 * pad);
      combine({ lines, width, result, at: first + inner * count * o, step: inner }, weights);
    }
  }
  return result;
}
