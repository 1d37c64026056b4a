import { type Grid, voxelCentre } from './grid.js';
import type { Limb } from './limb.js';

const corners = 120;

/** A closed outline on one slice of a grid. */
export interface Outline {
  readonly slice: number;
  readonly pointsMm: readonly (readonly [number, number, number])[];
}

/** Distance from the lesion's axis to its surface along a direction, by bisection; the lesion is star-shaped. */
function radiusAlong(isInside: (radius: number) => boolean): number {
  let [inside, outside] = [0, 200];
  for (let k = 0; k < 24; k += 1) {
    const middle = (inside + outside) / 2;
    if (isInside(middle)) inside = middle; else outside = middle;
  }
  return inside;
}

/** Outline of the lesion on every slice it crosses, corners to 0.01 mm. */
export function lesionOutlines(limb: Limb, grid: Grid): readonly Outline[] {
  const [cx, cy] = limb.lesionCentre;
  const round = (value: number): number => Math.round(value * 100) / 100;
  return Array.from({ length: grid.size[2] }, (_, slice) => {
    const z = voxelCentre(grid, 0, 0, slice)[2];
    if (limb.lesionDistance([cx, cy, z]) >= 1) return { slice, pointsMm: [] };
    const pointsMm = Array.from({ length: corners }, (__, k) => {
      const [dx, dy] = [Math.cos((2 * Math.PI * k) / corners), Math.sin((2 * Math.PI * k) / corners)];
      const radius = radiusAlong((r) => limb.lesionDistance([cx + r * dx, cy + r * dy, z]) < 1);
      return [round(cx + radius * dx), round(cy + radius * dy), round(z)] as const;
    });
    return { slice, pointsMm };
  }).filter(({ pointsMm }) => pointsMm.length > 0);
}
