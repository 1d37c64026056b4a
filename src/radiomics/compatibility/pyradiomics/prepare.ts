import { boundingBox, boxSize, copyBox, gridOfBox, perAxis, voxelCount, type Box, type Triple } from '../../preprocessing/box.js';
import type { GivenRegion, Prepared } from '../../preprocessing/prepare.js';
import { resegment } from '../../preprocessing/resegment.js';
import { sortedInside } from '../../preprocessing/sorted-inside.js';
import type { Roi } from '../../roi.js';
import type { ExtractionSettings, ResegmentationSettings } from '../../settings.js';
import type { Grid, Volume } from '../../volume.js';
import { binned, type Pixels } from './bins.js';
import { targetOf, type Target } from './grid.js';
import { nearestVoxels } from './nearest.js';
import { resampleBetween } from './resample.js';

/** The region on the grid after resampling, the box around it only. */
interface Region {
  readonly box: Box;
  readonly mask: Uint8Array;
  readonly intensities: Float64Array;
}

/** What the nearest voxels hold, 0 beyond the image. A loop: the mapping `from` of typed arrays is many times slower. */
function taken<T extends Uint8Array | Float32Array>(nearest: Int32Array, source: T, found: T): T {
  for (let i = 0; i < nearest.length; i += 1) if (nearest[i] >= 0) found[i] = source[nearest[i]];
  return found;
}

function croppedMask(mask: Uint8Array, size: Triple, box: Box): Uint8Array {
  const target = new Uint8Array(voxelCount(boxSize(box)));
  copyBox(mask, size, box, target);
  return target;
}

function croppedImage(image: Float32Array, size: Triple, box: Box): Float64Array {
  const target = new Float64Array(voxelCount(boxSize(box)));
  copyBox(image, size, box, target);
  return target;
}

/** The region as it came. */
const asGiven = (volume: Volume, { mask, box }: GivenRegion): Region => ({
  box, mask: croppedMask(mask.voxels, mask.grid.size, box), intensities: croppedImage(volume.voxels, volume.grid.size, box),
});

function resampled(volume: Volume, { mask }: GivenRegion, target: Target, method: 'nearest' | 'linear' | 'cubic-spline'): Region | null {
  const { part, plans } = target;
  const nearest = nearestVoxels(target, volume.grid.size);
  const partSize = boxSize(part);
  const partMask = taken(nearest, mask.voxels, new Uint8Array(nearest.length));
  const inPart = boundingBox(partMask, partSize);
  if (inPart === null) return null;
  const box: Box = { low: perAxis((axis) => part.low[axis] + inPart.low[axis]), high: perAxis((axis) => part.low[axis] + inPart.high[axis]) };
  const intensities = method === 'nearest'
    ? croppedImage(taken(nearest, volume.voxels, new Float32Array(nearest.length)), partSize, inPart)
    : resampleBetween(volume.voxels, volume.grid.size, method, { plans, box });
  return { box, mask: croppedMask(partMask, partSize, inPart), intensities };
}

/** numpy compares an image of floats with bounds of the same precision. */
function bounds(settings: ResegmentationSettings | null, pixels: Pixels): ResegmentationSettings | null {
  if (settings === null || settings.range === null || pixels === 'integer') return settings;
  const [low, high] = settings.range;
  return { ...settings, range: [low === null ? null : Math.fround(low), high === null ? null : Math.fround(high)] };
}

function roiOf({ box, mask, intensities }: Region, grid: Grid, settings: ExtractionSettings): Roi {
  const pixels: Pixels = settings.interpolation?.roundIntensities ? 'integer' : 'float';
  const kept = intensities.map(pixels === 'integer' ? Math.trunc : Math.fround);
  const intensityMask = resegment(kept, mask, bounds(settings.resegmentation, pixels));
  const sorted = sortedInside(kept, intensityMask);
  const inside = { intensities: kept, mask: intensityMask, min: sorted[0], max: sorted[sorted.length - 1] };
  const levels = sorted.length === 0 || settings.discretisation === null ? null : binned(inside, settings.discretisation, pixels);
  const surroundings = { size: boxSize(box), intensities: kept, offset: [0, 0, 0] } as const;
  return { grid: gridOfBox(grid, box), intensities: kept, morphological: mask, intensityMask, sorted, levels, range: [null, null], surroundings };
}

/**
 * What PyRadiomics does to image and mask before it computes features: `resampleImage`, `resegmentMask`,
 * `cropToTumorMask`, `binImage`. Intensities are kept in the precision of the image that ITK would hold: single, or whole
 * numbers cut off behind the point where the settings round them.
 */
export function preparePyradiomics(volume: Volume, region: GivenRegion, settings: ExtractionSettings): Prepared {
  const target = targetOf(volume.grid, region.box, settings.interpolation?.spacingMm ?? null);
  const found = target === null ? asGiven(volume, region) : resampled(volume, region, target, settings.interpolation?.method ?? 'cubic-spline');
  const interpolatedGrid = target?.grid ?? volume.grid;
  return { interpolatedGrid, roi: found === null ? null : roiOf(found, interpolatedGrid, settings) };
}
