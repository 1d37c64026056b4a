import { aggregations, catalogueEntry, defaultSettings, type ExtractionSettings, type Grid, type Mask, type Volume } from '../radiomics/index.js';

// The digital phantom of the Image Biomarker Standardisation Initiative and its reference values (CC BY 4.0; design
// Alex Zwanenburg, https://github.com/theibsi/data_sets; values doi:10.1148/radiol.2020191145).

const grid: Grid = { size: [5, 4, 4], spacingMm: [2, 2, 2], affine: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] };

/** A slice a line, a row a word, a voxel a digit. */
const intensities = [
  '14411 14611 41641 44641',
  '14411 11611 11311 44611',
  '14411 11111 11911 11611',
  '14411 11111 11111 11611',
];
const inside = [
  '11111 11111 11111 11111',
  '11111 11111 01111 11111',
  '11100 11111 11011 11111',
  '11100 11111 11111 11111',
];

const digits = (slices: readonly string[]): number[] => Array.from(slices.join('').replaceAll(' ', ''), Number);

/** The phantom: 5 × 4 × 4 voxels of 2 mm, 74 of them in the mask. */
export const phantom: { readonly volume: Volume; readonly mask: Mask } = {
  volume: { grid, voxels: Float32Array.from(digits(intensities)) }, mask: { grid, voxels: Uint8Array.from(digits(inside)) },
};

/** As it is, no discretisation: the intensities are grey levels. */
export const phantomSettings: ExtractionSettings = { ...defaultSettings, discretisation: null, aggregation: aggregations };

/** By feature: value and tolerance, for each of its aggregations in the catalogue's order. */
const standardised: Readonly<Record<string, readonly number[]>> = {
  morph_volume: [556, 4], morph_vol_approx: [592, 4], morph_area_mesh: [388, 3], morph_av: [0.698, 0.004], morph_comp_1: [0.0411, 0.0003],
  morph_comp_2: [0.599, 0.004], morph_sph_dispr: [1.19, 0.01], morph_sphericity: [0.843, 0.005], morph_asphericity: [0.186, 0.001],
  morph_com: [0.672, 0.004], morph_diam: [13.1, 0.1], morph_pca_maj_axis: [11.4, 0.1], morph_pca_min_axis: [9.31, 0.06],
  morph_pca_least_axis: [8.54, 0.05], morph_pca_elongation: [0.816, 0.005], morph_pca_flatness: [0.749, 0.005], morph_vol_dens_aabb: [0.869, 0.005],
  morph_area_dens_aabb: [0.866, 0.005], morph_vol_dens_aee: [1.17, 0.01], morph_area_dens_aee: [1.36, 0.01], morph_vol_dens_conv_hull: [0.961, 0.006],
  morph_area_dens_conv_hull: [1.03, 0.01], morph_integ_int: [1200, 10], morph_moran_i: [0.0397, 0.0003], morph_geary_c: [0.974, 0.006],
  loc_peak_loc: [2.6, 0], loc_peak_glob: [3.1, 0], stat_mean: [2.15, 0], stat_var: [3.05, 0], stat_skew: [1.08, 0], stat_kurt: [-0.355, 0],
  stat_median: [1, 0], stat_min: [1, 0], stat_p10: [1, 0], stat_p90: [4, 0], stat_max: [6, 0], stat_iqr: [3, 0], stat_range: [5, 0],
  stat_mad: [1.55, 0], stat_rmad: [1.11, 0], stat_medad: [1.15, 0], stat_cov: [0.812, 0], stat_qcod: [0.6, 0], stat_energy: [567, 0],
  stat_rms: [2.77, 0], ih_mean: [2.15, 0], ih_var: [3.05, 0], ih_skew: [1.08, 0], ih_kurt: [-0.355, 0], ih_median: [1, 0], ih_min: [1, 0],
  ih_p10: [1, 0], ih_p90: [4, 0], ih_max: [6, 0], ih_mode: [1, 0], ih_iqr: [3, 0], ih_range: [5, 0], ih_mad: [1.55, 0], ih_rmad: [1.11, 0],
  ih_medad: [1.15, 0], ih_cov: [0.812, 0], ih_qcod: [0.6, 0], ih_entropy: [1.27, 0], ih_uniformity: [0.512, 0], ih_max_grad: [8, 0],
  ih_max_grad_g: [3, 0], ih_min_grad: [-50, 0], ih_min_grad_g: [1, 0], ivh_v10: [0.324, 0], ivh_v90: [0.0946, 0], ivh_i10: [5, 0], ivh_i90: [2, 0],
  ivh_diff_v10_v90: [0.23, 0], ivh_diff_i10_i90: [3, 0], cm_joint_max: [0.519, 0, 0.512, 0, 0.489, 0, 0.492, 0, 0.503, 0, 0.509, 0],
  cm_joint_avg: [2.14, 0, 2.14, 0, 2.2, 0, 2.2, 0, 2.14, 0, 2.15, 0], cm_joint_var: [2.69, 0, 2.71, 0, 3.22, 0, 3.24, 0, 3.1, 0, 3.13, 0],
  cm_joint_entr: [2.05, 0, 2.24, 0, 2.48, 0, 2.61, 0, 2.4, 0, 2.57, 0], cm_diff_avg: [1.42, 0, 1.4, 0, 1.46, 0, 1.44, 0, 1.43, 0, 1.38, 0],
  cm_diff_var: [2.9, 0, 3.06, 0, 3.11, 0, 3.23, 0, 3.06, 0, 3.21, 0], cm_diff_entr: [1.4, 0, 1.49, 0, 1.61, 0, 1.67, 0, 1.56, 0, 1.64, 0],
  cm_sum_avg: [4.28, 0, 4.29, 0, 4.41, 0, 4.41, 0, 4.29, 0, 4.3, 0], cm_sum_var: [5.47, 0, 5.66, 0, 7.48, 0, 7.65, 0, 7.07, 0, 7.41, 0],
  cm_sum_entr: [1.6, 0, 1.79, 0, 2.01, 0, 2.14, 0, 1.92, 0, 2.11, 0], cm_energy: [0.368, 0, 0.352, 0, 0.286, 0, 0.277, 0, 0.303, 0, 0.291, 0],
  cm_contrast: [5.28, 0, 5.19, 0, 5.39, 0, 5.29, 0, 5.32, 0, 5.12, 0], cm_dissimilarity: [1.42, 0, 1.4, 0, 1.46, 0, 1.44, 0, 1.43, 0, 1.38, 0],
  cm_inv_diff: [0.678, 0, 0.683, 0, 0.668, 0, 0.673, 0, 0.677, 0, 0.688, 0],
  cm_inv_diff_norm: [0.851, 0, 0.854, 0, 0.847, 0, 0.85, 0, 0.851, 0, 0.856, 0],
  cm_inv_diff_mom: [0.619, 0, 0.625, 0, 0.606, 0, 0.613, 0, 0.618, 0, 0.631, 0],
  cm_inv_diff_mom_norm: [0.899, 0, 0.901, 0, 0.897, 0, 0.899, 0, 0.898, 0, 0.902, 0],
  cm_inv_var: [0.0567, 0, 0.0553, 0, 0.0597, 0, 0.0582, 0, 0.0604, 0, 0.0574, 0],
  cm_corr: [-0.0121, 0, 0.0173, 0, 0.178, 0, 0.182, 0, 0.157, 0, 0.183, 0], cm_auto_corr: [5.09, 0, 5.14, 0, 5.4, 0, 5.45, 0, 5.06, 0, 5.19, 0],
  cm_clust_tend: [5.47, 0, 5.66, 0, 7.48, 0, 7.65, 0, 7.07, 0, 7.41, 0], cm_clust_shade: [7, 0, 6.98, 0, 16.6, 0, 16.4, 0, 16.6, 0, 17.4, 0],
  cm_clust_prom: [79.1, 0, 80.4, 0, 147, 0, 142, 0, 145, 0, 147, 0],
  cm_info_corr1: [-0.155, 0, -0.0341, 0, -0.124, 0, -0.0334, 0, -0.157, 0, -0.0288, 0],
  cm_info_corr2: [0.487, 0, 0.263, 0, 0.487, 0, 0.291, 0, 0.52, 0, 0.269, 0], rlm_sre: [0.641, 0, 0.661, 0, 0.665, 0, 0.68, 0, 0.705, 0, 0.729, 0],
  rlm_lre: [3.78, 0, 3.51, 0, 3.46, 0, 3.27, 0, 3.06, 0, 2.76, 0], rlm_lgre: [0.604, 0, 0.609, 0, 0.58, 0, 0.585, 0, 0.603, 0, 0.607, 0],
  rlm_hgre: [9.82, 0, 9.74, 0, 10.3, 0, 10.2, 0, 9.7, 0, 9.64, 0], rlm_srlge: [0.294, 0, 0.311, 0, 0.296, 0, 0.312, 0, 0.352, 0, 0.372, 0],
  rlm_srhge: [8.57, 0, 8.67, 0, 9.03, 0, 9.05, 0, 8.54, 0, 8.67, 0], rlm_lrlge: [3.14, 0, 2.92, 0, 2.79, 0, 2.63, 0, 2.39, 0, 2.16, 0],
  rlm_lrhge: [17.4, 0, 16.1, 0, 17.9, 0, 17, 0, 17.6, 0, 15.6, 0], rlm_glnu: [5.2, 0, 20.5, 0, 19.5, 0, 77.1, 0, 21.8, 0, 281, 0],
  rlm_glnu_norm: [0.46, 0, 0.456, 0, 0.413, 0, 0.412, 0, 0.43, 0, 0.43, 0], rlm_rlnu: [6.12, 0, 21.6, 0, 22.3, 0, 83.2, 0, 26.9, 0, 328, 0],
  rlm_rlnu_norm: [0.492, 0, 0.441, 0, 0.461, 0, 0.445, 0, 0.513, 0, 0.501, 0], rlm_r_perc: [0.627, 0, 0.627, 0, 0.632, 0, 0.632, 0, 0.68, 0, 0.68, 0],
  rlm_gl_var: [3.35, 0, 3.37, 0, 3.58, 0, 3.59, 0, 3.46, 0, 3.48, 0], rlm_rl_var: [0.761, 0, 0.778, 0, 0.758, 0, 0.767, 0, 0.574, 0, 0.598, 0],
  rlm_rl_entr: [2.17, 0, 2.57, 0, 2.52, 0, 2.76, 0, 2.43, 0, 2.62, 0], szm_sze: [0.363, 0, 0.368, 0, 0.255, 0], szm_lze: [43.9, 0, 34.2, 0, 550, 0],
  szm_lgze: [0.371, 0, 0.368, 0, 0.253, 0], szm_hgze: [16.4, 0, 16.2, 0, 15.6, 0], szm_szlge: [0.0259, 0, 0.0295, 0, 0.0256, 0],
  szm_szhge: [10.3, 0, 9.87, 0, 2.76, 0], szm_lzlge: [40.4, 0, 30.6, 0, 503, 0], szm_lzhge: [113, 0, 107, 0, 1490, 0],
  szm_glnu: [1.41, 0, 5.44, 0, 1.4, 0], szm_glnu_norm: [0.323, 0, 0.302, 0, 0.28, 0], szm_zsnu: [1.49, 0, 3.44, 0, 1, 0],
  szm_zsnu_norm: [0.333, 0, 0.191, 0, 0.2, 0], szm_z_perc: [0.24, 0, 0.243, 0, 0.0676, 0], szm_gl_var: [3.97, 0, 3.92, 0, 2.64, 0],
  szm_zs_var: [21, 0, 17.3, 0, 331, 0], szm_zs_entr: [1.93, 0, 3.08, 0, 2.32, 0], dzm_sde: [0.946, 0, 0.917, 0, 1, 0],
  dzm_lde: [1.21, 0, 1.33, 0, 1, 0], dzm_lgze: [0.371, 0, 0.368, 0, 0.253, 0], dzm_hgze: [16.4, 0, 16.2, 0, 15.6, 0],
  dzm_sdlge: [0.367, 0, 0.362, 0, 0.253, 0], dzm_sdhge: [15.2, 0, 14.3, 0, 15.6, 0], dzm_ldlge: [0.386, 0, 0.391, 0, 0.253, 0],
  dzm_ldhge: [21.3, 0, 23.7, 0, 15.6, 0], dzm_glnu: [1.41, 0, 5.44, 0, 1.4, 0], dzm_glnu_norm: [0.323, 0, 0.302, 0, 0.28, 0],
  dzm_zdnu: [3.79, 0, 14.4, 0, 5, 0], dzm_zdnu_norm: [0.898, 0, 0.802, 0, 1, 0], dzm_z_perc: [0.24, 0, 0.243, 0, 0.0676, 0],
  dzm_gl_var: [3.97, 0, 3.92, 0, 2.64, 0], dzm_zd_var: [0.051, 0, 0.0988, 0, 0, 0], dzm_zd_entr: [1.73, 0, 2, 0, 1.92, 0],
  ngt_coarseness: [0.121, 0, 0.0285, 0, 0.0296, 0], ngt_contrast: [0.925, 0, 0.601, 0, 0.584, 0], ngt_busyness: [2.99, 0, 6.8, 0, 6.54, 0],
  ngt_complexity: [10.4, 0, 14.1, 0, 13.5, 0], ngt_strength: [2.88, 0, 0.741, 0, 0.763, 0], ngl_lde: [0.158, 0, 0.159, 0, 0.045, 0],
  ngl_hde: [19.2, 0, 18.8, 0, 109, 0], ngl_lgce: [0.702, 0, 0.693, 0, 0.693, 0], ngl_hgce: [7.49, 0, 7.66, 0, 7.66, 0],
  ngl_ldlge: [0.0473, 0, 0.0477, 0, 0.00963, 0], ngl_ldhge: [3.06, 0, 3.07, 0, 0.736, 0], ngl_hdlge: [17.6, 0, 17.2, 0, 102, 0],
  ngl_hdhge: [49.5, 0, 50.8, 0, 235, 0], ngl_glnu: [10.2, 0, 37.9, 0, 37.9, 0], ngl_glnu_norm: [0.562, 0, 0.512, 0, 0.512, 0],
  ngl_dcnu: [3.96, 0, 12.4, 0, 4.86, 0], ngl_dcnu_norm: [0.212, 0, 0.167, 0, 0.0657, 0], ngl_dc_perc: [1, 0, 1, 0, 1, 0],
  ngl_gl_var: [2.7, 0, 3.05, 0, 3.05, 0], ngl_dc_var: [2.73, 0, 3.27, 0, 22.1, 0], ngl_dc_entr: [2.71, 0, 3.36, 0, 4.4, 0],
  ngl_dc_energy: [0.17, 0, 0.122, 0, 0.0533, 0],
};

/** A value that IBSI standardised. */
export interface ReferenceValue {
  readonly tag: string;
  readonly expected: number;
  readonly tolerance: number;
}

/** Every standardised value of the phantom, 482 of them. */
export const phantomReferences: readonly ReferenceValue[] = Object.entries(standardised).flatMap(([feature, numbers]) => {
  const tags = catalogueEntry(feature)?.aggregations.map((aggregation) => `${feature}_${aggregation}`) ?? [];
  return (tags.length === 0 ? [feature] : tags).map((tag, k) => ({ tag, expected: numbers[2 * k], tolerance: numbers[2 * k + 1] }));
});

const rounded = (value: number): number => (value === 0 ? 0 : Number(value.toPrecision(3)));

/** IBSI publishes three significant digits: a value agrees when it does so after rounding, or when it is equal. */
export const agrees = (value: number, { expected, tolerance }: Pick<ReferenceValue, 'expected' | 'tolerance'>): boolean =>
  value === expected || Math.abs(rounded(value) - expected) <= tolerance + 1e-12;
