import { loadModel, shippedModels } from '../models/load-model.js';
import type { GivenInput } from './score.js';
import { prepareScorer, type Scorer } from './score-inputs.js';

let scorer: Scorer;
beforeAll(async () => {
  const model = await loadModel(shippedModels, 'lung-metastasis', '1.0.0');
  if (!model.ok) throw new Error(model.problem.text);
  scorer = await prepareScorer(model.value);
});

const source = { kind: 'clinical', resource: 'Patient/x', versionId: null, imagedOn: '2026-01-01' } as const;
const usual: readonly GivenInput[] = [
  { name: 'log2_suv_max', value: Math.log2(10), unit: 'log2(SUVbw)', source }, { name: 'log2_volume', value: Math.log2(300), unit: 'log2(mL)', source }, { name: 'age', value: 60, unit: 'a', source },
];
const withInput = (name: string, change: Partial<GivenInput>): GivenInput[] => usual.map((input) => (input.name === name ? { ...input, ...change } : input));

test('a score lies within its interval, and its contributions are of every input', async () => {
  const score = await scorer.score(usual);
  if (score.kind !== 'score') throw new Error(score.text);
  expect(score.interval.lower).toBeLessThan(score.probability);
  expect(score.interval.upper).toBeGreaterThan(score.probability);
  expect(score.contributions.map((one) => one.input)).toEqual(['log2_suv_max', 'log2_volume', 'age']);
});

test('the same inputs give the same bits', async () => {
  expect(await scorer.score(usual)).toEqual(await scorer.score(usual));
});

test.each([
  ['a missing input', usual.slice(0, 2), 'INPUT_MISSING', /Age at imaging/],
  ['an input that is not a number', withInput('age', { value: Number.NaN }), 'INPUT_MISSING', /Age at imaging/],
  ['an input in another unit', withInput('age', { unit: 'mo' }), 'INPUT_UNIT', /given in mo; the model takes a/],
  ['an age that no training patient had', withInput('age', { value: 97 }), 'INPUT_OUT_OF_RANGE', /97 years.*outside the training data \(16 years to 83 years\)/],
  ['a volume that no training patient had', withInput('log2_volume', { value: 1 }), 'INPUT_OUT_OF_RANGE', /Volume is 2 mL/],
])('%s gives an abstention and its reason', async (_title, given, code, text) => {
  const answer = await scorer.score(given);
  expect(answer).toMatchObject({ kind: 'abstention', code });
  expect(answer.kind === 'abstention' ? answer.text : '').toMatch(text);
});
