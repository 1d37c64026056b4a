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

/** The influence of a voxel on spline coefficients falls with 0.268 per voxel: at 32 it is below 1e-18. */
export const splineReach = 32;
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
 * Interpolation coefficients of the cubic B-spline through a line of samples, in place: the recursive filter of Unser
 * (1999), IEEE Signal Process. Mag. 16(6). The line must continue flat at both ends, as padding by the nearest does.
 */
function toSplineCoefficients(line: Float64Array, length: number): void {
  const gain = (1 - pole) * (1 - 1 / pole);
  line[0] = line[0] * gain / (1 - pole);
  for (let i = 1; i < length; i += 1) line[i] = gain * line[i] + pole * line[i - 1];
  line[length - 1] = pole / (pole - 1) * line[length - 1];
  for (let i = length - 2; i >= 0; i -= 1) line[i] = pole * (line[i + 1] - line[i]);
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

/**
 * Resamples every line along one axis. `source` is `inner` × (length of span) × `outer` voxels, inner fastest, and the
 * answer `inner` × (high − low + 1) × `outer`. Separable: x, y and z after another make the 3D interpolation.
 */
export function resampleAxis(source: Float64Array, inner: number, outer: number, axis: Axis): Float64Array {
  const { method, plan, span, low, high } = axis;
  // New centres lie at most half a voxel outside the image, see planAxis.
  const pad = method === 'cubic-spline' ? splineReach : 2;
  const length = span.last - span.first + 1;
  const count = high - low + 1;
  const taps = Array.from({ length: count }, (_, i) => tapsAt(method, plan.start + (low + i) * plan.step));
  const starts = taps.map((tap) => tap.from - span.first + pad);
  const result = new Float64Array(inner * count * outer);
  const line = new Float64Array(length + 2 * pad);
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < inner; i += 1) {
      const base = i + inner * length * o;
      for (let k = 0; k < line.length; k += 1) line[k] = source[base + inner * Math.min(length - 1, Math.max(0, k - pad))];
      if (method === 'cubic-spline') toSplineCoefficients(line, line.length);
      for (let n = 0; n < count; n += 1) {
        const { weights } = taps[n];
        let sum = 0;
        for (let w = 0; w < weights.length; w += 1) sum += weights[w] * line[starts[n] + w];
        result[i + inner * (n + count * o)] = sum;
      }
    }
  }
  return result;
}
