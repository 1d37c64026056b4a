import { boundingBox, boxSize, perAxis, type Box, type Triple } from './preprocessing/box.js';
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

/** The same inside a mask, of which `box` holds every voxel. */
function spreadInside(voxels: Float32Array | Float64Array, mask: Uint8Array, [nx, ny]: Triple, { low, high }: Box): Spread {
  let sum = 0;
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let z = low[2]; z <= high[2]; z += 1) {
    for (let y = low[1]; y <= high[1]; y += 1) {
      const row = nx * (y + ny * z);
      for (let i = row + low[0]; i <= row + high[0]; i += 1) {
        if (mask[i] === 0) continue;
        const value = voxels[i];
        count += 1;
        sum += value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return { mean: sum / count, min, max, count };
}

/** Both masks, or the one that is named, on a grid with its intensities. */
function maskDiagnostics(names: readonly string[], step: string, { count }: Spread, box: Box | null): Record<string, number> {
  return Object.assign({}, ...names.map((name) => ({
    [`${name}_vox_count_${step}_roi`]: count, ...(box === null ? {} : threeOf(boxSize(box), (side) => `${name}_bb_dim_${side}_${step}_roi`)),
  }))) as Record<string, number>;
}

const intensityDiagnostics = (step: string, { mean, min, max, count }: Spread): Record<string, number> =>
  (count === 0 ? {} : { [`int_mask_mean_int_${step}_roi`]: mean, [`int_mask_min_int_${step}_roi`]: min, [`int_mask_max_int_${step}_roi`]: max });

const nothing: Spread = { mean: Number.NaN, min: Infinity, max: -Infinity, count: 0 };

/** Of the image and the mask as they came; `box` is the mask's bounding box. */
export function initialDiagnostics(volume: Volume, mask: Uint8Array, box: Box): Diagnostics {
  const { mean, min, max } = wholeSpread(volume.voxels);
  const inside = spreadInside(volume.voxels, mask, volume.grid.size, box);
  return {
    ...gridDiagnostics(volume.grid, 'init'), mean_int_init_img: mean, min_int_init_img: min, max_int_init_img: max,
    ...maskDiagnostics(bothMasks, 'init', inside, box), ...intensityDiagnostics('init', inside),
  };
}

/** After interpolation and after re-segmentation. The intensities of the interpolated image beyond the ROI are not computed. */
export function preparedDiagnostics(grid: Grid, roi: Roi | null): Diagnostics {
  const image = gridDiagnostics(grid, 'interp');
  if (roi === null) return { ...image, int_mask_vox_count_interp_roi: 0, morph_mask_vox_count_interp_roi: 0 };
  const { intensities, morphological, intensityMask, grid: { size } } = roi;
  const whole: Box = { low: [0, 0, 0], high: perAxis((axis) => size[axis] - 1) };
  const before = spreadInside(intensities, morphological, size, whole);
  const box = intensityMask === morphological ? whole : boundingBox(intensityMask, size);
  const after = intensityMask === morphological ? before : box === null ? nothing : spreadInside(intensities, intensityMask, size, box);
  return {
    ...image, ...maskDiagnostics(bothMasks, 'interp', before, whole), ...intensityDiagnostics('interp', before),
    ...threeOf(grid.size, (side) => `int_mask_dim_${side}_reseg_roi`), ...maskDiagnostics(['int_mask'], 'reseg', after, box),
    ...maskDiagnostics(['morph_mask'], 'reseg', before, whole), ...intensityDiagnostics('reseg', after),
  };
}
