import { initialDiagnostics, type Diagnostics } from './diagnostics.js';
import { boundingBox } from './preprocessing/box.js';
import { obstacleTo, type Obstacle } from './preprocessing/obstacle.js';
import type { GivenRegion } from './preprocessing/place.js';
import { targetOf } from './preprocessing/target.js';
import type { ExtractionSettings } from './settings.js';
import type { Mask, Volume } from './volume.js';

/** There was nothing to measure. */
export interface NotMeasurable {
  readonly kind: 'not-measurable';
  readonly reason: 'mask-empty' | 'mask-grid-mismatch' | Obstacle['reason'];
  readonly detail: string;
}

const sameGrid = (volume: Volume, mask: Mask): boolean =>
  volume.grid.size.every((n, axis) => n === mask.grid.size[axis]) && volume.voxels.length === mask.voxels.length;

/** A region as the engine takes it, and what is known of it whatever the settings. */
export interface Region extends GivenRegion {
  readonly diagnostics: Diagnostics;
}

/** The region, or why it cannot be measured under any settings. */
export function regionOf(volume: Volume, mask: Mask): Region | NotMeasurable {
  if (!sameGrid(volume, mask)) {
    const detail = `the mask has ${mask.grid.size.join(' × ')} voxels, the image ${volume.grid.size.join(' × ')}`;
    return { kind: 'not-measurable', reason: 'mask-grid-mismatch', detail };
  }
  const box = boundingBox(mask.voxels, mask.grid.size);
  if (box === null) return { kind: 'not-measurable', reason: 'mask-empty', detail: 'the mask holds no voxel' };
  return { mask, box, diagnostics: initialDiagnostics(volume, mask.voxels, box) };
}

/** The region, or why it cannot be measured under these settings. */
export function measurable(volume: Volume, region: Region, settings: ExtractionSettings): Region | NotMeasurable {
  const obstacle = obstacleTo(region.box, settings, targetOf(volume.grid, settings));
  return obstacle === null ? region : { kind: 'not-measurable', ...obstacle };
}

export const isRegion = (one: Region | NotMeasurable): one is Region => !('kind' in one);
