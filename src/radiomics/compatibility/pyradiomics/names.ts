import { catalogueEntry, type Unit } from '../../catalogue.js';
import { fullTag } from '../../features/measured.js';
import type { Aggregation, Family } from '../../settings.js';

/** A feature as PyRadiomics 3.0.1 names it, and what IBSI calls it where both define it alike. */
export interface NamedFeature {
  /** Such as `original_glcm_Contrast`. */
  readonly pyradiomics: string;
  /** Under what the tables of features compute it: IBSI tag without aggregation, or the PyRadiomics name. */
  readonly key: string;
  /** IBSI tag with aggregation; the PyRadiomics name where IBSI defines it otherwise or not at all. */
  readonly tag: string;
  /** IBSI code; empty where IBSI defines it otherwise or not at all. */
  readonly ibsi: string;
  readonly family: Family;
  readonly aggregation: Aggregation | '';
  readonly unit: Unit;
}

interface Group {
  /** `original_` and the class in PyRadiomics. */
  readonly prefix: string;
  readonly family: Family;
  readonly aggregation: Aggregation | '';
  /** Feature in PyRadiomics to IBSI tag. */
  readonly alike?: Readonly<Record<string, string>>;
  /** Features that IBSI defines otherwise or not at all, with their unit. */
  readonly own?: Readonly<Record<string, Unit>>;
}

const shape: Group = {
  prefix: 'original_shape_', family: 'morphology', aggregation: '',
  alike: {
    Elongation: 'morph_pca_elongation', Flatness: 'morph_pca_flatness', Maximum3DDiameter: 'morph_diam', MeshVolume: 'morph_volume',
    Sphericity: 'morph_sphericity', SurfaceArea: 'morph_area_mesh', SurfaceVolumeRatio: 'morph_av', VoxelVolume: 'morph_vol_approx',
  },
  own: {
    LeastAxisLength: 'mm', MajorAxisLength: 'mm', MinorAxisLength: 'mm',
    Maximum2DDiameterColumn: 'mm', Maximum2DDiameterRow: 'mm', Maximum2DDiameterSlice: 'mm',
  },
};

const firstOrder: Group = {
  prefix: 'original_firstorder_', family: 'intensity-statistics', aggregation: '',
  alike: {
    '10Percentile': 'stat_p10', '90Percentile': 'stat_p90', Energy: 'stat_energy', InterquartileRange: 'stat_iqr', Maximum: 'stat_max',
    MeanAbsoluteDeviation: 'stat_mad', Mean: 'stat_mean', Median: 'stat_median', Minimum: 'stat_min', Range: 'stat_range',
    RobustMeanAbsoluteDeviation: 'stat_rmad', RootMeanSquared: 'stat_rms', Skewness: 'stat_skew', Variance: 'stat_var',
  },
  own: { Kurtosis: '1', TotalEnergy: 'intensity2.mm3' },
};

const histogram: Group = {
  prefix: 'original_firstorder_', family: 'intensity-histogram', aggregation: '', alike: { Entropy: 'ih_entropy', Uniformity: 'ih_uniformity' },
};

const glcm: Group = {
  prefix: 'original_glcm_', family: 'glcm', aggregation: '3D_avg',
  alike: {
    Autocorrelation: 'cm_auto_corr', ClusterProminence: 'cm_clust_prom', ClusterShade: 'cm_clust_shade', ClusterTendency: 'cm_clust_tend',
    Contrast: 'cm_contrast', Correlation: 'cm_corr', DifferenceAverage: 'cm_diff_avg', DifferenceEntropy: 'cm_diff_entr',
    DifferenceVariance: 'cm_diff_var', Id: 'cm_inv_diff', Idm: 'cm_inv_diff_mom', Idmn: 'cm_inv_diff_mom_norm', Idn: 'cm_inv_diff_norm',
    Imc1: 'cm_info_corr1', Imc2: 'cm_info_corr2', InverseVariance: 'cm_inv_var', JointAverage: 'cm_joint_avg', JointEnergy: 'cm_energy',
    JointEntropy: 'cm_joint_entr', MaximumProbability: 'cm_joint_max', SumAverage: 'cm_sum_avg', SumEntropy: 'cm_sum_entr', SumSquares: 'cm_joint_var',
  },
  own: { MCC: '1' },
};

const glrlm: Group = {
  prefix: 'original_glrlm_', family: 'glrlm', aggregation: '3D_avg',
  alike: {
    GrayLevelNonUniformity: 'rlm_glnu', GrayLevelNonUniformityNormalized: 'rlm_glnu_norm', GrayLevelVariance: 'rlm_gl_var',
    HighGrayLevelRunEmphasis: 'rlm_hgre', LongRunEmphasis: 'rlm_lre', LongRunHighGrayLevelEmphasis: 'rlm_lrhge',
    LongRunLowGrayLevelEmphasis: 'rlm_lrlge', LowGrayLevelRunEmphasis: 'rlm_lgre', RunEntropy: 'rlm_rl_entr',
    RunLengthNonUniformity: 'rlm_rlnu', RunLengthNonUniformityNormalized: 'rlm_rlnu_norm', RunPercentage: 'rlm_r_perc',
    RunVariance: 'rlm_rl_var', ShortRunEmphasis: 'rlm_sre', ShortRunHighGrayLevelEmphasis: 'rlm_srhge', ShortRunLowGrayLevelEmphasis: 'rlm_srlge',
  },
};

const glszm: Group = {
  prefix: 'original_glszm_', family: 'glszm', aggregation: '3D',
  alike: {
    GrayLevelNonUniformity: 'szm_glnu', GrayLevelNonUniformityNormalized: 'szm_glnu_norm', GrayLevelVariance: 'szm_gl_var',
    HighGrayLevelZoneEmphasis: 'szm_hgze', LargeAreaEmphasis: 'szm_lze', LargeAreaHighGrayLevelEmphasis: 'szm_lzhge',
    LargeAreaLowGrayLevelEmphasis: 'szm_lzlge', LowGrayLevelZoneEmphasis: 'szm_lgze', SizeZoneNonUniformity: 'szm_zsnu',
    SizeZoneNonUniformityNormalized: 'szm_zsnu_norm', SmallAreaEmphasis: 'szm_sze', SmallAreaHighGrayLevelEmphasis: 'szm_szhge',
    SmallAreaLowGrayLevelEmphasis: 'szm_szlge', ZoneEntropy: 'szm_zs_entr', ZonePercentage: 'szm_z_perc', ZoneVariance: 'szm_zs_var',
  },
};

const gldm: Group = {
  prefix: 'original_gldm_', family: 'ngldm', aggregation: '3D',
  alike: {
    DependenceEntropy: 'ngl_dc_entr', DependenceNonUniformity: 'ngl_dcnu', DependenceNonUniformityNormalized: 'ngl_dcnu_norm',
    DependenceVariance: 'ngl_dc_var', GrayLevelNonUniformity: 'ngl_glnu', GrayLevelVariance: 'ngl_gl_var', HighGrayLevelEmphasis: 'ngl_hgce',
    LargeDependenceEmphasis: 'ngl_hde', LargeDependenceHighGrayLevelEmphasis: 'ngl_hdhge', LargeDependenceLowGrayLevelEmphasis: 'ngl_hdlge',
    LowGrayLevelEmphasis: 'ngl_lgce', SmallDependenceEmphasis: 'ngl_lde', SmallDependenceHighGrayLevelEmphasis: 'ngl_ldhge',
    SmallDependenceLowGrayLevelEmphasis: 'ngl_ldlge',
  },
};

const ngtdm: Group = {
  prefix: 'original_ngtdm_', family: 'ngtdm', aggregation: '3D',
  alike: {
    Busyness: 'ngt_busyness', Coarseness: 'ngt_coarseness', Complexity: 'ngt_complexity', Contrast: 'ngt_contrast', Strength: 'ngt_strength',
  },
};

function namedFeatures({ prefix, family, aggregation, alike = {}, own = {} }: Group): NamedFeature[] {
  const standard = Object.entries(alike).map(([name, key]): NamedFeature => {
    const entry = catalogueEntry(key);
    if (entry === undefined) throw new Error(`The table of PyRadiomics names ${key}, which is not in the catalogue.`);
    return { pyradiomics: prefix + name, key, tag: fullTag(key, aggregation), ibsi: entry.ibsi, family, aggregation, unit: entry.unit };
  });
  return [...standard, ...Object.entries(own).map(([name, unit]): NamedFeature =>
    ({ pyradiomics: prefix + name, key: prefix + name, tag: prefix + name, ibsi: '', family, aggregation, unit }))];
}

/** Every feature that PyRadiomics computes by default. */
export const pyradiomicsFeatures: readonly NamedFeature[] = [shape, firstOrder, histogram, glcm, glrlm, glszm, ngtdm, gldm].flatMap(namedFeatures);

/** Whether `omit` can mean this feature: by its IBSI tag, with or without aggregation, or by its PyRadiomics name. */
export const isNamed = ({ pyradiomics, key, tag }: NamedFeature, name: string): boolean => name === pyradiomics || name === key || name === tag;
