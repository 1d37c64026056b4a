import type { FilterSettings } from '../filter-settings.js';
import { planFilter } from '../filters/filter.js';
import { union, type Part } from '../filters/part.js';
import type { Roi, Surroundings } from '../roi.js';
import type { ExtractionSettings } from '../settings.js';
import type { Grid, Mask, Volume } from '../volume.js';
import { boundingBox, boxSize, copyBox, gridOfBox, grown, perAxis, voxelCount, type Box, type Triple } from './box.js';
import { discretise } from './discretise.js';
import { reachOf, resampleBox, resampleMask, roundIntensities } from './interpolate.js';
import { isIdentity, planAxis, resampledGrid, type AxisPlan } from './resampled-grid.js';
import { resegment } from './resegment.js';
import { sortedInside } from './sorted-inside.js';

/** Radius of the 1 cm³ sphere of the local intensity peak: what the image around the ROI is kept for. */
export const peakRadiusMm = (3 / (4 * Math.PI)) ** (1 / 3) * 10;

/** The ROI ready to be measured; `roi` is null when interpolation left no voxel inside. */
export interface Prepared {
  readonly interpolatedGrid: Grid;
  readonly roi: Roi | null;
}

interface Target {
  readonly plans: readonly AxisPlan[];
  readonly grid: Grid;
}

function targetOf(grid: Grid, settings: ExtractionSettings): Target {
  const asked = settings.interpolation?.spacingMm ?? grid.spacingMm;
  const spacing = perAxis((axis) => (axis === 2 && settings.approach === '2D' ? grid.spacingMm[2] : asked[axis]));
  const plans = [0, 1, 2].map((axis) => planAxis(grid.size[axis], grid.spacingMm[axis], spacing[axis]));
  return { plans, grid: plans.every(isIdentity) ? grid : resampledGrid(grid, plans, spacing) };
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
export function responseMap(volume: Volume, settings: ExtractionSettings): Volume {
  const target = targetOf(volume.grid, settings);
  const box: Box = { low: [0, 0, 0], high: perAxis((axis) => target.grid.size[axis] - 1) };
  const image = interpolated(volume, settings, target, box);
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
  const at: Box = { low: perAxis((a) => box.low[a] - part.box.low[a]), high: perAxis((a) => box.high[a] - part.box.low[a]) };
  return cropped(part.voxels, boxSize(part.box), at, new Float64Array(voxelCount(boxSize(box))));
};

/**
 * Interpolation, rounding, re-segmentation, filter and discretisation, in the order of the IBSI schemes (reference manuals
 * 1, 2.1, and 2, 4). Only the ROI's surroundings are computed; `given` is the bounding box of the mask as it came.
 */
export function prepare(volume: Volume, mask: Mask, given: Box, settings: ExtractionSettings): Prepared {
  const target = targetOf(volume.grid, settings);
  const reach = reachOf(given, target.plans);
  const reachMask = resampleMask(mask.voxels, mask.grid.size, target.plans, reach);
  const inReach = boundingBox(reachMask, boxSize(reach));
  if (inReach === null) return { interpolatedGrid: target.grid, roi: null };
  const box: Box = { low: perAxis((a) => reach.low[a] + inReach.low[a]), high: perAxis((a) => reach.low[a] + inReach.high[a]) };
  const { measured, unfiltered } = imagesOf(volume, settings, target, box);
  const intensities = boxOf(measured, box);
  const morphological = cropped(reachMask, boxSize(reach), inReach, new Uint8Array(voxelCount(boxSize(box))));
  const intensityMask = resegment(measured === unfiltered ? intensities : boxOf(unfiltered, box), morphological, settings.resegmentation);
  const sorted = sortedInside(intensities, intensityMask);
  const range = settings.filter === null ? settings.resegmentation?.range ?? openRange : openRange;
  const inside = { intensities, mask: intensityMask, min: sorted[0], max: sorted[sorted.length - 1] };
  const levels = sorted.length === 0 ? null : discretise(inside, settings.discretisation, range[0]);
  const surroundings: Surroundings = { size: boxSize(measured.box), intensities: measured.voxels, offset: perAxis((axis) => box.low[axis] - measured.box.low[axis]) };
  const roi: Roi = { grid: gridOfBox(target.grid, box), intensities, morphological, intensityMask, sorted, levels, range, surroundings };
  return { interpolatedGrid: target.grid, roi };
}

const openRange = [null, null] as const;
