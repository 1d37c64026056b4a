import {
  intensityHistogramRows, intensityStatisticsRows, intensityVolumeHistogramRows, localIntensityRows, morphologyRows,
} from './catalogue-intensity.js';
import { glcmRows, gldzmRows, glrlmRows, glszmRows, ngldmRows, ngtdmRows } from './catalogue-texture.js';
import type { CatalogueRow, Consensus, Unit } from './catalogue-row.js';
import type { Aggregation, Family } from './settings.js';

export type { Consensus, Unit } from './catalogue-row.js';

/** What is known of a feature before it is computed. */
export interface CatalogueEntry {
  /** Tag without aggregation. */
  readonly tag: string;
  readonly ibsi: string;
  readonly name: string;
  readonly family: Family;
  readonly unit: Unit;
  readonly consensus: Consensus;
  /** Aggregations the feature comes in; empty when it has none and the tag stands alone. */
  readonly aggregations: readonly Aggregation[];
}

const byDirection: readonly Aggregation[] = ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb', '3D_avg', '3D_comb'];
const bySlice: readonly Aggregation[] = ['2D', '2_5D', '3D'];

/** The aggregations that a family comes in: matrices with directions, without them, or no matrix at all. */
export const familyAggregations: Readonly<Record<Family, readonly Aggregation[]>> = {
  morphology: [], 'local-intensity': [], 'intensity-statistics': [], 'intensity-histogram': [], 'intensity-volume-histogram': [],
  glcm: byDirection, glrlm: byDirection, glszm: bySlice, gldzm: bySlice, ngtdm: bySlice, ngldm: bySlice,
};

const rows: Readonly<Record<Family, readonly CatalogueRow[]>> = {
  morphology: morphologyRows, 'local-intensity': localIntensityRows, 'intensity-statistics': intensityStatisticsRows,
  'intensity-histogram': intensityHistogramRows, 'intensity-volume-histogram': intensityVolumeHistogramRows,
  glcm: glcmRows, glrlm: glrlmRows, glszm: glszmRows, gldzm: gldzmRows, ngtdm: ngtdmRows, ngldm: ngldmRows,
};

const entriesOf = (family: Family): readonly CatalogueEntry[] =>
  rows[family].map(([tag, ibsi, name, unit, consensus]) => ({ tag, ibsi, name, family, unit, consensus, aggregations: familyAggregations[family] }));

/** Every feature by family, in the order of the IBSI reference manual. */
export const catalogueByFamily: Readonly<Record<Family, readonly CatalogueEntry[]>> = {
  morphology: entriesOf('morphology'), 'local-intensity': entriesOf('local-intensity'), 'intensity-statistics': entriesOf('intensity-statistics'),
  'intensity-histogram': entriesOf('intensity-histogram'), 'intensity-volume-histogram': entriesOf('intensity-volume-histogram'),
  glcm: entriesOf('glcm'), glrlm: entriesOf('glrlm'), glszm: entriesOf('glszm'), gldzm: entriesOf('gldzm'),
  ngtdm: entriesOf('ngtdm'), ngldm: entriesOf('ngldm'),
};

export const catalogue: readonly CatalogueEntry[] = Object.values(catalogueByFamily).flat();

const byTag = new Map(catalogue.map((entry) => [entry.tag, entry]));

/** The entry of a tag with or without aggregation; undefined when there is no such feature. */
export function catalogueEntry(tag: string): CatalogueEntry | undefined {
  const whole = byTag.get(tag);
  if (whole) return whole;
  return catalogue.find((entry) => entry.aggregations.some((aggregation) => tag === `${entry.tag}_${aggregation}`));
}
