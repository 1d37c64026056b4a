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

function surroundingsOf(volume: Volume, settings: ExtractionSettings, target: Target, box: Box): Surroundings {
  const needed = settings.families.includes('local-intensity');
  const margin = perAxis((axis) => (needed ? Math.floor(peakRadiusMm / target.grid.spacingMm[axis]) : 0));
  const wide = grown(box, margin, target.grid.size);
  const intensities = resampleBox(volume.voxels, volume.grid.size, { method: settings.interpolation?.method ?? 'linear', plans: target.plans }, wide);
  if (settings.interpolation?.roundIntensities) roundIntensities(intensities);
  return { size: boxSize(wide), intensities, offset: perAxis((axis) => box.low[axis] - wide.low[axis]) };
}

/**
 * Interpolation, rounding, re-segmentation and discretisation, in the order of the IBSI scheme (reference manual 2.1).
 * Only the ROI's surroundings are computed; `given` is the bounding box of the mask as it came.
 */
export function prepare(volume: Volume, mask: Mask, given: Box, settings: ExtractionSettings): Prepared {
  const target = targetOf(volume.grid, settings);
  const reach = reachOf(given, target.plans);
  const reachMask = resampleMask(mask.voxels, mask.grid.size, target.plans, reach);
  const inReach = boundingBox(reachMask, boxSize(reach));
  if (inReach === null) return { interpolatedGrid: target.grid, roi: null };
  const box: Box = { low: perAxis((a) => reach.low[a] + inReach.low[a]), high: perAxis((a) => reach.low[a] + inReach.high[a]) };
  const size = boxSize(box);
  const surroundings = surroundingsOf(volume, settings, target, box);
  const at: Box = { low: surroundings.offset, high: perAxis((a) => surroundings.offset[a] + size[a] - 1) };
  const intensities = cropped(surroundings.intensities, surroundings.size, at, new Float64Array(voxelCount(size)));
  const morphological = cropped(reachMask, boxSize(reach), inReach, new Uint8Array(voxelCount(size)));
  const intensityMask = resegment(intensities, morphological, settings.resegmentation);
  const sorted = sortedInside(intensities, intensityMask);
  const inside = { intensities, mask: intensityMask, min: sorted[0], max: sorted[sorted.length - 1] };
  const levels = sorted.length === 0 ? null : discretise(inside, settings.discretisation, settings.resegmentation?.range?.[0] ?? null);
  const roi: Roi = { grid: gridOfBox(target.grid, box), intensities, morphological, intensityMask, sorted, levels, surroundings };
  return { interpolatedGrid: target.grid, roi };
}
