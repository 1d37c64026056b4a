import { cube } from '../../numbers/powers.js';
import { boxSize, copyBox, perAxis, voxelCount, type Box, type Triple } from '../../preprocessing/box.js';
import { isIdentity, type AxisPlan } from '../../preprocessing/resampled-grid.js';
import { toMirroredCoefficients } from './spline.js';

/** How images are resampled between voxels; the nearest voxel is another matter. */
export type Between = 'linear' | 'cubic-spline';

/** Old voxels of an axis that new ones may depend on: the influence on spline coefficients falls with 0.268 per voxel. */
const reach = 34;

interface Axis {
  readonly how: Between;
  readonly plan: AxisPlan;
  /** New voxels wanted. */
  readonly low: number;
  readonly high: number;
  /** Old voxels at hand, from `first` on, of an axis of `size`. */
  readonly first: number;
  readonly size: number;
}

/** Weights of ITK's interpolators at a position from 0 to 1 behind the second (cubic) or first (linear) of their voxels. */
function weightsAt(how: Between, t: number): readonly number[] {
  if (how === 'linear') return [1 - t, t];
  const last = cube(t) / 6;
  const first = 1 / 6 + t * (t - 1) / 2 - last;
  const third = t + first - 2 * last;
  return [first, 1 - first - third - last, third, last];
}

/** Beyond the ends a spline is mirrored about the last voxel, and the last voxel continues a line. */
function insideAxis(how: Between, i: number, size: number): number {
  if (size === 1) return 0;
  if (how === 'linear') return Math.min(size - 1, Math.max(0, i));
  const turn = Math.abs(i) % (2 * (size - 1));
  return Math.min(turn, 2 * (size - 1) - turn);
}

/** For each new voxel the old ones it depends on, counted from the first at hand, and their weights; `each` of them. */
interface Taps {
  readonly voxels: Int32Array;
  readonly weights: Float64Array;
  readonly each: number;
}

function tapsOf({ how, plan, low, high, first, size }: Axis): Taps {
  const each = how === 'linear' ? 2 : 4;
  const [voxels, weights] = [new Int32Array(each * (high - low + 1)), new Float64Array(each * (high - low + 1))];
  for (let n = low; n <= high; n += 1) {
    const position = plan.start + n * plan.step;
    const before = Math.floor(position);
    const from = how === 'linear' ? before : before - 1;
    weights.set(weightsAt(how, position - before), each * (n - low));
    for (let w = 0; w < each; w += 1) voxels[each * (n - low) + w] = insideAxis(how, from + w, size) - first;
  }
  return { voxels, weights, each };
}

/** Resamples the lines of one axis. `source` is `inner` × length × `outer` voxels, inner fastest; so is the answer, with its own length. */
function along(source: Float64Array, [inner, length, outer]: Triple, axis: Axis): Float64Array {
  if (axis.how === 'cubic-spline') toMirroredCoefficients(source, [inner, length, outer]);
  const { voxels, weights, each } = tapsOf(axis);
  const result = new Float64Array(inner * (voxels.length / each) * outer);
  let to = 0;
  for (let o = 0; o < outer; o += 1) {
    for (let tap = 0; tap < voxels.length; tap += each) {
      for (let w = tap; w < tap + each; w += 1) {
        const [from, weight] = [inner * (voxels[w] + length * o), weights[w]];
        for (let i = 0; i < inner; i += 1) result[to + i] += weight * source[from + i];
      }
      to += inner;
    }
  }
  return result;
}

/**
 * Voxels of a box of the new grid, x fastest, in double precision as ITK computes them; from as much of the old image as
 * makes a difference in that precision.
 */
export function resampleBetween(source: Float32Array, size: Triple, how: Between, target: { readonly plans: readonly AxisPlan[]; readonly box: Box }): Float64Array {
  const { plans, box } = target;
  const clamp = (i: number, axis: number): number => Math.min(size[axis] - 1, Math.max(0, i));
  const old: Box = {
    low: perAxis((axis) => (isIdentity(plans[axis]) ? box.low[axis] : clamp(Math.floor(plans[axis].start + box.low[axis] * plans[axis].step) - reach, axis))),
    high: perAxis((axis) => (isIdentity(plans[axis]) ? box.high[axis] : clamp(Math.ceil(plans[axis].start + box.high[axis] * plans[axis].step) + reach, axis))),
  };
  const extent = boxSize(old);
  let voxels: Float64Array = new Float64Array(voxelCount(extent));
  copyBox(source, size, old, voxels);
  for (const axis of [0, 1, 2]) {
    const plan = plans[axis];
    if (isIdentity(plan)) continue;
    const inner = extent.slice(0, axis).reduce((product, n) => product * n, 1);
    const outer = extent.slice(axis + 1).reduce((product, n) => product * n, 1);
    const [low, high, first] = [box.low[axis], box.high[axis], old.low[axis]];
    voxels = along(voxels, [inner, extent[axis], outer], { how, plan, low, high, first, size: size[axis] });
    extent[axis] = high - low + 1;
  }
  return voxels;
}
