import type { Code } from '../platform/dicom/dataset.js';
import type { Aggregation, Discretisation, ExtractionSettings, Family, Feature } from '../radiomics/index.js';
import { ibsi, own } from './codes.js';
import { codeItem, type ContentItem, numberItem, textItem } from './content-items.js';
import { filterCode } from './filter-codes.js';
import { intensityCode, noUnits } from './units.js';

/** How texture matrices were put together, by IBSI code (reference manual, 3.6 to 3.11); features without matrix are of the whole volume. */
const aggregations: Readonly<Record<Aggregation | '', Code>> = {
  '': ibsi('DHQ4', 'Feature computed over the volume'),
  '2D_avg': ibsi('BTW3', 'From 2D directional matrices, averaged over directions and slices'), '2D_comb': ibsi('SUJT', 'From 2D directional matrices merged per slice, averaged'),
  '2_5D_avg': ibsi('JJUI', 'From 2D matrices merged per direction, averaged over directions'), '2_5D_comb': ibsi('ZW7Z', 'From all 2D directional matrices merged'),
  '3D_avg': ibsi('ITBB', 'From 3D directional matrices, averaged over directions'), '3D_comb': ibsi('IAZD', 'From all 3D directional matrices merged'),
  '2D': ibsi('8QNN', 'From 2D matrices, averaged over slices'), '2_5D': ibsi('62GR', 'From all 2D matrices merged'), '3D': ibsi('KOBO', 'From a 3D matrix'),
};

const aggregation = ibsi('5QB6', 'Feature aggregation');
const discretisation = ibsi('4R0B', 'Discretisation');
const fixedBinSize = ibsi('Q3RU', 'Fixed bin size');
const fixedBinNumber = ibsi('K15C', 'Fixed bin number');
const subMask = ibsi('ECJF', 'ROI submask');
const morphologicalMask = ibsi('G5KJ', 'Morphological mask');
const intensityMask = ibsi('SEFI', 'Intensity mask');
const gridDistances = ibsi('MPUJ', 'Grid distances');

/** Of the image itself or of grey levels: which discretisation a family sees. */
function discretisationOf(family: Family, { discretisation: levels, ivh }: ExtractionSettings): Discretisation | null {
  if (family === 'intensity-volume-histogram') return ivh;
  return ['morphology', 'local-intensity', 'intensity-statistics'].includes(family) ? null : levels;
}

/** Shape is the morphological mask's, intensities and texture the intensity mask's; these need both. */
const ofBothMasks = new Set(['morph_com', 'morph_integ_int', 'morph_moran_i', 'morph_geary_c']);
function masksOf({ family, tag }: Pick<Feature, 'family' | 'tag'>): readonly Code[] {
  if (family === 'gldzm' || ofBothMasks.has(tag)) return [morphologicalMask, intensityMask];
  return family === 'morphology' ? [morphologicalMask] : [intensityMask];
}

/** The norm that tells neighbours (Chebyshev, 1) or distance from the edge (Manhattan). */
const norms: Readonly<Partial<Record<Family, Code>>> = {
  glcm: ibsi('PVMT', 'Chebyshev norm'), ngtdm: ibsi('PVMT', 'Chebyshev norm'), ngldm: ibsi('PVMT', 'Chebyshev norm'), gldzm: ibsi('LIFZ', 'Manhattan norm'),
};

/** Bin width or number of bins, as what the value was inferred from (TID 1419). */
function binItem(bins: Discretisation, unit: Code): ContentItem {
  return bins.method === 'FBS' ? numberItem('INFERRED FROM', fixedBinSize, { value: bins.binWidth, unit }) : numberItem('INFERRED FROM', fixedBinNumber, { value: bins.bins, unit: noUnits });
}

/**
 * How one feature was computed, by IBSI codes: aggregation, mask, discretisation with its number, norm. The feature's tag
 * stands beside them, for some features share a code (volume fraction at 10 % and at 90 % intensity).
 */
export function featureModifiers(feature: Pick<Feature, 'tag' | 'family' | 'aggregation'>, settings: ExtractionSettings, intensityUnit: string): readonly ContentItem[] {
  const bins = discretisationOf(feature.family, settings);
  const norm = norms[feature.family];
  return [
    textItem('HAS CONCEPT MOD', own('TAG', 'Feature tag'), feature.tag),
    codeItem('HAS CONCEPT MOD', aggregation, aggregations[feature.aggregation]),
    ...masksOf(feature).map((mask) => codeItem('HAS CONCEPT MOD', subMask, mask)),
    ...(bins === null ? [] : [codeItem('HAS CONCEPT MOD', discretisation, bins.method === 'FBS' ? fixedBinSize : fixedBinNumber)]),
    ...(norm === undefined ? [] : [codeItem('HAS CONCEPT MOD', gridDistances, norm)]),
    ...(bins === null ? [] : [binItem(bins, intensityCode(intensityUnit, settings))]),
  ];
}

const bound = (value: number | null, open: string): string => (value === null ? open : String(value));

function interpolationItems({ interpolation, approach, compatibility }: ExtractionSettings): readonly ContentItem[] {
  if (interpolation === null) return [];
  const { spacingMm, method, roundIntensities } = interpolation;
  const spacing = spacingMm === null ? 'spacing of the image' : `${spacingMm.map(String).join(' × ')} mm${approach === '2D' ? ', between slices that of the image' : ''}`;
  return [
    textItem('HAS CONCEPT MOD', ibsi('VTM2', 'Interpolation'), `${method}, ${spacing}`),
    ...(compatibility === undefined ? [codeItem('HAS CONCEPT MOD', ibsi('UMPJ', 'Interpolation grid'), ibsi('3WE3', 'Align grid centers'))] : []),
    ...(roundIntensities ? [textItem('HAS CONCEPT MOD', ibsi('68QD', 'Intensity rounding after interpolation'), 'to the nearest integer')] : []),
  ];
}

function resegmentationItems({ resegmentation }: ExtractionSettings, intensityUnit: string): readonly ContentItem[] {
  const { range, outlierSigma } = resegmentation ?? { range: null, outlierSigma: null };
  return [
    ...(range === null ? [] : [textItem('HAS CONCEPT MOD', ibsi('USB3', 'Range re-segmentation'), `[${bound(range[0], '-infinity')}, ${bound(range[1], 'infinity')}] ${intensityUnit}`)]),
    ...(outlierSigma === null ? [] : [textItem('HAS CONCEPT MOD', ibsi('7ACA', 'Outlier filtering'), `${outlierSigma} standard deviations`)]),
  ];
}

/** How the image was prepared, the same for all features of a group: normalisation, interpolation, re-segmentation, filter. */
export function preparationItems(settings: ExtractionSettings, intensityUnit: string): readonly ContentItem[] {
  const { normalisation = [], filter, compatibility } = settings;
  return [
    ...normalisation.map((step) => textItem('HAS CONCEPT MOD', ibsi('PCDE', 'Image post-acquisition processing'), JSON.stringify(step))),
    ...interpolationItems(settings),
    ...resegmentationItems(settings, intensityUnit),
    ...(filter === null ? [] : [textItem('HAS CONCEPT MOD', filterCode(filter), JSON.stringify(filter))]),
    ...(compatibility === undefined ? [] : [textItem('HAS CONCEPT MOD', own('COMPATIBILITY', 'Definitions followed'), 'PyRadiomics 3.0.1')]),
  ];
}
