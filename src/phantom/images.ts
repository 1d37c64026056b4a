import { blur } from './blur.js';
import type { TimePointTruth } from './course.js';
import { type Grid, onGrid } from './grid.js';
import type { Limb, Tissue } from './limb.js';
import { gaussianAt } from './noise.js';

/** SUV of the tissues that are not part of the lesion. */
const backgroundSuv = { air: 0, fat: 0.25, muscle: 0.7, 'cortical-bone': 0.4, marrow: 1.1, oedema: 1.1 } as const;

/** Body-weight SUV of a limb on a PET grid: the rim is heterogeneous, the scanner blurs by 6 mm, noise grows with the square root of uptake. */
export function petSuv(limb: Limb, { rimSuv }: Pick<TimePointTruth, 'rimSuv'>, { grid, seed }: { readonly grid: Grid; readonly seed: number }): Float64Array {
  const uptake = onGrid(grid, (point) => {
    const tissue = limb.tissueAt(point);
    if (tissue === 'rim') return rimSuv * (1 + 0.5 * limb.textureAt(point));
    return tissue === 'necrosis' ? 0.6 + 0.08 * rimSuv : backgroundSuv[tissue];
  });
  const [nx, ny] = grid.size;
  return blur(uptake, grid, 6).map((suv, index) => Math.max(0, suv + 0.06 * Math.sqrt(suv) * gaussianAt(seed, [index % nx, Math.floor(index / nx) % ny, Math.floor(index / (nx * ny))])));
}

export type Sequence = 'T1' | 'T2';

/** Signal of each tissue, in arbitrary units: T1 without fat suppression, T2 with. */
const signal: Readonly<Record<Sequence, Readonly<Record<Tissue, number>>>> = {
  T1: { air: 0, fat: 900, muscle: 350, 'cortical-bone': 40, marrow: 800, oedema: 300, rim: 390, necrosis: 250 },
  T2: { air: 0, fat: 150, muscle: 190, 'cortical-bone': 20, marrow: 140, oedema: 620, rim: 560, necrosis: 950 },
};

const noiseLevel = 14;

/** MR magnitude: tissue contrast, heterogeneity of the rim, a smooth bias field of ±8 %, Rician noise. */
export function mrSignal(limb: Limb, sequence: Sequence, { grid, seed }: { readonly grid: Grid; readonly seed: number }): Float64Array {
  const reachMm = (grid.size[0] * grid.spacingMm[0]) / 2;
  return onGrid(grid, (point, voxel) => {
    const tissue = limb.tissueAt(point);
    const texture = tissue === 'rim' ? 1 + 0.3 * limb.textureAt(point) : 1;
    const bias = 1 + (0.08 * (point[0] + point[1])) / (2 * reachMm);
    const real = signal[sequence][tissue] * texture * bias + noiseLevel * gaussianAt(seed, voxel);
    return Math.hypot(real, noiseLevel * gaussianAt(seed + 13, voxel));
  });
}
