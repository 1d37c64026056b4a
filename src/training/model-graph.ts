import { normalQuantile, sigmoid } from '../statistics/index.js';
import type { Fitted } from './fit.js';
import { writeOnnx } from './onnx.js';

/** What the graph answers for one row of inputs. */
export interface GraphAnswer {
  readonly probability: number;
  readonly lower: number;
  readonly upper: number;
  readonly contributions: readonly number[];
}

/**
 * The formula of the graph: z = (x − mean) / deviation; contribution = coefficient · z; η = intercept + Σ contribution;
 * probability = σ(η); interval = σ(η ± q · √(z̃ᵀ V z̃)) with z̃ = (1, z) and V the inverse penalised information. The interval
 * is of the expected probability at these inputs, not of what will happen to one patient.
 */
export function answerOf({ scale, coefficients, intercept, covariance }: Fitted, inputs: readonly number[], level: number): GraphAnswer {
  const z = inputs.map((value, k) => (value - scale.means[k]) / scale.deviations[k]);
  const contributions = z.map((value, k) => value * coefficients[k]);
  const logOdds = contributions.reduce((sum, value) => sum + value, 0) + intercept;
  const design = [1, ...z];
  const variance = design.reduce((sum, a, i) => sum + a * design.reduce((inner, b, j) => inner + b * covariance[i][j], 0), 0);
  const half = -normalQuantile((1 - level) / 2) * Math.sqrt(variance);
  return { probability: sigmoid(logOdds), lower: sigmoid(logOdds - half), upper: sigmoid(logOdds + half), contributions };
}

/** The same formula as an ONNX graph in double precision: `inputs` 1×n → `probability` 1×1, `interval` 1×2, `contributions` 1×n. */
export function modelGraph({ scale, coefficients, intercept, covariance }: Fitted, level: number): Uint8Array {
  const n = coefficients.length;
  const ones = (length: number): number[] => new Array<number>(length).fill(1);
  return writeOnnx({
    name: 'logistic',
    inputs: { inputs: [1, n] },
    constants: {
      mean: { dims: [1, n], values: scale.means }, deviation: { dims: [1, n], values: scale.deviations }, coefficient: { dims: [1, n], values: coefficients },
      intercept: { dims: [1, 1], values: [intercept] }, covariance: { dims: [n + 1, n + 1], values: covariance.flat() }, one: { dims: [1, 1], values: [1] },
      sumInputs: { dims: [n, 1], values: ones(n) }, sumDesign: { dims: [n + 1, 1], values: ones(n + 1) }, quantile: { dims: [1, 1], values: [-normalQuantile((1 - level) / 2)] },
    },
    nodes: [
      { op: 'Sub', inputs: ['inputs', 'mean'], output: 'centred' },
      { op: 'Div', inputs: ['centred', 'deviation'], output: 'z' },
      { op: 'Mul', inputs: ['z', 'coefficient'], output: 'contributions' },
      { op: 'MatMul', inputs: ['contributions', 'sumInputs'], output: 'sum' },
      { op: 'Add', inputs: ['sum', 'intercept'], output: 'logOdds' },
      { op: 'Sigmoid', inputs: ['logOdds'], output: 'probability' },
      { op: 'Concat', inputs: ['one', 'z'], output: 'design', attributes: { axis: 1 } },
      { op: 'MatMul', inputs: ['design', 'covariance'], output: 'weighted' },
      { op: 'Mul', inputs: ['weighted', 'design'], output: 'terms' },
      { op: 'MatMul', inputs: ['terms', 'sumDesign'], output: 'variance' },
      { op: 'Sqrt', inputs: ['variance'], output: 'error' },
      { op: 'Mul', inputs: ['error', 'quantile'], output: 'half' },
      { op: 'Sub', inputs: ['logOdds', 'half'], output: 'lowerLogOdds' },
      { op: 'Add', inputs: ['logOdds', 'half'], output: 'upperLogOdds' },
      { op: 'Concat', inputs: ['lowerLogOdds', 'upperLogOdds'], output: 'ends', attributes: { axis: 1 } },
      { op: 'Sigmoid', inputs: ['ends'], output: 'interval' },
    ],
    outputs: { probability: [1, 1], interval: [1, 2], contributions: [1, n] },
  });
}
