import type { FilterSettings } from '../filter-settings.js';
import type { ExtractionSettings } from '../settings.js';
import { boxSize, perAxis, voxelCount, type Box, type Triple } from './box.js';
import { reachOf } from './interpolate.js';
import type { Target } from './target.js';

/** Why settings and image do not go together. */
export interface Obstacle {
  readonly reason: 'region-too-large' | 'filter-too-fine';
  readonly detail: string;
}

/** Memory that measuring takes for each voxel of the region's box. */
const bytesPerVoxel = 60;
/** 8 GB of it. */
const mostVoxels = 2 ** 27;

const gigabytes = (bytes: number): string => `${Math.round(bytes / 1e9)} GB`;
const millions = (voxels: number): string => `${Math.round(voxels / 1e6)} million voxels`;

function tooLarge(size: Triple, spacingMm: Triple): Obstacle | null {
  const voxels = voxelCount(size);
  if (voxels <= mostVoxels) return null;
  const detail = `at a spacing of ${spacingMm.join(' × ')} mm its box has ${millions(voxels)} and would take about ${gigabytes(voxels * bytesPerVoxel)} of memory; at most ${millions(mostVoxels)} were expected, a larger spacing has fewer`;
  return { reason: 'region-too-large', detail };
}

/** A filter's width that is asked for in millimetres must be sampled at least once per voxel. */
function tooFine(filter: FilterSettings, spacingMm: Triple): Obstacle | null {
  if (!('sigmaMm' in filter)) return null;
  const isPlanar = filter.dimensions === '2D' || (filter.name === 'gabor' && !filter.orthogonalPlanes);
  const widest = Math.max(...spacingMm.slice(0, isPlanar ? 2 : 3));
  if (filter.sigmaMm >= widest) return null;
  return { reason: 'filter-too-fine', detail: `sigmaMm of the filter is ${filter.sigmaMm}, less than a voxel of ${Number(widest.toPrecision(4))} mm; at least that was expected` };
}

/** What stands in the way of measuring a region with these settings, found before any of it is computed. */
export function obstacleTo(given: Box, { filter }: Pick<ExtractionSettings, 'filter'>, { grid, plans }: Target): Obstacle | null {
  const reach = reachOf(given, plans);
  // A filter in the Fourier domain takes the whole image.
  const isSpectral = filter !== null && /simoncelli|riesz/.test(filter.name);
  const size = isSpectral ? grid.size : perAxis((axis) => Math.max(0, boxSize(reach)[axis]));
  return tooLarge(size, grid.spacingMm) ?? (filter === null ? null : tooFine(filter, grid.spacingMm));
}
