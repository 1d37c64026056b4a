import type { Grid } from '../radiomics/index.js';

/** The slice with the largest cross-section of a mask; the first of them where there are several. */
export function keySlice(mask: Uint8Array, { size: [nx, ny, nz] }: Pick<Grid, 'size'>): number {
  let [best, most] = [0, -1];
  for (let z = 0; z < nz; z += 1) {
    const area = mask.subarray(z * nx * ny, (z + 1) * nx * ny).reduce((sum, one) => sum + one, 0);
    if (area > most) [best, most] = [z, area];
  }
  return best;
}

/** Greys from black to white: at and below `low` black, at and above `high` white. */
export interface Window {
  readonly low: number;
  readonly high: number;
}

/** Soft tissue of the abdomen, in HU: centre 40, width 400. */
const softTissue: Window = { low: -160, high: 240 };

/** Values of a slice inside the box that encloses the mask on it, ascending. */
function valuesInBox(slice: Float32Array, mask: Uint8Array, columns: number): Float32Array {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < mask.length; i += 1) {
    if (mask[i] === 0) continue;
    const [x, y] = [i % columns, Math.floor(i / columns)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return slice.filter((_, i) => i % columns >= left && i % columns <= right && i >= top * columns && i < (bottom + 1) * columns).sort();
}

/** How a slice is shown: CT in the soft-tissue window; other modalities, whose greys mean nothing by themselves, from the 1st to the 99th percentile of what is in the mask's box. */
export function windowOf({ modality, slice, mask, columns }: { readonly modality: string; readonly slice: Float32Array; readonly mask: Uint8Array; readonly columns: number }): Window {
  if (modality === 'CT') return softTissue;
  const values = valuesInBox(slice, mask, columns);
  const at = (part: number): number => values[Math.round(part * (values.length - 1))] ?? 0;
  const [low, high] = [at(0.01), at(0.99)];
  return high > low ? { low, high } : { low: low - 1, high: low + 1 };
}

/** A value as a grey from 0 to 255. */
export const greyOf = (value: number, { low, high }: Window): number => Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
