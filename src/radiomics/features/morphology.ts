import { ellipsoidArea, ellipsoidVolume } from '../geometry/ellipsoid.js';
import { cbrt } from '../numbers/cbrt.js';
import { cube, norm, square } from '../numbers/powers.js';
import { absent, type FeatureTable, type Value } from './measured.js';
import type { Shape } from './shape.js';

const volume = (s: Shape): number => s.surface().volumeMm3;
const area = (s: Shape): number => s.surface().areaMm2;

/** Volume inside the mesh, mm³. RNU0. */
export const meshVolume = volume;

/** Voxels × voxel volume, mm³. YEKZ. */
export const voxelCountingVolume = (s: Shape): number => s.positions().count * s.roi.grid.spacingMm.reduce((product, mm) => product * mm, 1);

/** Area of the mesh, mm². C0JK. */
export const surfaceArea = area;

/** A / V, 1/mm. 2PR5. */
export const surfaceToVolumeRatio = (s: Shape): number => area(s) / volume(s);

/** V / (√π A^1.5). SKGS. */
export const compactness1 = (s: Shape): number => volume(s) / (Math.sqrt(Math.PI) * area(s) * Math.sqrt(area(s)));

/** 36 π V² / A³. BQWJ. */
export const compactness2 = (s: Shape): number => 36 * Math.PI * square(volume(s)) / cube(area(s));

/** A / (36 π V²)^⅓. KRCK. */
export const sphericalDisproportion = (s: Shape): number => area(s) / cbrt(36 * Math.PI * square(volume(s)));

/** (36 π V²)^⅓ / A. QCFX. */
export const sphericity = (s: Shape): number => 1 / sphericalDisproportion(s);

/** (A³ / (36 π V²))^⅓ − 1. 25C7. */
export const asphericity = (s: Shape): number => sphericalDisproportion(s) - 1;

/** Distance of the centre of the voxels from the centre of the intensities, mm. KLMA. */
export function centreOfMassShift(s: Shape): Value {
  if (s.sample() === null) return absent('mask-empty-after-resegmentation');
  const centre = s.intensityCentre();
  if (centre === null) return absent('mean-is-zero');
  const [x, y, z] = s.positions().centreMm;
  return norm(x - centre[0], y - centre[1], z - centre[2]);
}

/** Largest distance between two vertices of the mesh, mm. L0JK. */
export const maximum3dDiameter = (s: Shape): number => s.hull().diameterMm;

/** 4 √λ of one principal axis, mm: an ellipsoid with the ROI's covariance is so long. */
const axisLength = (axis: number) => (s: Shape): Value => {
  if (s.positions().count === 1) return absent('one-voxel');
  return s.eigenvalues()[axis] === 0 ? absent('flat-shape') : 4 * Math.sqrt(s.eigenvalues()[axis]);
};

/** TDIC. */
export const majorAxisLength = axisLength(0);
/** P9VJ. */
export const minorAxisLength = axisLength(1);
/** 7J51. */
export const leastAxisLength = axisLength(2);

const axisRatio = (axis: number) => (s: Shape): Value => {
  const length = axisLength(axis)(s);
  return typeof length === 'number' ? Math.sqrt(s.eigenvalues()[axis] / s.eigenvalues()[0]) : length;
};

/** √(λ minor / λ major): 1 is round, small is long. Q3CK. */
export const elongation = axisRatio(1);
/** √(λ least / λ major). N17B. */
export const flatness = axisRatio(2);

const boxSides = (s: Shape): number[] => s.roi.grid.size.map((n, axis) => n * s.roi.grid.spacingMm[axis]);

/** V over the volume of the box along the grid's axes around the mesh. PBX1. */
export const volumeDensityBox = (s: Shape): number => volume(s) / boxSides(s).reduce((product, mm) => product * mm, 1);

/** A over the area of that box. R59B. */
export function areaDensityBox(s: Shape): number {
  const [x, y, z] = boxSides(s);
  return area(s) / (2 * (x * y + x * z + y * z));
}

/** With the ellipsoid of semi-axes 2 √λ. */
const withEllipsoid = (compute: (s: Shape, a: number, b: number, c: number) => number) => (s: Shape): Value => {
  if (s.positions().count === 1) return absent('one-voxel');
  const [a, b, c] = s.eigenvalues().map((lambda) => 2 * Math.sqrt(lambda));
  return c === 0 ? absent('flat-shape') : compute(s, a, b, c);
};

/** V over the volume of the approximate enclosing ellipsoid. 6BDE. */
export const volumeDensityEllipsoid = withEllipsoid((s, a, b, c) => volume(s) / ellipsoidVolume(a, b, c));

/** A over its area. RDD2. */
export const areaDensityEllipsoid = withEllipsoid((s, a, b, c) => area(s) / ellipsoidArea(a, b, c));

/** V over the volume of the convex hull of the mesh. R3ER. */
export const volumeDensityHull = (s: Shape): number => volume(s) / s.hull().volumeMm3;

/** A over its area. 7T7F. */
export const areaDensityHull = (s: Shape): number => area(s) / s.hull().areaMm2;

/** Mean intensity × V. 99N0. */
export function integratedIntensity(s: Shape): Value {
  const sample = s.sample();
  return sample === null ? absent('mask-empty-after-resegmentation') : sample.mean * volume(s);
}

const spatial = (compute: (s: Shape, variance: number, n: number) => number) => (s: Shape): Value => {
  const sample = s.sample();
  if (sample === null) return absent('mask-empty-after-resegmentation');
  if (sample.sorted.length === 1) return absent('one-voxel');
  return sample.moments[0] === 0 ? absent('flat-intensities') : compute(s, sample.moments[0], sample.sorted.length);
};

/** N / Σw · Σ w (x_i − μ)(x_j − μ) / Σ (x − μ)², w = 1 / distance. N365. */
export const moransI = spatial((s, variance) => s.pairs().products / (s.pairs().weights * variance));

/** (N − 1) / (2 Σw) · Σ w (x_i − x_j)² / Σ (x − μ)². NPT7. */
export const gearysC = spatial((s, variance, n) => (n - 1) / n * (s.pairs().squares - s.pairs().products) / (s.pairs().weights * variance));

/** Morphological features (IBSI HCUG) that IBSI standardised. Shape is the morphological mask's, in 3D, whatever the approach. */
export const morphology: FeatureTable<Shape> = {
  morph_volume: meshVolume, morph_vol_approx: voxelCountingVolume, morph_area_mesh: surfaceArea, morph_av: surfaceToVolumeRatio,
  morph_comp_1: compactness1, morph_comp_2: compactness2, morph_sph_dispr: sphericalDisproportion, morph_sphericity: sphericity,
  morph_asphericity: asphericity, morph_com: centreOfMassShift, morph_diam: maximum3dDiameter, morph_pca_maj_axis: majorAxisLength,
  morph_pca_min_axis: minorAxisLength, morph_pca_least_axis: leastAxisLength, morph_pca_elongation: elongation, morph_pca_flatness: flatness,
  morph_vol_dens_aabb: volumeDensityBox, morph_area_dens_aabb: areaDensityBox, morph_vol_dens_aee: volumeDensityEllipsoid,
  morph_area_dens_aee: areaDensityEllipsoid, morph_vol_dens_conv_hull: volumeDensityHull, morph_area_dens_conv_hull: areaDensityHull,
  morph_integ_int: integratedIntensity, morph_moran_i: moransI, morph_geary_c: gearysC,
};
