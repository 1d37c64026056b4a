import { open, writeFile } from 'node:fs/promises';
import { done, inASentence, refused, type Outcome } from '../platform/problem.js';
import { createPool, type WorkerPool } from '../platform/worker-pool.js';
import { noiseLevel, type Mask, type PerturbedValues, type Subject, unperturbed, type Volume } from '../radiomics/index.js';
import { readImage, readMask } from '../volumes/read-image.js';
import { type BatchCase, readManifest } from './batch-manifest.js';
import { failWith, messageOf } from './fail.js';
import { type CaseResult, isFailed, perturbAnswer, type PerturbedCase } from './perturb-answer.js';
import { type PerturbConfig, readPerturbConfig } from './perturb-config.js';
import type { PerturbTask } from './perturb.worker.js';
import { progressBar } from './progress.js';

/** The options of `sarcolens perturb` as the command line hands them over. */
export interface PerturbOptions {
  readonly manifest: string;
  readonly config: string;
  readonly out: string;
  readonly seed: string;
  readonly workers: string;
}

/** What all cases have in common. */
interface Run {
  readonly config: PerturbConfig;
  readonly seed: number;
  readonly pool: WorkerPool;
  /** Says that one more perturbation is measured. */
  readonly finished: () => void;
}

function sharedMask(mask: Mask): Mask {
  if (mask.voxels.buffer instanceof SharedArrayBuffer) return mask;
  const voxels = new Uint8Array(new SharedArrayBuffer(mask.voxels.length));
  voxels.set(mask.voxels);
  return { ...mask, voxels };
}

function subjectOf(volume: Volume, mask: Mask, { settings, chain }: PerturbConfig): Outcome<Subject> {
  const sigma = chain.noise === null ? 0 : chain.noise.sigma ?? noiseLevel(volume);
  if (sigma === null) return refused('UNSUPPORTED_IMAGE', 'The image is too small to estimate its noise from; six voxels along x and y, or noise.sigma in the configuration, were expected.');
  if (!mask.voxels.includes(1)) return refused('ROI_EMPTY', 'The region cannot be measured: the mask holds no voxel.');
  return done({ volume, mask: sharedMask(mask), noiseSigma: sigma, within: settings.filter === null ? 'surroundings' : 'whole-image' });
}

/** The case as drawn and after every perturbation, each on a thread of its own. */
async function measureAll(subject: Subject, id: string, { config, seed, pool, finished }: Run): Promise<readonly PerturbedValues[]> {
  const letters = Array.from(id, (letter) => letter.codePointAt(0) ?? 0);
  return await Promise.all([unperturbed, ...config.perturbations].map(async (perturbation, k) => {
    const task: PerturbTask = { subject, perturbation, settings: config.settings, words: [seed, ...letters, k] };
    // Only perturb.worker.ts answers, and this is what it answers.
    const values = await pool.run(task) as PerturbedValues;
    finished();
    return values;
  }));
}

async function perturbCase({ id, ...paths }: BatchCase, run: Run): Promise<Outcome<PerturbedCase>> {
  const image = await readImage(paths.image);
  if (!image.ok) return image;
  const mask = await readMask(paths.mask, image.value, paths.roi);
  if (!mask.ok) return mask;
  const subject = subjectOf(image.value.volume, mask.value.mask, run.config);
  if (!subject.ok) return subject;
  const [asDrawn, ...values] = await measureAll(subject.value, id, run);
  return done({
    id, source: image.value.source, roi: mask.value.roi.label, noiseSigma: run.config.chain.noise === null ? null : subject.value.noiseSigma,
    asDrawn, values, warnings: [...image.value.warnings, ...mask.value.warnings],
  });
}

/** One case after another: the threads share the perturbations of one, so that one image is in memory. */
async function perturbAll(cases: readonly BatchCase[], workers: number, { config, seed }: Pick<Run, 'config' | 'seed'>): Promise<readonly CaseResult[]> {
  const bar = progressBar('perturbing');
  const pool = createPool('src/commands/perturb.worker.ts', workers);
  const perCase = config.perturbations.length + 1;
  const results: CaseResult[] = [];
  try {
    for (const [k, next] of cases.entries()) {
      let measured = 0;
      const finished = (): void => { measured += 1; bar.report((k * perCase + measured) / (cases.length * perCase)); };
      const answer = await perturbCase(next, { config, seed, pool, finished })
        .catch((error: unknown) => refused('ANALYSIS_FAILED', `The case could not be measured: ${messageOf(error)}.`));
      results.push(answer.ok ? answer.value : { id: next.id, error: inASentence(answer.problem) });
    }
  } finally {
    bar.stop();
    await pool.close();
  }
  return results;
}

/** Whether the answer can be written, before hours are spent on it. Null when it can. */
const cannotWrite = (out: string): Promise<string | null> => open(out, 'a').then((file) => file.close()).then(() => null, messageOf);

/** A whole number of an option; null with a sentence on stderr when it is none. */
function wholeNumber(option: string, text: string, [least, most]: readonly [number, number]): number | null {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  process.stderr.write(`sarcolens perturb: --${option} is ${text}; a whole number from ${least} ${most === Infinity ? 'on' : `to ${most}`} was expected.\n`);
  return null;
}

/** `sarcolens perturb`: how far each feature moves in each case, and how robust it is across them. */
export async function runPerturb({ manifest, config: path, out, ...options }: PerturbOptions): Promise<0 | 1 | 2> {
  const workers = wholeNumber('workers', options.workers, [1, Infinity]);
  const seed = workers === null ? null : wholeNumber('seed', options.seed, [0, 2 ** 32 - 1]);
  if (workers === null || seed === null) return 2;
  const config = await readPerturbConfig(path);
  if (!config.ok) return failWith('perturb', config.problem);
  const cases = await readManifest(manifest);
  if (!cases.ok) return failWith('perturb', cases.problem);
  const unwritable = await cannotWrite(out);
  if (unwritable !== null) return failWith('perturb', { code: 'FILE_NOT_FOUND', text: `${out} cannot be written: ${unwritable}.` });
  const results = await perturbAll(cases.value, workers, { config: config.value, seed });
  await writeFile(out, `${JSON.stringify(perturbAnswer(config.value, seed, results), null, 2)}\n`);
  const failed = results.filter(isFailed).length;
  if (failed === 0) return 0;
  process.stderr.write(`sarcolens perturb: ${failed} of ${results.length} cases could not be measured; ${out} says why.\n`);
  return 1;
}
