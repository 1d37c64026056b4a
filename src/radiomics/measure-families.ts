import { catalogueByFamily, familyAggregations } from './catalogue.js';
import { histogramOf, intensityHistogram } from './features/intensity-histogram.js';
import { intensityStatistics } from './features/intensity-statistics.js';
import { absent, fullTag, measureTable, type AbsenceReason, type Measured } from './features/measured.js';
import { morphology } from './features/morphology.js';
import { sampleOf } from './features/sample.js';
import { shapeOf } from './features/shape.js';
import type { Roi } from './roi.js';
import type { Aggregation, ExtractionSettings, Family } from './settings.js';

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

/** The families this engine can compute. */
const measures: Partial<Readonly<Record<Family, MeasureFamily>>> = {
  morphology: ({ roi, omit }) => measureTable(morphology, shapeOf(roi), omit),
  'intensity-statistics': ({ roi, omit }) => measureTable(intensityStatistics, sampleOf(roi.sorted), omit),
  'intensity-histogram': ({ roi, omit, settings }) => (roi.levels === null
    ? familyAbsent('intensity-histogram', settings, 'not-discretised')
    : measureTable(intensityHistogram, histogramOf(roi.levels), omit)),
};

export const isImplemented = (family: Family): boolean => measures[family] !== undefined;

/** Computes what the settings ask of one family. Shape is there without intensities; nothing else is. */
export function measureFamily(family: Family, roi: Roi, settings: ExtractionSettings): readonly Measured[] {
  const measure = measures[family];
  if (measure === undefined) return familyAbsent(family, settings, 'not-implemented');
  if (roi.sorted.length === 0 && family !== 'morphology') return familyAbsent(family, settings, 'mask-empty-after-resegmentation');
  return measure({ roi, settings, omit: new Set(settings.omit) });
}
