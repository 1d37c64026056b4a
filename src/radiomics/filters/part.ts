import { boxSize, copyBox, perAxis, voxelCount, type Box, type Triple } from '../preprocessing/box.js';
import { voxelAt, voxelsTaken, type Boundary } from './boundary.js';

/** The voxels of a box of an image, x fastest; `imageSize` is that of the whole image, where its boundary is. */
export interface Part {
  readonly box: Box;
  readonly imageSize: Triple;
  readonly voxels: Float64Array;
}

/** The smallest box with both. */
export const union = (one: Box, other: Box): Box => ({
  low: perAxis((axis) => Math.min(one.low[axis], other.low[axis])),
  high: perAxis((axis) => Math.max(one.high[axis], other.high[axis])),
});

/** What of an image must be known for the places from `reach` before to `reach` behind a box, along each axis. */
export function boxNeeded(box: Box, reach: Triple, imageSize: Triple, boundary: Boundary): Box {
  const taken = [0, 1, 2].map((axis) => voxelsTaken(box.low[axis] - reach[axis], box.high[axis] + reach[axis], imageSize[axis], boundary) ?? { low: box.low[axis], high: box.high[axis] });
  return { low: perAxis((axis) => taken[axis].low), high: perAxis((axis) => taken[axis].high) };
}

/** A box of the image that may lie partly beyond it, where the boundary says what stands there. */
export function extended({ box, imageSize, voxels }: Part, wanted: Box, boundary: Boundary): Float64Array {
  const [nx, ny] = boxSize(box);
  const [xs, ys, zs] = [0, 1, 2].map((axis) => Int32Array.from({ length: wanted.high[axis] - wanted.low[axis] + 1 }, (_, i) => {
    const at = voxelAt(wanted.low[axis] + i, imageSize[axis], boundary);
    return at < 0 ? -1 : at - box.low[axis];
  }));
  const target = new Float64Array(voxelCount(boxSize(wanted)));
  let to = 0;
  for (const z of zs) {
    for (const y of ys) {
      const row = nx * (y + ny * z);
      for (let i = 0; i < xs.length; i += 1, to += 1) if (z >= 0 && y >= 0 && xs[i] >= 0) target[to] = voxels[row + xs[i]];
    }
  }
  return target;
}

/** No more of a part than a box of it. */
export function restricted(part: Part, box: Box): Part {
  if ([0, 1, 2].every((axis) => part.box.low[axis] === box.low[axis] && part.box.high[axis] === box.high[axis])) return part;
  const within: Box = { low: perAxis((axis) => box.low[axis] - part.box.low[axis]), high: perAxis((axis) => box.high[axis] - part.box.low[axis]) };
  const voxels = new Float64Array(voxelCount(boxSize(box)));
  copyBox(part.voxels, boxSize(part.box), within, voxels);
  return { box, imageSize: part.imageSize, voxels };
}
