import { catalogueByFamily, familyAggregations } from './catalogue.js';
import { pyradiomicsFeatures } from './compatibility/pyradiomics/names.js';
import { histogramOf, intensityHistogram } from './features/intensity-histogram.js';
import { intensityStatistics } from './features/intensity-statistics.js';
import { intensityVolumeHistogram, volumeHistogramOf } from './features/intensity-volume-histogram.js';
import { localIntensity, peaksOf } from './features/local-intensity.js';
import { absent, fullTag, measureTable, type AbsenceReason, type Measured } from './features/measured.js';
import { morphology } from './features/morphology.js';
import { sampleOf } from './features/sample.js';
import { shapeOf } from './features/shape.js';
import { measureGlcm, measureGldzm, measureGlrlm, measureGlszm, measureNgldm, measureNgtdm, type Texture } from './measure-texture.js';
import type { Roi } from './roi.js';
import type { Aggregation, ExtractionSettings, Family } from './settings.js';
import { textureGridOf, type TextureGrid } from './texture/texture-grid.js';

interface Context {
  readonly roi: Roi;
  readonly settings: ExtractionSettings;
  readonly omit: ReadonlySet<string>;
}

type MeasureFamily = (context: Context) => readonly Measured[];

/** The aggregations of a family that the settings ask for; one empty one for a family that has none. */
function askedAggregations(family: Family, settings: ExtractionSettings): readonly (Aggregation | '')[] {
  const possible = familyAggregations[family];
  return possible.length === 0 ? [''] : possible.filter((aggregation) => settings.aggregation.includes(aggregation));
}

/** All that the settings ask of a family, without values and for one reason. */
export const familyAbsent = (family: Family, settings: ExtractionSettings, reason: AbsenceReason): readonly Measured[] =>
  askedAggregations(family, settings).flatMap((aggregation) =>
    catalogueByFamily[family].map(({ tag: feature }) => ({ tag: fullTag(feature, aggregation), feature, aggregation, value: absent(reason) })));

/** Every tag that the settings ask for, in the order of the answer. */
export const tagsAskedFor = (settings: ExtractionSettings): readonly string[] =>
  settings.families.flatMap((family) => (settings.compatibility === 'pyradiomics'
    ? pyradiomicsFeatures.filter((feature) => feature.family === family)
    : familyAbsent(family, settings, 'omitted')).map(({ tag }) => tag));

const grids = new WeakMap<Roi, TextureGrid>();

/** Families of matrices share one grid of grey levels; without grey levels they are absent. */
const texture = (family: Family, measure: (texture: Texture) => readonly Measured[]): MeasureFamily => ({ roi, settings, omit }) => {
  if (roi.levels === null) return familyAbsent(family, settings, 'not-discretised');
  const aggregations = familyAggregations[family].filter((aggregation) => settings.aggregation.includes(aggregation));
  if (aggregations.length === 0) return [];
  const grid = grids.get(roi) ?? textureGridOf(roi, roi.levels);
  grids.set(roi, grid);
  return measure({ grid, aggregations, omit });
};

function volumeHistogram({ roi, settings, omit }: Context): readonly Measured[] {
  const histogram = volumeHistogramOf(roi, settings);
  return histogram === null
    ? familyAbsent('intensity-volume-histogram', settings, 'not-discretised')
    : measureTable(intensityVolumeHistogram, histogram, omit);
}

const measures: Readonly<Record<Family, MeasureFamily>> = {
  morphology: ({ roi, omit }) => measureTable(morphology, shapeOf(roi), omit),
  'local-intensity': ({ roi, omit }) => measureTable(localIntensity, peaksOf(roi), omit),
  'intensity-statistics': ({ roi, omit }) => measureTable(intensityStatistics, sampleOf(roi.sorted), omit),
  'intensity-histogram': ({ roi, omit, settings }) => (roi.levels === null
    ? familyAbsent('intensity-histogram', settings, 'not-discretised')
    : measureTable(intensityHistogram, histogramOf(roi.levels), omit)),
  'intensity-volume-histogram': volumeHistogram,
  glcm: texture('glcm', measureGlcm), glrlm: texture('glrlm', measureGlrlm), glszm: texture('glszm', measureGlszm),
  gldzm: texture('gldzm', measureGldzm), ngtdm: texture('ngtdm', measureNgtdm), ngldm: texture('ngldm', measureNgldm),
};

/** Computes what the settings ask of one family. Shape is there without intensities; nothing else is. */
export function measureFamily(family: Family, roi: Roi, settings: ExtractionSettings): readonly Measured[] {
  if (roi.sorted.length === 0 && family !== 'morphology') return familyAbsent(family, settings, 'mask-empty-after-resegmentation');
  return measures[family]({ roi, settings, omit: new Set(settings.omit) });
}
