import type { AbsentFeature, ExtractionSettings, Feature, FeatureSet } from '../radiomics/index.js';

/** What `sarcolens extract` answers. */
export interface ExtractionAnswer {
  readonly engine: { readonly name: string; readonly version: string };
  readonly settings: ExtractionSettings;
  readonly settingsHash: string;
  readonly image: Readonly<Record<string, unknown>>;
  readonly mask: Readonly<Record<string, unknown>>;
  readonly diagnostics: FeatureSet['diagnostics'];
  readonly features: readonly Feature[];
  readonly absent: readonly AbsentFeature[];
  readonly warnings: readonly string[];
}

/** One line per feature; an absent one has no value but a reason. PyRadiomics names have a column where there are any. No cell holds a comma or a quote. */
export function extractionCsv({ features, absent }: Pick<ExtractionAnswer, 'features' | 'absent'>): string {
  const isNamed = features.some(({ pyradiomics }) => pyradiomics !== undefined);
  const named = (name: string): readonly string[] => (isNamed ? [name] : []);
  const rows = [
    ...features.map(({ tag, pyradiomics = '', ibsi, family, aggregation, value, unit }) => [tag, ...named(pyradiomics), ibsi, family, aggregation, value, unit, '']),
    ...absent.map(({ tag, reason }) => [tag, ...named(''), '', '', '', '', '', reason]),
  ];
  return [['tag', ...named('pyradiomics'), 'ibsi,family,aggregation,value,unit,absent'].join(','), ...rows.map((row) => row.join(','))].map((line) => `${line}\n`).join('');
}
