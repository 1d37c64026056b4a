import type { ClinicalReading } from '../clinical/facts.js';
import type { ModelInput } from '../models/manifest.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { featureOf, type StoredFeatureSet } from '../results/feature-set.js';
import type { GivenInput } from '../scoring/score.js';
import type { EhrPatient } from '../studies/ehr.client.js';
import { ageAtImaging } from './clinical-inputs.js';
import { fromVariable } from './clinical-variable-input.js';

/** What the inputs of a model are taken from. */
export interface InputSources {
  readonly featureSet: Pick<StoredFeatureSet, 'features' | 'series' | 'absent'>;
  readonly patient: EhrPatient;
  /** ISO date. */
  readonly imagedOn: string;
  readonly clinical: ClinicalReading;
  readonly lesionKey: string;
}

function fromFeature(input: ModelInput, from: Extract<ModelInput['from'], { kind: 'feature' }>, { featureSet }: InputSources): Outcome<GivenInput> {
  const feature = featureOf(featureSet, from.tag);
  if (!feature) {
    const reason = featureSet.absent.find((one) => one.tag === from.tag)?.reason ?? 'it was not measured';
    return refused('INPUT_MISSING', `${input.label} is not known: ${reason}.`);
  }
  const unit = feature.unit === 'intensity' ? featureSet.series.intensityUnit : feature.unit;
  if (unit !== from.unit) return refused('INPUT_UNIT', `${input.label} was measured in ${unit}; the model takes ${from.unit}.`);
  const scaled = feature.value * from.scale;
  if (from.transform === 'log2' && scaled <= 0) return refused('INPUT_OUT_OF_RANGE', `${input.label} is ${scaled}; expected a positive number.`);
  return done({
    name: input.name,
    value: from.transform === 'log2' ? Math.log2(scaled) : scaled,
    unit: input.unit,
    source: { kind: 'feature', tag: from.tag, featureValue: feature.value, featureUnit: unit, seriesInstanceUid: featureSet.series.seriesInstanceUid },
  });
}

function fromBirthDate(input: ModelInput, { patient, imagedOn }: InputSources): Outcome<GivenInput> {
  const age = ageAtImaging(patient.birthDate, imagedOn);
  if (!age.ok) return age;
  const source = { kind: 'clinical' as const, resource: `Patient/${patient.id}`, versionId: patient.versionId, imagedOn };
  return done({ name: input.name, value: age.value, unit: input.unit, source });
}

const fromSource = (input: ModelInput, sources: InputSources): Outcome<GivenInput> => {
  if (input.from.kind === 'feature') return fromFeature(input, input.from, sources);
  return input.from.variable === 'age-at-imaging' ? fromBirthDate(input, sources) : fromVariable(input, input.from, sources);
};

/** The model's inputs, each with its source; or the first that cannot be had, and why. */
export function gatherInputs(inputs: readonly ModelInput[], sources: InputSources): Outcome<readonly GivenInput[]> {
  const gathered: GivenInput[] = [];
  for (const input of inputs) {
    const given = fromSource(input, sources);
    if (!given.ok) return given;
    gathered.push(given.value);
  }
  return done(gathered);
}
