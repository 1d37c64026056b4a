import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256Hex } from '../platform/canonical-json.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { projectRoot } from '../platform/project.js';
import type { ModelIdentity } from '../results/result.js';
import { manifestSchema, type ModelManifest } from './manifest.js';

/** How one candidate of the report did in cross-validation. */
export interface CandidatePerformance {
  readonly name: string;
  readonly auc: { readonly value: number; readonly lower: number; readonly upper: number };
  readonly brier: number;
}

/** A model package whose every file is the one its manifest names. */
export interface ModelPackage {
  readonly folder: string;
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
  /** How the model and its comparators did, as its report says. */
  readonly performance: readonly CandidatePerformance[];
  /** model.onnx */
  readonly onnx: Uint8Array;
}

/** The packages that ship with this software. */
export const shippedModels: string = join(projectRoot, 'models');

const onnxFile = 'model.onnx';
const reportFile = 'report.json';

/** As much of the report as is shown beside every score: each candidate's discrimination, cross-validated. */
const performanceSchema = z.looseObject({
  models: z.array(z.looseObject({ name: z.string(), auc: z.looseObject({ value: z.number(), lower: z.number(), upper: z.number() }), brier: z.number() })).min(1),
});

/** Opens a package and refuses it when its manifest is not one or any file differs from its checksum. */
export async function loadModel(modelsDir: string, name: string, version: string): Promise<Outcome<ModelPackage>> {
  const folder = join(modelsDir, name, version);
  let text: string;
  try { text = await readFile(join(folder, 'manifest.json'), 'utf8'); } catch { return refused('MODEL_NOT_FOUND', `There is no model ${name} ${version} in ${modelsDir}.`); }
  const parsed = manifestSchema.safeParse(jsonOrNothing(text));
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'manifest.json'}: ${issue.message}`);
    return refused('MODEL_INVALID', `manifest.json of ${name} ${version} does not follow its schema: ${issues.join('; ')}.`);
  }
  const manifest = parsed.data;
  if (manifest.name !== name || manifest.version !== version) return refused('MODEL_INVALID', `manifest.json in ${name}/${version} calls itself ${manifest.name} ${manifest.version}.`);
  const files = await readFiles(folder, manifest);
  if (!files.ok) return files;
  const { [onnxFile]: onnx, [reportFile]: report } = files.value;
  const onnxSha256 = manifest.files[onnxFile];
  if (!onnx || !onnxSha256) return refused('MODEL_INVALID', `manifest.json of ${name} ${version} names no ${onnxFile}.`);
  const performance = performanceSchema.safeParse(jsonOrNothing(report ? Buffer.from(report).toString('utf8') : ''));
  if (!performance.success) return refused('MODEL_INVALID', `${reportFile} of ${name} ${version} does not say how the model and its comparators did; expected models, each with name, auc and brier.`);
  const { title, status, output: { label, definition } } = manifest;
  return done({ folder, manifest, onnx, performance: performance.data.models, identity: { name, version, title, label, definition, onnxSha256, manifestSha256: sha256Hex(text), status } });
}

/** The package's files by name, each the one that the manifest names. */
async function readFiles(folder: string, { name, version, files }: ModelManifest): Promise<Outcome<Readonly<Record<string, Uint8Array>>>> {
  const read: Record<string, Uint8Array> = {};
  for (const [file, expected] of Object.entries(files)) {
    let bytes: Uint8Array;
    try { bytes = await readFile(join(folder, file)); } catch { return refused('MODEL_CHECKSUM', `${file} of model ${name} ${version} is missing.`); }
    const found = sha256Hex(bytes);
    if (found !== expected) return refused('MODEL_CHECKSUM', `${file} of model ${name} ${version} is not the one its manifest names: expected SHA-256 ${expected}, found ${found}.`);
    read[file] = bytes;
  }
  return done(read);
}

function jsonOrNothing(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** Name and version of every package in a folder, in order. */
export async function listModels(modelsDir: string): Promise<readonly { readonly name: string; readonly version: string }[]> {
  const folders = async (at: string) => (await readdir(at, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  const packages = await Promise.all((await folders(modelsDir)).map(async (name) => (await folders(join(modelsDir, name))).map((version) => ({ name, version }))));
  return packages.flat();
}
