import { boxSize, perAxis, type Box, type Triple } from '../preprocessing/box.js';
import { voxelAt, voxelsTaken, type Boundary } from './boundary.js';
import { union } from './part.js';

/**
 * What is wanted of a box: of row y + ny z the voxels from `first` to `last`, counted as those of the image; none where
 * `last` is before `first`. The corners around a tumour need not be filtered.
 */
export interface Spans {
  readonly box: Box;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** Behind every row: where a row begins of which nothing is wanted. */
const never = 2 ** 30;

function nothingOf(box: Box): Spans {
  const [, ny, nz] = boxSize(box);
  return { box, first: new Int32Array(ny * nz).fill(never), last: new Int32Array(ny * nz).fill(-1) };
}

export function allOf(box: Box): Spans {
  const { first, last } = nothingOf(box);
  return { box, first: first.fill(box.low[0]), last: last.fill(box.high[0]) };
}

/** Each row of a box from its first to its last voxel inside a mask. */
export function spansInside(box: Box, mask: Uint8Array): Spans {
  const spans = nothingOf(box);
  const [nx] = boxSize(box);
  for (let row = 0; row < spans.first.length; row += 1) {
    let first = 0;
    while (first < nx && mask[nx * row + first] === 0) first += 1;
    if (first === nx) continue;
    let last = nx - 1;
    while (mask[nx * row + last] === 0) last -= 1;
    widen(spans, row, box.low[0] + first, box.low[0] + last);
  }
  return spans;
}

function widen({ first, last }: Spans, row: number, low: number, high: number): void {
  if (low < first[row]) first[row] = low;
  if (high > last[row]) last[row] = high;
}

/** All that is wanted by one or the other, in the smallest box with both. */
export function unionOfSpans(one: Spans, other: Spans): Spans {
  const spans = nothingOf(union(one.box, other.box));
  const [, ny] = boxSize(spans.box);
  for (const { box, first, last } of [one, other]) {
    const [, rows] = boxSize(box);
    const shift = box.low[1] - spans.box.low[1] + ny * (box.low[2] - spans.box.low[2]);
    for (let row = 0; row < first.length; row += 1) widen(spans, shift + row % rows + ny * Math.floor(row / rows), first[row], last[row]);
  }
  return spans;
}

export const sameSpans = (one: Spans, other: Spans): boolean =>
  one === other || (perAxis((axis) => Math.abs(one.box.low[axis] - other.box.low[axis]) + Math.abs(one.box.high[axis] - other.box.high[axis])).every((n) => n === 0)
    && one.first.every((first, row) => first === other.first[row]) && one.last.every((last, row) => last === other.last[row]));

/** How far a filter looks to both sides along an axis. */
export interface Reach {
  readonly axis: number;
  readonly reach: number;
}

/** What must be known of an image with this size and boundary, that a filter can answer what is wanted. */
export function spansBefore(wanted: Spans, { axis, reach }: Reach, imageSize: Triple, boundary: Boundary): Spans {
  const { box } = wanted;
  const taken = voxelsTaken(box.low[axis] - reach, box.high[axis] + reach, imageSize[axis], boundary) ?? { low: box.low[axis], high: box.high[axis] };
  const before = nothingOf({
    low: perAxis((a) => (a === axis ? taken.low : box.low[a])), high: perAxis((a) => (a === axis ? taken.high : box.high[a])),
  });
  if (axis === 0) lengthenRows(wanted, reach, before, (low, high) => voxelsTaken(low, high, imageSize[0], boundary));
  else addRows(wanted, { axis, reach }, before, (i) => voxelAt(i, imageSize[axis], boundary));
  return before;
}

function lengthenRows({ first, last }: Spans, reach: number, before: Spans, taken: (low: number, high: number) => { readonly low: number; readonly high: number } | null): void {
  for (let row = 0; row < first.length; row += 1) {
    const span = last[row] < first[row] ? null : taken(first[row] - reach, last[row] + reach);
    if (span !== null) widen(before, row, span.low, span.high);
  }
}

function addRows({ box, first, last }: Spans, { axis, reach }: Reach, before: Spans, voxel: (i: number) => number): void {
  const [, ny] = boxSize(box);
  const [, nyBefore] = boxSize(before.box);
  const places = Int32Array.from({ length: boxSize(box)[axis] + 2 * reach }, (_, i) => voxel(box.low[axis] - reach + i) - before.box.low[axis]);
  for (let row = 0; row < first.length; row += 1) {
    if (last[row] < first[row]) continue;
    const [y, z] = [row % ny, Math.floor(row / ny)];
    const place = axis === 1 ? y : z;
    for (let i = place; i <= place + 2 * reach; i += 1) {
      if (places[i] >= 0) widen(before, axis === 1 ? places[i] + nyBefore * z : y + nyBefore * places[i], first[row], last[row]);
    }
  }
}

/**
 * The first and last place, counted from the box, that is wanted of lines along an axis: those from `side` on, so many as
 * `width`, along the first other axis, at `at` along the second. Null where none is.
 */
export function placesWanted({ box, first, last }: Spans, axis: number, { side, width, at }: { readonly side: number; readonly width: number; readonly at: number }): { readonly low: number; readonly high: number } | null {
  const [, ny, nz] = boxSize(box);
  let [low, high] = [never, -1];
  if (axis === 0) {
    for (let row = side + ny * at; row < side + width + ny * at; row += 1) {
      if (first[row] < low) low = first[row];
      if (last[row] > high) high = last[row];
    }
    return high < low ? null : { low: low - box.low[0], high: high - box.low[0] };
  }
  const [from, to] = [box.low[0] + side, box.low[0] + side + width - 1];
  for (let n = 0; n < (axis === 1 ? ny : nz); n += 1) {
    const row = axis === 1 ? n + ny * at : at + ny * n;
    if (first[row] > to || last[row] < from) continue;
    if (low === never) low = n;
    high = n;
  }
  return high < 0 ? null : { low, high };
}
