import { planFilter } from '../filters/filter.js';
import type { Part } from '../filters/part.js';
import { allOf } from '../filters/spans.js';
import type { Roi, Surroundings } from '../roi.js';
import type { ExtractionSettings } from '../settings.js';
import type { Grid, Volume } from '../volume.js';
import { boxSize, copyBox, gridOfBox, perAxis, voxelCount, type Box } from './box.js';
import { discretise } from './discretise.js';
import { imagesOf, interpolated, type Images } from './images.js';
import { normalised } from './normalise.js';
import { obstacleTo, type Obstacle } from './obstacle.js';
import { place, type GivenRegion, type Placed } from './place.js';
import { resegment } from './resegment.js';
import { sortedInside } from './sorted-inside.js';
import { targetOf } from './target.js';

export { peakRadiusMm } from './images.js';
export type { GivenRegion } from './place.js';

/** The ROI ready to be measured; `roi` is null when interpolation left no voxel inside. */
export interface Prepared {
  readonly interpolatedGrid: Grid;
  readonly roi: Roi | null;
}

/** The whole image on the grid after interpolation, or its filter's response where the settings name a filter. */
export function responseMap(volume: Volume, settings: ExtractionSettings): Volume | Obstacle {
  const target = targetOf(volume.grid, settings);
  const obstacle = obstacleTo({ low: [0, 0, 0], high: perAxis((axis) => volume.grid.size[axis] - 1) }, settings, target);
  if (obstacle !== null) return obstacle;
  const box: Box = { low: [0, 0, 0], high: perAxis((axis) => target.grid.size[axis] - 1) };
  const image = interpolated(normalised(volume, settings.normalisation ?? []), settings, target, box);
  const { size, spacingMm } = target.grid;
  const voxels = settings.filter === null ? image.voxels : planFilter(settings.filter, { imageSize: size, spacingMm, wanted: allOf(box) }).respond(image);
  return { grid: target.grid, voxels: Float32Array.from(voxels) };
}

/** A box of a part; the part's own voxels where the box is all of it. */
function boxOf(part: Part, box: Box): Float64Array {
  if (voxelCount(boxSize(box)) === part.voxels.length) return part.voxels;
  const at: Box = { low: perAxis((a) => box.low[a] - part.box.low[a]), high: perAxis((a) => box.high[a] - part.box.low[a]) };
  const voxels = new Float64Array(voxelCount(boxSize(box)));
  copyBox(part.voxels, boxSize(part.box), at, voxels);
  return voxels;
}

/** The intensity mask; filters of one image share it. */
function resegmented({ unfiltered, intensityMasks }: Images, placed: Placed, settings: ExtractionSettings): Uint8Array {
  const by = JSON.stringify(settings.resegmentation);
  const last = intensityMasks.get(placed);
  const mask = last?.by === by ? last.mask : resegment(boxOf(unfiltered, placed.box), placed.morphological, settings.resegmentation);
  intensityMasks.set(placed, { by, mask });
  return mask;
}

function roiOf(images: Images, placed: Placed, settings: ExtractionSettings, grid: Grid): Roi {
  const { measured } = images;
  const { box, morphological } = placed;
  const intensities = boxOf(measured, box);
  const intensityMask = resegmented(images, placed, settings);
  const sorted = sortedInside(intensities, intensityMask);
  const range = settings.filter === null ? settings.resegmentation?.range ?? openRange : openRange;
  const inside = { intensities, mask: intensityMask, min: sorted[0], max: sorted[sorted.length - 1] };
  const levels = sorted.length === 0 ? null : discretise(inside, settings.discretisation, range[0]);
  const surroundings: Surroundings = { size: boxSize(measured.box), intensities: measured.voxels, offset: perAxis((axis) => box.low[axis] - measured.box.low[axis]) };
  return { grid: gridOfBox(grid, box), intensities, morphological, intensityMask, sorted, levels, range, surroundings };
}

/** Settings, and the regions that are measured under them. */
export interface Request {
  readonly settings: ExtractionSettings;
  readonly regions: readonly GivenRegion[];
}

/**
 * Interpolation, rounding, re-segmentation, filter and discretisation, in the order of the IBSI schemes (reference manuals
 * 1, 2.1, and 2, 4), for several regions of one image: what they have in common is computed once, and only where they lie.
 * Requests share interpolation and approach. Each is handed to `visit` before the next is prepared; those that need the
 * same part of the image, one after another, share it.
 */
export function prepareEach(volume: Volume, requests: readonly Request[], visit: (prepared: readonly Prepared[], index: number) => void): void {
  const target = targetOf(volume.grid, requests[0].settings);
  const places = new Map<GivenRegion, Placed | null>();
  const images = imagesOf(volume, target);
  const prepare = ({ settings, regions }: Request): readonly Prepared[] => {
    const placed = regions.map((region) => places.get(region) ?? place(region, target));
    regions.forEach((region, k) => places.set(region, placed[k]));
    const found = placed.filter((one) => one !== null);
    const both = found.length === 0 ? null : images.under(settings, found);
    return placed.map((one) => ({ interpolatedGrid: target.grid, roi: one === null || both === null ? null : roiOf(both, one, settings, target.grid) }));
  };
  requests.forEach((request, index) => {
    const prepared = prepare(request);
    // Nobody needs the image any more while the last is measured.
    if (index === requests.length - 1) images.forget();
    visit(prepared, index);
  });
}

const openRange = [null, null] as const;
