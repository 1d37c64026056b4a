import type { Mask } from '../volume.js';
import { gridRefusal, refuse, type RegionRefusal } from './refusal.js';
import type { FeatureMap, Range } from './standardise.js';

/** More would be shades, and slow to find. */
const mostHabitats = 12;

export interface HabitatSettings {
  /** How many habitats, 2 to 12, or the range in which the simplified silhouette chooses, both ends included. */
  readonly k: number | { readonly from: number; readonly to: number };
}

/** Checked, and ready to be standardised. */
export interface HabitatInput {
  readonly kind: 'checked';
  /** Indices of the voxels inside the mask, ascending. */
  readonly inside: Int32Array;
  /** Smallest and largest value of each map inside the mask. */
  readonly ranges: readonly Range[];
  readonly from: number;
  readonly to: number;
}

function insideOf({ voxels }: Mask): Int32Array {
  const inside = new Int32Array(voxels.length);
  let count = 0;
  for (let i = 0; i < voxels.length; i += 1) if (voxels[i] !== 0) inside[count++] = i;
  return inside.slice(0, count);
}

/** Null when a value is no finite number, or the difference of two is not. */
function rangeOf({ voxels }: FeatureMap, inside: Int32Array): Range | null {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < inside.length; i += 1) {
    const value = voxels[inside[i]];
    if (!Number.isFinite(value)) return null;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return Number.isFinite(high - low) ? [low, high] : null;
}

function refusalOf(mask: Mask, maps: readonly FeatureMap[], [from, to]: readonly [number, number]): RegionRefusal | null {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 2 && from <= to && to <= mostHabitats)) {
    return refuse('k-invalid', `the number of habitats is an integer from 2 to ${mostHabitats}, or an ascending range of them, not ${from === to ? from : `${from} to ${to}`}`);
  }
  if (maps.length === 0) return refuse('no-maps', 'habitats need at least one feature map');
  return maps.map((map, m) => gridRefusal(mask, map, `feature map ${m + 1}`)).find((refusal) => refusal !== null) ?? null;
}

export function checkInput(mask: Mask, maps: readonly FeatureMap[], { k }: HabitatSettings): HabitatInput | RegionRefusal {
  const [from, to] = typeof k === 'number' ? [k, k] : [k.from, k.to];
  const refusal = refusalOf(mask, maps, [from, to]);
  if (refusal !== null) return refusal;
  const inside = insideOf(mask);
  if (inside.length === 0) return refuse('mask-empty', 'the mask holds no voxel');
  const ranges = maps.map((map) => rangeOf(map, inside));
  const finite = ranges.filter((range) => range !== null);
  if (finite.length === maps.length) return { kind: 'checked', inside, ranges: finite, from, to };
  return refuse('map-not-finite', `feature map ${ranges.indexOf(null) + 1} has a value inside the mask that is no finite number`);
}
