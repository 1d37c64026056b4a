import type { FilterSettings } from '../filter-settings.js';
import { planFilter } from '../filters/filter.js';
import { union, type Part } from '../filters/part.js';
import type { Roi, Surroundings } from '../roi.js';
import type { ExtractionSettings } from '../settings.js';
import type { Grid, Mask, Volume } from '../volume.js';
import { boundingBox, boxSize, copyBox, gridOfBox, grown, perAxis, voxelCount, type Box, type Triple } from './box.js';
import { discretise } from './discretise.js';
import { reachOf, resampleBox, resampleMask, roundIntensities } from './interpolate.js';
import { normalised } from './normalise.js';
import { obstacleTo, type Obstacle } from './obstacle.js';
import { resegment } from './resegment.js';
import { sortedInside } from './sorted-inside.js';
import { targetOf, type Target } from './target.js';

/** Radius of the 1 cm³ sphere of the local intensity peak: what the image around the ROI is kept for. */
export const peakRadiusMm = (3 / (4 * Math.PI)) ** (1 / 3) * 10;

/** The ROI ready to be measured; `roi` is null when interpolation left no voxel inside. */
export interface Prepared {
  readonly interpolatedGrid: Grid;
  readonly roi: Roi | null;
}

function cropped<T extends Uint8Array | Float64Array>(source: T, size: Triple, box: Box, target: T): T {
  copyBox(source, size, box, target);
  return target;
}

/** Part of the image on the new grid, rounded where the settings say so. */
function interpolated(volume: Volume, settings: ExtractionSettings, target: Target, box: Box): Part {
  const voxels = resampleBox(volume.voxels, volume.grid.size, { method: settings.interpolation?.method ?? 'linear', plans: target.plans }, box);
  if (settings.interpolation?.roundIntensities) roundIntensities(voxels);
  return { box, imageSize: target.grid.size, voxels };
}

/** The whole image on the grid after interpolation, or its filter's response where the settings name a filter. */
export function responseMap(volume: Volume, settings: ExtractionSettings): Volume | Obstacle {
  const target = targetOf(volume.grid, settings);
  const obstacle = obstacleTo({ low: [0, 0, 0], high: perAxis((axis) => volume.grid.size[axis] - 1) }, settings, target);
  if (obstacle !== null) return obstacle;
  const box: Box = { low: [0, 0, 0], high: perAxis((axis) => target.grid.size[axis] - 1) };
  const image = interpolated(normalised(volume, settings.normalisation ?? []), settings, target, box);
  const { voxels } = settings.filter === null ? image : filtered(image, settings.filter, target, box);
  return { grid: target.grid, voxels: Float32Array.from(voxels) };
}

const filtered = (image: Part, filter: FilterSettings, { grid }: Target, box: Box): Part =>
  ({ box, imageSize: grid.size, voxels: planFilter(filter, { imageSize: grid.size, spacingMm: grid.spacingMm, box }).respond(image) });

/** What is measured, and the image before its filter, which re-segmentation looks at: one and the same without a filter. */
interface Images {
  readonly measured: Part;
  readonly unfiltered: Part;
}

function imagesOf(volume: Volume, settings: ExtractionSettings, target: Target, box: Box): Images {
  const needed = settings.families.includes('local-intensity');
  const margin = perAxis((axis) => (needed ? Math.floor(peakRadiusMm / target.grid.spacingMm[axis]) : 0));
  const wide = grown(box, margin, target.grid.size);
  if (settings.filter === null) {
    const image = interpolated(volume, settings, target, wide);
    return { measured: image, unfiltered: image };
  }
  const { needs } = planFilter(settings.filter, { imageSize: target.grid.size, spacingMm: target.grid.spacingMm, box: wide });
  const unfiltered = interpolated(volume, settings, target, union(needs, wide));
  return { measured: filtered(unfiltered, settings.filter, target, wide), unfiltered };
}

const boxOf = (part: Part, box: Box): Float64Array => {
  if (voxelCount(boxSize(part.box)) === voxelCount(boxSize(box))) return part.voxels;
  const at: Box = { low: perAxis((a) => box.low[a] - part.box.low[a]), high: perAxis((a) => box.high[a] - part.box.low[a]) };
  return cropped(part.voxels, boxSize(part.box), at, new Float64Array(voxelCount(boxSize(box))));
};

/** Where a region lies on the new grid. */
interface Placed {
  readonly box: Box;
  readonly morphological: Uint8Array;
}

/** The mask on the new grid; null when interpolation left no voxel inside. `given` is the bounding box of the mask as it came. */
function place(mask: Mask, given: Box, { plans }: Target): Placed | null {
  const reach = reachOf(given, plans);
  const reachMask = resampleMask(mask.voxels, mask.grid.size, plans, reach);
  const inReach = boundingBox(reachMask, boxSize(reach));
  if (inReach === null) return null;
  const box: Box = { low: perAxis((a) => reach.low[a] + inReach.low[a]), high: perAxis((a) => reach.low[a] + inReach.high[a]) };
  return { box, morphological: cropped(reachMask, boxSize(reach), inReach, new Uint8Array(voxelCount(boxSize(box)))) };
}

function roiOf({ measured, unfiltered }: Images, { box, morphological }: Placed, settings: ExtractionSettings, grid: Grid): Roi {
  const intensities = boxOf(measured, box);
  const intensityMask = resegment(measured === unfiltered ? intensities : boxOf(unfiltered, box), morphological, settings.resegmentation);
  const sorted = sortedInside(intensities, intensityMask);
  const range = settings.filter === null ? settings.resegmentation?.range ?? openRange : openRange;
  const inside = { intensities, mask: intensityMask, min: sorted[0], max: sorted[sorted.length - 1] };
  const levels = sorted.length === 0 ? null : discretise(inside, settings.discretisation, range[0]);
  const surroundings: Surroundings = { size: boxSize(measured.box), intensities: measured.voxels, offset: perAxis((axis) => box.low[axis] - measured.box.low[axis]) };
  return { grid: gridOfBox(grid, box), intensities, morphological, intensityMask, sorted, levels, range, surroundings };
}

/** A region of an image, with the bounding box of its mask as it came. */
export interface GivenRegion {
  readonly mask: Mask;
  readonly box: Box;
}

/**
 * Interpolation, rounding, re-segmentation, filter and discretisation, in the order of the IBSI schemes (reference manuals
 * 1, 2.1, and 2, 4), for several regions of one image: what they have in common is computed once, and only where they lie.
 */
export function prepare(volume: Volume, regions: readonly GivenRegion[], settings: ExtractionSettings): readonly Prepared[] {
  const target = targetOf(volume.grid, settings);
  const placed = regions.map(({ mask, box }) => place(mask, box, target));
  const boxes = placed.flatMap((one) => (one === null ? [] : [one.box]));
  const images = boxes.length === 0 ? null : imagesOf(volume, settings, target, boxes.reduce(union));
  return placed.map((one) => ({ interpolatedGrid: target.grid, roi: one === null || images === null ? null : roiOf(images, one, settings, target.grid) }));
}

const openRange = [null, null] as const;
