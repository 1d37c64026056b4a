import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';
import { loadModel, type ModelPackage } from './load-model.js';

const checks = z.array(z.object({ inputs: z.array(z.number()), probability: z.number(), lower: z.number(), upper: z.number() })).min(1);

/** Runs a model on inputs in the manifest's order; what scoring/ does, handed in. */
export type RunModel = (model: ModelPackage, inputs: readonly number[]) => Promise<{ readonly probability: number; readonly lower: number; readonly upper: number }>;

const tolerance = 1e-12;

/** Checksums, schema, and the package's own check values asked of its graph again. Gives how many were asked. */
export async function verifyModel(modelsDir: string, name: string, version: string, run: RunModel): Promise<Outcome<{ readonly model: ModelPackage; readonly checks: number }>> {
  const model = await loadModel(modelsDir, name, version);
  if (!model.ok) return model;
  const parsed = checks.safeParse(JSON.parse(await readFile(join(model.value.folder, 'checks.json'), 'utf8').catch(() => 'null')));
  if (!parsed.success) return refused('MODEL_INVALID', `checks.json of ${name} ${version} is absent or holds no check values; inputs with their probability were expected.`);
  for (const [k, check] of parsed.data.entries()) {
    const found = await run(model.value, check.inputs);
    const furthest = Math.max(Math.abs(found.probability - check.probability), Math.abs(found.lower - check.lower), Math.abs(found.upper - check.upper));
    if (!(furthest <= tolerance)) return refused('MODEL_INVALID', `model.onnx of ${name} ${version} answers check ${k + 1} with ${found.probability}; ${check.probability} was expected.`);
  }
  return done({ model: model.value, checks: parsed.data.length });
}
