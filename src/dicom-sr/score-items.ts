import type { Code } from '../platform/dicom/dataset.js';
import type { StoredResult } from '../results/result.js';
import type { GivenInput, Score } from '../scoring/score.js';
import { dcm, own, ownByName } from './codes.js';
import { algorithmItems, type ContentItem, numberItem, textItem } from './content-items.js';
import { noUnits } from './units.js';

/** A model's answer with what it was given: the part of a stored result that a report shows. */
export type ReportedScore = Pick<StoredResult, 'outcome' | 'model' | 'inputs'>;

const intervalLevel = own('INTERVAL-LEVEL', 'Level of the interval');
const definition = own('DEFINITION', 'Definition of the score');
const comment = dcm('121106', 'Comment');

/** What a model predicts as a concept of our own: no standard list has it. The same model has the same code in every version. */
export const scoreConcept = ({ name, label }: Pick<ReportedScore['model'], 'name' | 'label'>): Code => ownByName(`score of ${name}`, label);

/** An input as the model took it; its unit stands in the name where it is a transformed one that UCUM cannot say. */
const inputItem = ({ name, value, unit }: GivenInput): ContentItem => numberItem('INFERRED FROM', ownByName(`model input ${name}`, unit === '1' ? name : `${name}, ${unit}`), { value, unit: noUnits });

const algorithmOf = ({ name, version, onnxSha256, manifestSha256 }: ReportedScore['model']): readonly ContentItem[] =>
  algorithmItems({ name, version, parameters: [`model.onnx SHA-256 ${onnxSha256}`, `manifest.json SHA-256 ${manifestSha256}`] });

function scoreItem({ probability }: Score, { model, inputs }: ReportedScore): ContentItem {
  return numberItem('CONTAINS', scoreConcept(model), { value: probability, unit: noUnits }, [textItem('HAS CONCEPT MOD', definition, model.definition), ...algorithmOf(model), ...inputs.map(inputItem)]);
}

/** An end of the score's interval, beside the score: in TID 1419 a number below a number is what that was inferred from, which an interval is not. */
function endItem(end: 'lower' | 'upper', { interval }: Score, { model }: ReportedScore): ContentItem {
  const concept = ownByName(`score of ${model.name}, ${end} end`, `${end === 'lower' ? 'Lower' : 'Upper'} end of interval: ${model.label}`);
  return numberItem('CONTAINS', concept, { value: interval[end], unit: noUnits }, [...algorithmOf(model), numberItem('INFERRED FROM', intervalLevel, { value: interval.level, unit: noUnits })]);
}

/** A score as a measurement between 0 and 1 with its interval, its model and what it was inferred from; or, where the model abstained, that it did and why. The model's status is said either way. */
export function scoreItems(reported: ReportedScore): readonly ContentItem[] {
  const { outcome, model } = reported;
  const status = textItem('CONTAINS', comment, `Model ${model.name} ${model.version}: ${model.status}.`);
  if (outcome.kind === 'score') return [scoreItem(outcome, reported), endItem('lower', outcome, reported), endItem('upper', outcome, reported), status];
  return [textItem('CONTAINS', comment, `No ${model.label} by ${model.name} ${model.version}. ${outcome.code}: ${outcome.text}`), status];
}
