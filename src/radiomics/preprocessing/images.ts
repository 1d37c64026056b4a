import type { Way } from '../filters/chains.js';
import { planFilter, type FilterPlan } from '../filters/filter.js';
import { union, type Part } from '../filters/part.js';
import { allOf, unionOfSpans } from '../filters/spans.js';
import { cbrt } from '../numbers/cbrt.js';
import type { ExtractionSettings } from '../settings.js';
import type { Volume } from '../volume.js';
import { grown, perAxis, type Box } from './box.js';
import { resampleBox, roundIntensities } from './interpolate.js';
import type { Placed } from './place.js';
import type { Target } from './target.js';

/** Radius of the 1 cm³ sphere of the local intensity peak: what the image around the ROI is kept for. */
export const peakRadiusMm = 10 * cbrt(3 / (4 * Math.PI));

/** Part of the image on the new grid, rounded where the settings say so. */
export function interpolated(volume: Volume, settings: ExtractionSettings, target: Target, box: Box): Part {
  const voxels = resampleBox(volume.voxels, volume.grid.size, { method: settings.interpolation?.method ?? 'linear', plans: target.plans }, box);
  if (settings.interpolation?.roundIntensities) roundIntensities(voxels);
  return { box, imageSize: target.grid.size, voxels };
}

/** What is measured, and the image before its filter, which re-segmentation looks at: one and the same without a filter. */
export interface Images {
  readonly measured: Part;
  readonly unfiltered: Part;
  /** By region the last mask that re-segmentation made of the unfiltered image, and the settings it was made by. */
  readonly intensityMasks: Map<Placed, { readonly by: string; readonly mask: Uint8Array }>;
}

/** Which parts of the images regions need: `measured` as far as features look, `unfiltered` as far as the filter looks. */
interface Plan {
  readonly measured: Box;
  readonly unfiltered: Box;
  readonly filter: FilterPlan | null;
}

function planOf(settings: ExtractionSettings, { grid }: Target, regions: readonly Placed[]): Plan {
  const looksAround = settings.families.includes('local-intensity');
  const margin = perAxis((axis) => (looksAround ? Math.floor(peakRadiusMm / grid.spacingMm[axis]) : 0));
  const measured = grown(regions.map(({ box }) => box).reduce(union), margin, grid.size);
  if (settings.filter === null) return { measured, unfiltered: measured, filter: null };
  const wanted = looksAround ? allOf(measured) : regions.map(({ spans }) => spans).reduce(unionOfSpans);
  const filter = planFilter(settings.filter, { imageSize: grid.size, spacingMm: grid.spacingMm, wanted });
  return { measured, unfiltered: union(filter.needs, measured), filter };
}

const sameBox = (one: Box, other: Box): boolean => [0, 1, 2].every((axis) => one.low[axis] === other.low[axis] && one.high[axis] === other.high[axis]);

/**
 * Images of one volume for settings that share interpolation and approach, one after another: an image before its filter
 * is kept for the next that needs the same part of it, and so are the first convolutions of its filter. `forget` lets go of them.
 */
export function imagesOf(volume: Volume, target: Target): { readonly under: (settings: ExtractionSettings, regions: readonly Placed[]) => Images; readonly forget: () => void } {
  let last: Omit<Images, 'measured'> & { readonly way: Way } | null = null;
  const forget = (): void => { last = null; };
  return {
    forget,
    under(settings, regions) {
      const plan = planOf(settings, target, regions);
      if (last !== null && !sameBox(last.unfiltered.box, plan.unfiltered)) forget();
      last ??= { unfiltered: interpolated(volume, settings, target, plan.unfiltered), intensityMasks: new Map(), way: [] };
      const { unfiltered, intensityMasks, way } = last;
      const measured = plan.filter === null ? unfiltered : { box: plan.measured, imageSize: target.grid.size, voxels: plan.filter.respond(unfiltered, way) };
      return { measured, unfiltered, intensityMasks };
    },
  };
}
