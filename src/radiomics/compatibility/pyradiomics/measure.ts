import { histogramOf, intensityHistogram } from '../../features/intensity-histogram.js';
import { absent, measureTable, type AbsenceReason, type FeatureTable, type Measured, type Value } from '../../features/measured.js';
import { ngtdm } from '../../features/ngtdm.js';
import { sampleOf } from '../../features/sample.js';
import { glrlm } from '../../features/size-matrix.js';
import { measureGlszm, measureNgldm } from '../../measure-texture.js';
import type { Levels } from '../../preprocessing/discretise.js';
import type { Roi } from '../../roi.js';
import type { ExtractionSettings, Family } from '../../settings.js';
import { measureMean } from '../../texture/aggregate.js';
import { textureGridOf, type TextureGrid } from '../../texture/texture-grid.js';
import { firstOrder } from './first-order.js';
import { cooccurrencesOf, glcm } from './glcm.js';
import { runLengthsOf } from './glrlm.js';
import { isNamed, pyradiomicsFeatures, type NamedFeature } from './names.js';
import { toneDifferenceOf } from './ngtdm.js';
import { pyradiomicsShape, shape } from './shape.js';

/** A feature with its value, or why it has none. */
export interface MeasuredFeature extends NamedFeature {
  readonly value: Value;
}

const featuresOf = (family: Family): readonly NamedFeature[] => pyradiomicsFeatures.filter((feature) => feature.family === family);

/** A table with the features only that PyRadiomics knows of a family. */
const only = <Input>(table: FeatureTable<Input>, family: Family): FeatureTable<Input> =>
  Object.fromEntries(featuresOf(family).map(({ key }) => [key, table[key]]));

const grids = new WeakMap<Roi, TextureGrid>();

/** Families of matrices share one grid of grey levels. */
function gridOf(roi: Roi, levels: Levels): TextureGrid {
  const grid = grids.get(roi) ?? textureGridOf(roi, levels);
  grids.set(roi, grid);
  return grid;
}

/** The values of a family by key, where there are intensities and grey levels. */
function measureLevels(family: Family, roi: Roi, levels: Levels, omit: ReadonlySet<string>): readonly Measured[] {
  switch (family) {
    case 'intensity-histogram': return measureTable(only(intensityHistogram, family), histogramOf(levels), omit);
    case 'glcm': return measureMean(only(glcm, family), cooccurrencesOf(gridOf(roi, levels)), omit, '3D_avg');
    case 'glrlm': return measureMean(only(glrlm, family), runLengthsOf(gridOf(roi, levels)), omit, '3D_avg');
    case 'glszm': return measureGlszm({ grid: gridOf(roi, levels), aggregations: ['3D'], omit });
    case 'ngtdm': return measureMean(only(ngtdm, family), [toneDifferenceOf(gridOf(roi, levels))], omit, '3D');
    case 'ngldm': return measureNgldm({ grid: gridOf(roi, levels), aggregations: ['3D'], omit });
    default: return [];
  }
}

/** PyRadiomics gives a region of one grey level a value by convention; here these have none. */
const needsTwoLevels = new Set(['cm_corr', 'cm_info_corr1', 'cm_info_corr2', 'original_glcm_MCC']);

/** The values of a family by key, or the one reason why there are none. */
function measureFamily(family: Family, roi: Roi | null, omit: ReadonlySet<string>): AbsenceReason | readonly Measured[] {
  if (roi === null) return 'mask-empty-after-interpolation';
  if (family === 'morphology') return measureTable(only(shape, family), pyradiomicsShape(roi), omit);
  if (roi.sorted.length === 0) return 'mask-empty-after-resegmentation';
  const voxelMm3 = roi.grid.spacingMm.reduce((product, mm) => product * mm, 1);
  if (family === 'intensity-statistics') return measureTable(only(firstOrder(voxelMm3), family), sampleOf(roi.sorted), omit);
  const { levels } = roi;
  if (levels === null) return 'not-discretised';
  const isFlat = levels.voxels.every((level) => level === 0 || level === levels.count);
  return measureLevels(family, roi, levels, omit).map((one) => (isFlat && needsTwoLevels.has(one.feature) ? { ...one, value: absent('one-grey-level') } : one));
}

/**
 * Every feature of PyRadiomics 3.0.1 that the families ask for, in the order of the families and of the table of names.
 * GLCM and GLRLM are means over directions. What is omitted or has no value says why.
 */
export function measurePyradiomics(roi: Roi | null, { families, omit }: Pick<ExtractionSettings, 'families' | 'omit'>): readonly MeasuredFeature[] {
  const omitted = new Set(pyradiomicsFeatures.filter((feature) => omit.some((name) => isNamed(feature, name))).map(({ key }) => key));
  return families.flatMap((family) => {
    const measured = measureFamily(family, roi, omitted);
    const values = typeof measured === 'string' ? null : new Map(measured.map(({ feature, value }) => [feature, value]));
    return featuresOf(family).map((feature) => ({ ...feature, value: values?.get(feature.key) ?? absent(typeof measured === 'string' ? measured : 'no-neighbours') }));
  });
}
