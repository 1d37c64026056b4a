import { spansInside, type Spans } from '../filters/spans.js';
import type { Mask } from '../volume.js';
import { boundingBox, boxSize, copyBox, perAxis, voxelCount, type Box } from './box.js';
import { reachOf, resampleMask } from './interpolate.js';
import type { Target } from './target.js';

/** A region of an image, with the bounding box of its mask as it came. */
export interface GivenRegion {
  readonly mask: Mask;
  readonly box: Box;
}

/** Where a region lies on the new grid, and its mask in that box. */
export interface Placed {
  readonly box: Box;
  readonly morphological: Uint8Array;
  readonly spans: Spans;
}

/** The mask on the new grid; null when interpolation left no voxel inside. */
export function place({ mask, box: given }: GivenRegion, { plans }: Target): Placed | null {
  const reach = reachOf(given, plans);
  const reachMask = resampleMask(mask.voxels, mask.grid.size, plans, reach);
  const inReach = boundingBox(reachMask, boxSize(reach));
  if (inReach === null) return null;
  const morphological = new Uint8Array(voxelCount(boxSize(inReach)));
  copyBox(reachMask, boxSize(reach), inReach, morphological);
  const box: Box = { low: perAxis((a) => reach.low[a] + inReach.low[a]), high: perAxis((a) => reach.low[a] + inReach.high[a]) };
  return { box, morphological, spans: spansInside(box, morphological) };
}
