import type { ModelPackage } from '../models/load-model.js';
import type { RunModel } from '../models/verify-model.js';
import { prepareScorer, type Scorer } from './score-inputs.js';

/** Scores values in the manifest's order, as the service would. The graph of a package is prepared once for all its values. */
export function valueScorer(): RunModel {
  const prepared = new WeakMap<ModelPackage, Promise<Scorer>>();
  return async (model, values) => {
    const scorer = prepared.get(model) ?? prepareScorer(model);
    prepared.set(model, scorer);
    const score = await (await scorer).score(model.manifest.inputs.map((input, k) => ({ name: input.name, unit: input.unit, value: values[k] ?? Number.NaN, source: { kind: 'clinical', resource: 'check', versionId: null, imagedOn: '' } })));
    if (score.kind !== 'score') return { probability: Number.NaN, lower: Number.NaN, upper: Number.NaN };
    return { probability: score.probability, lower: score.interval.lower, upper: score.interval.upper };
  };
}
