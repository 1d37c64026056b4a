import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelInput } from '../models/manifest.js';
import type { ModelPackage } from '../models/load-model.js';
import type { Abstention, GivenInput, Score, ScoreOrAbstention } from './score.js';

/** A model ready to run. */
export interface Scorer {
  readonly model: ModelPackage;
  /** Scores one lesion at one time point, or abstains: an input missing, in another unit, or outside the training data. */
  score(given: readonly GivenInput[]): Promise<ScoreOrAbstention>;
}

const abstain = (code: Abstention['code'], text: string): Abstention => ({ kind: 'abstention', code, text });

/** How an input's number is shown, in the unit people know it by. */
function shown(input: ModelInput, value: number): string {
  const back = input.from.kind === 'feature' && input.from.transform === 'log2' ? 2 ** value : value;
  return `${Number(back.toPrecision(3))} ${displayUnit(input)}`;
}

/** `log2(mL)` is shown as mL, UCUM's `a` as years. */
export const displayUnit = (input: ModelInput): string => /^log2\((.+)\)$/.exec(input.unit)?.[1] ?? (input.unit === 'a' ? 'years' : input.unit);

/** Why these inputs cannot be scored; undefined where they can. */
export function findObstacle(inputs: readonly ModelInput[], given: readonly GivenInput[]): Abstention | undefined {
  for (const input of inputs) {
    const one = given.find((candidate) => candidate.name === input.name);
    if (!one || !Number.isFinite(one.value)) return abstain('INPUT_MISSING', `${input.label} is not known, and the model needs it.`);
    if (one.unit !== input.unit) return abstain('INPUT_UNIT', `${input.label} is given in ${one.unit}; the model takes ${input.unit}.`);
    if (one.value < input.range.min || one.value > input.range.max) {
      return abstain('INPUT_OUT_OF_RANGE', `${input.label} is ${shown(input, one.value)}, outside the training data (${shown(input, input.range.min)} to ${shown(input, input.range.max)}).`);
    }
  }
  return undefined;
}

function numbersOf(output: InferenceSession.OnnxValueMapType[string] | undefined, name: string, length: number): readonly number[] {
  const data: unknown = output && 'data' in output ? output.data : undefined;
  const numbers = data instanceof Float64Array || data instanceof Float32Array ? Array.from(data) : [];
  if (numbers.length !== length || !numbers.every(Number.isFinite)) throw new Error(`the model's output ${name} is not ${length} finite numbers`);
  return numbers;
}

/**
 * Prepares a model's ONNX graph. It takes `inputs` (double, 1 × n, in the manifest's order) and gives `probability`
 * (1), `interval` (2: lower, upper) and `contributions` (n, log-odds). One thread, sequential: the same bits every time.
 */
export async function prepareScorer(model: ModelPackage): Promise<Scorer> {
  const session = await InferenceSession.create(model.onnx, { executionMode: 'sequential', intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'disabled', logSeverityLevel: 3 });
  const { inputs, intervalLevel } = model.manifest;
  const run = async (values: readonly number[]): Promise<Score> => {
    const outputs = await session.run({ inputs: new Tensor('float64', Float64Array.from(values), [1, values.length]) });
    const [probability = Number.NaN] = numbersOf(outputs.probability, 'probability', 1);
    const [lower = Number.NaN, upper = Number.NaN] = numbersOf(outputs.interval, 'interval', 2);
    const contributions = numbersOf(outputs.contributions, 'contributions', inputs.length);
    return {
      kind: 'score', probability, interval: { lower, upper, level: intervalLevel },
      contributions: inputs.map((input, k) => ({ input: input.name, logOdds: contributions[k] ?? Number.NaN })),
    };
  };
  return {
    model,
    async score(given) {
      const obstacle = findObstacle(inputs, given);
      if (obstacle) return obstacle;
      return run(inputs.map((input) => given.find((one) => one.name === input.name)?.value ?? Number.NaN));
    },
  };
}
