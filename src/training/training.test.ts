import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, shippedModels } from '../models/load-model.js';
import { sha256Hex } from '../platform/canonical-json.js';
import { prepareScorer } from '../scoring/score-inputs.js';
import { seededRandom } from '../statistics/index.js';
import { readFeatures } from './cohort.js';
import { parseCsv } from '../platform/csv.js';
import { dataOf } from './evaluate.js';
import { fitModel } from './fit.js';
import { answerOf, modelGraph } from './model-graph.js';
import { candidates, validation } from './recipe.js';

const shipped = join(shippedModels, 'lung-metastasis', '1.0.0');

function shippedFit() {
  const rows = readFeatures(join(shipped, 'features.csv'));
  const combination = candidates.at(-1);
  if (!rows.ok || !combination) throw new Error('the shipped package has no features');
  const data = dataOf(rows.value, combination.predictors);
  return { data, fitted: fitModel(data, validation, seededRandom(validation.seed)) };
}

test('a quoted cell holds commas and quotes', () => {
  expect(parseCsv('a,b,c\n1,"two, ""three""",\n4,5,6\n')).toEqual([{ a: '1', b: 'two, "three"', c: '' }, { a: '4', b: '5', c: '6' }]);
});

test('fitting the shipped features again gives the shipped model.onnx, byte for byte', async () => {
  expect(sha256Hex(modelGraph(shippedFit().fitted, 0.95))).toBe(sha256Hex(await readFile(join(shipped, 'model.onnx'))));
});

test('ONNX Runtime computes the formula, for every training patient', async () => {
  const { data, fitted } = shippedFit();
  const model = await loadModel(shippedModels, 'lung-metastasis', '1.0.0');
  if (!model.ok) throw new Error(model.problem.text);
  const scorer = await prepareScorer(model.value);
  for (const values of data.rows) {
    const score = await scorer.score(model.value.manifest.inputs.map((input, k) => ({ name: input.name, unit: input.unit, value: values[k] ?? 0, source: { kind: 'clinical', resource: '', versionId: null, imagedOn: '' } })));
    if (score.kind !== 'score') throw new Error(score.text);
    const expected = answerOf(fitted, values, 0.95);
    expect(Math.abs(score.probability - expected.probability)).toBeLessThan(1e-14);
    expect(Math.abs(score.interval.lower - expected.lower)).toBeLessThan(1e-14);
    expect(Math.abs(score.interval.upper - expected.upper)).toBeLessThan(1e-14);
    score.contributions.forEach((one, k) => { expect(Math.abs(one.logOdds - expected.contributions[k])).toBeLessThan(1e-14); });
  }
});

describe('a package is refused', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sarcolens-models-'));
    await cp(shipped, join(folder, 'lung-metastasis', '1.0.0'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test.each(['model.onnx', 'report.json', 'card.md', 'checks.json', 'features.csv'])('when one byte of %s differs', async (file) => {
    const path = join(folder, 'lung-metastasis', '1.0.0', file);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(path, bytes);
    expect(await loadModel(folder, 'lung-metastasis', '1.0.0')).toMatchObject({ ok: false, problem: { code: 'MODEL_CHECKSUM' } });
  });

  test('when a file is missing', async () => {
    await rm(join(folder, 'lung-metastasis', '1.0.0', 'model.onnx'));
    expect(await loadModel(folder, 'lung-metastasis', '1.0.0')).toMatchObject({ ok: false, problem: { code: 'MODEL_CHECKSUM' } });
  });

  test('when its manifest does not follow the schema', async () => {
    await writeFile(join(folder, 'lung-metastasis', '1.0.0', 'manifest.json'), '{"format":"sarcolens-model/1"}');
    expect(await loadModel(folder, 'lung-metastasis', '1.0.0')).toMatchObject({ ok: false, problem: { code: 'MODEL_INVALID' } });
  });

  test('when there is no such version', async () => {
    expect(await loadModel(folder, 'lung-metastasis', '9.9.9')).toMatchObject({ ok: false, problem: { code: 'MODEL_NOT_FOUND' } });
  });
});
