import { boundingBox, boxSize, type Triple } from './preprocessing/box.js';
import type { Roi } from './roi.js';
import type { Grid, Volume } from './volume.js';

/** IBSI's diagnostic features (reference manual 4) by tag; what a step left empty is not there. */
export type Diagnostics = Readonly<Record<string, number>>;

const sides = ['x', 'y', 'z'];
/** Until re-segmentation the intensity mask and the morphological mask are one. */
const bothMasks = ['int_mask', 'morph_mask'];

const threeOf = (values: Triple, tag: (side: string) => string): Record<string, number> =>
  Object.fromEntries(values.map((value, axis) => [tag(sides[axis]), value]));

const gridDiagnostics = (grid: Grid, step: string): Record<string, number> => ({
  ...threeOf(grid.size, (side) => `img_dim_${side}_${step}_img`), ...threeOf(grid.spacingMm, (side) => `vox_dim_${side}_${step}_img`),
  ...threeOf(grid.size, (side) => `int_mask_dim_${side}_${step}_roi`),
});

interface Spread { readonly mean: number; readonly min: number; readonly max: number; readonly count: number }

/** Mean, minimum and maximum of an image. */
function wholeSpread(voxels: Float32Array): Spread {
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < voxels.length; i += 1) {
    const value = voxels[i];
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { mean: sum / voxels.length, min, max, count: voxels.length };
}

/** The same inside a mask. */
function spreadInside(voxels: Float32Array | Float64Array, mask: Uint8Array): Spread {
  let sum = 0;
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  const end = mask.lastIndexOf(1);
  for (let i = Math.max(0, mask.indexOf(1)); i <= end; i += 1) {
    if (mask[i] === 0) continue;
    const value = voxels[i];
    count += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { mean: sum / count, min, max, count };
}

function maskDiagnostics(names: readonly string[], step: string, mask: Uint8Array, size: Triple): Record<string, number> {
  const box = boundingBox(mask, size);
  let count = 0;
  for (let i = 0; i < mask.length; i += 1) count += mask[i];
  return names.reduce<Record<string, number>>((all, name) => ({
    ...all, [`${name}_vox_count_${step}_roi`]: count, ...(box === null ? {} : threeOf(boxSize(box), (side) => `${name}_bb_dim_${side}_${step}_roi`)),
  }), {});
}

function intensityDiagnostics(step: string, voxels: Float32Array | Float64Array, mask: Uint8Array): Record<string, number> {
  const { mean, min, max, count } = spreadInside(voxels, mask);
  return count === 0 ? {} : { [`int_mask_mean_int_${step}_roi`]: mean, [`int_mask_min_int_${step}_roi`]: min, [`int_mask_max_int_${step}_roi`]: max };
}

/** Of the image and the mask as they came. */
export function initialDiagnostics(volume: Volume, mask: Uint8Array): Diagnostics {
  const { mean, min, max } = wholeSpread(volume.voxels);
  return {
    ...gridDiagnostics(volume.grid, 'init'), mean_int_init_img: mean, min_int_init_img: min, max_int_init_img: max,
    ...maskDiagnostics(bothMasks, 'init', mask, volume.grid.size),
    ...intensityDiagnostics('init', volume.voxels, mask),
  };
}

/** After interpolation and after re-segmentation. The intensities of the interpolated image beyond the ROI are not computed. */
export function preparedDiagnostics(grid: Grid, roi: Roi | null): Diagnostics {
  const image = gridDiagnostics(grid, 'interp');
  if (roi === null) return { ...image, int_mask_vox_count_interp_roi: 0, morph_mask_vox_count_interp_roi: 0 };
  const { size } = roi.grid;
  return {
    ...image, ...maskDiagnostics(bothMasks, 'interp', roi.morphological, size),
    ...intensityDiagnostics('interp', roi.intensities, roi.morphological),
    ...threeOf(grid.size, (side) => `int_mask_dim_${side}_reseg_roi`), ...maskDiagnostics(['int_mask'], 'reseg', roi.intensityMask, size),
    ...maskDiagnostics(['morph_mask'], 'reseg', roi.morphological, size),
    ...intensityDiagnostics('reseg', roi.intensities, roi.intensityMask),
  };
}
