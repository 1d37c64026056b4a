import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { loadInstallation } from '../config/index.js';
import { listModels, loadModel, shippedModels } from '../models/load-model.js';
import { verifyModel } from '../models/verify-model.js';
import { valueScorer } from '../scoring/score-values.js';
import { failWith } from './fail.js';

/** The option that all `model` commands take. */
export interface ModelOptions {
  readonly models?: string;
}

function folderOf({ models }: ModelOptions): string {
  if (models !== undefined) return resolve(models);
  const installation = loadInstallation();
  if (!installation.ok) return shippedModels;
  const { value } = installation;
  const [chosen] = value.kind === 'tenants' && value.tenants.size === 1 ? value.tenants.values() : [];
  return (value.kind === 'one' ? value.settings : chosen ?? value.shared).modelsDir ?? shippedModels;
}

/** `sarcolens model list`: one line a package. */
export async function runModelList(options: ModelOptions): Promise<0 | 1> {
  const folder = folderOf(options);
  for (const { name, version } of await listModels(folder)) {
    const model = await loadModel(folder, name, version);
    process.stdout.write(`${name} ${version}: ${model.ok ? model.value.manifest.status : `${model.problem.code}: ${model.problem.text}`}\n`);
  }
  return 0;
}

/** `sarcolens model show NAME VERSION`: its card. */
export async function runModelShow(name: string, version: string, options: ModelOptions): Promise<0 | 1 | 2> {
  const model = await loadModel(folderOf(options), name, version);
  if (!model.ok) return failWith('model show', model.problem);
  process.stdout.write(await readFile(join(model.value.folder, 'card.md'), 'utf8'));
  return 0;
}

/** `sarcolens model verify NAME VERSION`: checksums, schema and check values. */
export async function runModelVerify(name: string, version: string, options: ModelOptions): Promise<0 | 1 | 2> {
  const verified = await verifyModel(folderOf(options), name, version, valueScorer());
  if (!verified.ok) return failWith('model verify', verified.problem);
  const { model, checks } = verified.value;
  process.stdout.write(`${name} ${version}: ${Object.keys(model.manifest.files).length} files as the manifest names them, ${checks} check values reproduced.\n`);
  return 0;
}

/** `sarcolens model register FOLDER --models DIR`: verifies a package and copies it to where the service looks for models. */
export async function runModelRegister(source: string, options: ModelOptions): Promise<0 | 1 | 2> {
  const from = resolve(source);
  const [version, name] = [basename(from), basename(dirname(from))];
  const verified = await verifyModel(dirname(dirname(from)), name, version, valueScorer());
  if (!verified.ok) return failWith('model register', verified.problem);
  const to = join(folderOf(options), name, version);
  if (await stat(to).then(() => true, () => false)) {
    const there = await loadModel(folderOf(options), name, version);
    if (there.ok && there.value.identity.manifestSha256 === verified.value.model.identity.manifestSha256) { process.stdout.write(`${name} ${version} is registered already.\n`); return 0; }
    return failWith('model register', { code: 'MODEL_INVALID', text: `${to} holds another package of the same version; a version is never replaced, so give the new one a new number.` });
  }
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true });
  process.stdout.write(`${name} ${version} is registered in ${folderOf(options)}.\n`);
  return 0;
}
