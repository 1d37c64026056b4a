import { voxelCount } from '../preprocessing/box.js';
import type { Grid, Mask } from '../volume.js';
import { cellsOf } from './cells.js';
import { chooseK, type TriedK } from './choose-k.js';
import type { Grouping } from './grouping.js';
import { checkInput, type HabitatInput, type HabitatSettings } from './habitat-input.js';
import { kMeans } from './k-means.js';
import { principalAxis } from './principal-axis.js';
import { refuse, type RegionRefusal } from './refusal.js';
import { standardise, type FeatureMap, type Standardised } from './standardise.js';

export interface Habitat {
  /** From 1. */
  readonly label: number;
  readonly voxels: number;
  /** Part of the mask's voxels, 0 to 1. */
  readonly fraction: number;
  readonly volumeMm3: number;
  /** Mean of each map inside the habitat, in the map's unit, in the order the maps were given. */
  readonly centroid: readonly number[];
}

export interface Habitats {
  readonly kind: 'habitats';
  readonly grid: Grid;
  /** 0 outside the mask, else the label of the voxel's habitat. Index order as in Grid. */
  readonly labels: Uint8Array;
  /** In order of their labels: habitats[0] has label 1. */
  readonly habitats: readonly Habitat[];
  /** The direction in which labels ascend: a unit vector over the z-normalised maps as given, 0 for a constant map. */
  readonly axis: readonly number[];
  /** The numbers of habitats that were looked at. */
  readonly tried: readonly TriedK[];
}

/** Groups in ascending order along the axis; groups at one place on it by their values, dimension after dimension. */
function orderAlong(axis: Float64Array, { centres, sizes }: Grouping, { deviation }: Standardised['moments']): readonly number[] {
  const value = (g: number, d: number): number => centres[d + axis.length * g] / deviation[d];
  const along = (g: number): number => axis.reduce((sum, loading, d) => sum + loading * value(g, d), 0);
  return [...sizes.keys()].sort((g, h) => along(g) - along(h) || [...axis.keys()].reduce((before, d) => before || value(g, d) - value(h, d), 0));
}

interface Described {
  readonly grid: Grid;
  readonly input: HabitatInput;
  readonly columns: Standardised['columns'];
}

function describe(group: number, grouping: Grouping, { grid, input, columns }: Described): Omit<Habitat, 'label'> {
  const voxels = grouping.sizes[group];
  const centroid = input.ranges.map(([low], map) => {
    const d = columns.findIndex((column) => column.map === map);
    return d < 0 ? low : columns[d].zero + columns[d].step * grouping.centres[d + columns.length * group];
  });
  const [sx, sy, sz] = grid.spacingMm;
  return { voxels, fraction: voxels / input.inside.length, volumeMm3: voxels * sx * sy * sz, centroid };
}

/**
 * Habitats of a tumour: its voxels in k groups of alike features, by k-means on the maps z-normalised inside the mask (mean
 * 0, population variance 1; a constant map has no weight). Maps lie on the mask's grid. The number of habitats is given,
 * or the one with the highest simplified silhouette in a range, which ends at the number of distinct vectors.
 *
 * There is no chance in it, and no order: the same voxels get the same labels, to the bit, however maps or voxels are
 * arranged. (Only maps with equal mean and range are told apart by where their values stand.) Labels ascend along the
 * first principal axis of the z-normalised maps, whose loadings have a positive sum; when they cancel, the map with the
 * largest mean has a positive loading.
 */
export function findHabitats(mask: Mask, maps: readonly FeatureMap[], settings: HabitatSettings): Habitats | RegionRefusal {
  const input = checkInput(mask, maps, settings);
  if (input.kind === 'refused') return input;
  const { vectors, moments, columns } = standardise(maps, input.inside, input.ranges);
  const cells = cellsOf(vectors, moments);
  if (cells.count < input.from) {
    return refuse('too-few-distinct-vectors', `${input.from} habitats need as many distinct feature vectors inside the mask, which has ${cells.count}`);
  }
  const { centres, tried } = chooseK({ vectors, cells, moments }, input.from, Math.min(input.to, cells.count));
  const grouping = kMeans(vectors, centres, moments);
  const axis = principalAxis(moments.correlation);
  const order = orderAlong(axis, grouping, moments);
  const labels = new Uint8Array(voxelCount(mask.grid.size));
  const labelOf = Uint8Array.from(order.keys(), (group) => order.indexOf(group) + 1);
  input.inside.forEach((voxel, i) => { labels[voxel] = labelOf[grouping.labels[i]]; });
  return {
    kind: 'habitats', grid: mask.grid, labels, tried,
    habitats: order.map((group, rank) => ({ label: rank + 1, ...describe(group, grouping, { grid: mask.grid, input, columns }) })),
    axis: maps.map((_, map) => axis[columns.findIndex((column) => column.map === map)] ?? 0),
  };
}

/** One habitat as a mask, to measure its features; a label that no habitat has gives an empty mask. */
export const habitatMask = ({ grid, labels }: Pick<Habitats, 'grid' | 'labels'>, label: number): Mask =>
  ({ grid, voxels: labels.map((of) => (of === label && of > 0 ? 1 : 0)) });
