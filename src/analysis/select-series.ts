import type { ModelManifest } from '../models/manifest.js';
import type { SeriesNeeds } from '../models/series-needs.js';
import type { SurveyedSeries } from './study-survey.js';

/** The series that a model can take, and why. */
export interface SeriesSelection {
  readonly taken: readonly SurveyedSeries[];
  /** One sentence for people: how many were considered, what was taken, and why the others were not. */
  readonly explanation: string;
  /** By series: how its acquisition differs from the training data. */
  readonly protocol: ReadonlyMap<string, readonly string[]>;
}

const nameOf = ({ modality, description }: SurveyedSeries): string => (description === '' ? modality : `${modality} "${description}"`);
const matches = (patterns: readonly string[], text: string): boolean => patterns.some((pattern) => new RegExp(pattern, 'i').test(text));

/** Why a series of the right modality cannot be taken; undefined where it can. */
function refusalOf(series: SurveyedSeries, needs: SeriesNeeds): string | undefined {
  const { description, imageType, protocol, plane, slices } = series;
  if (needs.description !== undefined && !matches(needs.description, description)) return 'its description is of another sequence';
  if (needs.notDescription !== undefined && matches(needs.notDescription, description)) return 'its description is one that the model does not take';
  if (needs.derived === 'refused' && imageType[0] === 'DERIVED') return 'it is derived from other images';
  if (needs.contrast === 'with' && protocol.contrastAgent === undefined) return 'it is without contrast agent';
  if (needs.contrast === 'without' && protocol.contrastAgent !== undefined) return 'it is with contrast agent';
  if (needs.plane !== undefined && plane !== needs.plane) return `its slices are ${plane ?? 'in no known plane'}, ${needs.plane} was expected`;
  if (needs.minimumSlices !== undefined && slices < needs.minimumSlices) return `it has ${slices} slices, at least ${needs.minimumSlices} were expected`;
  return undefined;
}

const measures = [['sliceDistanceMm', 'slice distance', 'mm'], ['pixelSpacingMm', 'pixel spacing', 'mm'], ['fieldStrengthT', 'field strength', 'T']] as const;

/** How a series was acquired otherwise than the training data. */
function differences(series: SurveyedSeries, { training }: SeriesNeeds): readonly string[] {
  return measures.flatMap(([key, name, unit]) => {
    const bounds = training?.[key];
    const value = key === 'fieldStrengthT' ? series.protocol.fieldStrengthT : series[key];
    if (bounds === undefined || value === undefined || value === null || (value >= bounds.min && value <= bounds.max)) return [];
    return [`Protocol: ${name} ${Number(value.toPrecision(3))} ${unit}, ${bounds.min} to ${bounds.max} ${unit} in the training data.`];
  });
}

/** Chooses the series of a study that a model can take by what its manifest declares. Pure: the same survey, the same choice. */
export function selectSeries(all: readonly SurveyedSeries[], { modality, series: needs = {} }: Pick<ModelManifest['measurement'], 'modality' | 'series'>): SeriesSelection {
  const considered = all.filter((series) => series.modality === modality).map((series) => ({ series, refusal: refusalOf(series, needs) }));
  const taken = considered.flatMap(({ series, refusal }) => (refusal === undefined ? [series] : []));
  const left = considered.flatMap(({ series, refusal }) => (refusal === undefined ? [] : [`${nameOf(series)} refused: ${refusal}`]));
  const names = taken.length === 0 ? 'none taken' : `taken ${taken.map(nameOf).join(', ')}`;
  return {
    taken, explanation: `${considered.length} of ${all.length} series considered (${modality}); ${[names, ...left].join('; ')}.`,
    protocol: new Map(taken.map((series) => [series.seriesInstanceUid, differences(series, needs)])),
  };
}
