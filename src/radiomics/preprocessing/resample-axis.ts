import { cube } from '../numbers/powers.js';
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
  return { from: from - 1, weights: [cube(s) / 6, 2 / 3 - t * t * (2 - t) / 2, 2 / 3 - s * s * (2 - s) / 2, cube(t) / 6] };
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

/** Voxels as they come and voxels half-way. */
export type Samples = Uint8Array | Float32Array | Float64Array;

export interface Axis {
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
  /** New voxel n of line i goes to at + apart × i + step × n. */
  readonly at: number;
  readonly apart: number;
  readonly step: number;
}

function combineFour({ lines, width, result, at, apart, step }: Lines, { starts, weights }: Weights): void {
  for (let n = 0; n < starts.length; n += 1) {
    const from = starts[n] * width;
    const a = weights[4 * n];
    const b = weights[4 * n + 1];
    const c = weights[4 * n + 2];
    const d = weights[4 * n + 3];
    for (let i = from, to = at + step * n; i < from + width; i += 1, to += apart) result[to] = a * lines[i] + b * lines[i + width] + c * lines[i + 2 * width] + d * lines[i + 3 * width];
  }
}

function combineTwo({ lines, width, result, at, apart, step }: Lines, { starts, weights }: Weights): void {
  for (let n = 0; n < starts.length; n += 1) {
    const from = starts[n] * width;
    const a = weights[2 * n];
    const b = weights[2 * n + 1];
    for (let i = from, to = at + step * n; i < from + width; i += 1, to += apart) result[to] = a * lines[i] + b * lines[i + width];
  }
}

function takeOne({ lines, width, result, at, apart, step }: Lines, { starts }: Weights): void {
  for (let n = 0; n < starts.length; n += 1) {
    const from = starts[n] * width;
    for (let i = from, to = at + step * n; i < from + width; i += 1, to += apart) result[to] = lines[i];
  }
}

const combineBy = new Map([[1, takeOne], [2, combineTwo], [4, combineFour]]);

/** Where samples stand: sample k of line i of outer part o at `starts[o × inner + i] + step × k`. */
interface Source {
  readonly samples: Samples;
  readonly starts: Int32Array;
  readonly step: number;
}

/** Copies lines to where they stand side by side, from line `first` on, and goes on flat at both ends. */
function gather({ samples, starts, step }: Source, first: number, lines: Float64Array, width: number): void {
  const length = lines.length / width - 2 * pad;
  if (step === 1) {
    for (let i = 0; i < width; i += 1) for (let k = 0, from = starts[first + i], to = pad * width + i; k < length; k += 1, to += width) lines[to] = samples[from + k];
  } else {
    // Lines of one block stand beside one another.
    for (let k = 0, to = pad * width; k < length; k += 1) for (let from = starts[first] + step * k, end = from + width; from < end; from += 1, to += 1) lines[to] = samples[from];
  }
  for (let k = 0; k < pad; k += 1) {
    lines.copyWithin(k * width, pad * width, (pad + 1) * width);
    lines.copyWithin((pad + length + k) * width, (pad + length - 1) * width, (pad + length) * width);
  }
}

/** How new voxels are laid out: n of line i of outer part o at o × inner × count + apart × i + step × n. */
interface Layout {
  readonly inner: number;
  readonly outer: number;
  readonly apart: number;
  readonly step: number;
}

function resampleLines(source: Source, { inner, outer, apart, step }: Layout, axis: Axis): Float64Array {
  const { method, span, low, high } = axis;
  const padded = span.last - span.first + 1 + 2 * pad;
  const count = high - low + 1;
  const weights = weightsOf(axis);
  const combine = combineBy.get(weights.each) ?? combineFour;
  const result = new Float64Array(inner * count * outer);
  const room = new Float64Array(padded * Math.min(linesAtOnce, inner));
  for (let o = 0; o < outer; o += 1) {
    for (let first = 0; first < inner; first += linesAtOnce) {
      const width = Math.min(linesAtOnce, inner - first);
      const lines = room.subarray(0, padded * width);
      gather(source, o * inner + first, lines, width);
      if (method === 'cubic-spline') toSplineCoefficients(lines, width, padded);
      combine({ lines, width, result, at: inner * count * o + first * apart, apart, step }, weights);
    }
  }
  return result;
}

/**
 * Resamples rows of a volume along x. `starts` says where each row's first sample of the span stands in `samples`; the answer
 * is (high − low + 1) voxels for each row, row after row.
 */
export const resampleRows = (samples: Samples, starts: Int32Array, axis: Axis): Float64Array =>
  resampleLines({ samples, starts, step: 1 }, { inner: starts.length, outer: 1, apart: axis.high - axis.low + 1, step: 1 }, axis);

/**
 * Resamples every line along y or z. `source` is `inner` × (length of span) × `outer` voxels, inner fastest, and the answer
 * `inner` × (high − low + 1) × `outer`. Separable: x, y and z after another make the 3D interpolation.
 */
export function resampleAxis(source: Float64Array, inner: number, outer: number, axis: Axis): Float64Array {
  const length = axis.span.last - axis.span.first + 1;
  const starts = Int32Array.from({ length: inner * outer }, (_, line) => (line % inner) + Math.floor(line / inner) * inner * length);
  return resampleLines({ samples: source, starts, step: inner }, { inner, outer, apart: 1, step: inner }, axis);
}
