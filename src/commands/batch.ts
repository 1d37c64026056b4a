import { existsSync } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import type { Outcome } from '../platform/problem.js';
import { createPool } from '../platform/worker-pool.js';
import type { ExtractionSettings } from '../radiomics/index.js';
import { type BatchFormat, type BatchLine, batchLines, type BatchLines } from './batch-lines.js';
import { type BatchCase, readManifest } from './batch-manifest.js';
import { readExtractionSettings } from './extract.js';
import type { ExtractionAnswer } from './extract-answer.js';
import type { CasePaths } from './extract-case.js';
import type { CaseTask } from './extract-case.worker.js';
import { failWith, messageOf } from './fail.js';
import { maskReadingOf, type MaskReadingOptions } from './mask-reading.js';
import { progressBar } from './progress.js';
import type { Intensity } from '../volumes/types.js';

/** The options of `sarcolens batch` as the command line hands them over. */
export interface BatchOptions extends MaskReadingOptions {
  readonly manifest: string;
  readonly config?: string;
  readonly out: string;
  readonly format: BatchFormat;
  readonly workers: string;
  readonly intensity?: Intensity;
  readonly resume?: true;
}

/** What there is to do: the cases in order, and those of them that stand in the file already. */
interface Batch {
  readonly cases: readonly BatchCase[];
  readonly known: ReadonlyMap<string, BatchLine>;
  readonly settings: ExtractionSettings;
  /** How image and mask of every case are read. */
  readonly alike: Pick<CasePaths, 'intensity' | 'reading'>;
  readonly lines: BatchLines;
  readonly out: string;
  readonly workers: number;
}

/** Measures what is not known, and writes each case as soon as all before it are written. Gives how many failed. */
async function measureAll({ cases, settings, alike, lines, out, workers }: Omit<Batch, 'known'>): Promise<number> {
  const bar = progressBar('measuring');
  const pool = createPool('src/commands/extract-case.worker.ts', workers);
  const file = await open(out, 'a');
  let [failed, finished] = [0, 0];
  try {
    const answers = cases.map(async ({ id, ...paths }) => {
      const task: CaseTask = { paths: { ...paths, ...alike }, settings };
      // Only extract-case.worker.ts answers, and this is what it answers.
      const answer = await pool.run(task) as Outcome<ExtractionAnswer>;
      finished += 1;
      bar.report(finished / cases.length);
      return { id, answer };
    });
    for (const next of answers) {
      const { id, answer } = await next;
      if (!answer.ok) failed += 1;
      await file.appendFile(lines.lineOf(id, answer));
    }
  } finally {
    bar.stop();
    await Promise.all([file.close(), pool.close()]);
  }
  return failed;
}

/** Brings the lines into the manifest's order where cases came in between. The file is never half there. */
async function putInOrder({ cases, lines, out }: Batch): Promise<void> {
  const written = lines.read(await readFile(out, 'utf8'));
  const byId = new Map(written.map((line) => [line.id, line.text]));
  const wanted = cases.flatMap(({ id }) => byId.get(id) ?? []);
  if (written.length === wanted.length && written.every((line, k) => line.text === wanted[k])) return;
  await writeFile(`${out}.part`, lines.header + wanted.join(''));
  await rename(`${out}.part`, out);
}

async function runBatchOf(batch: Batch): Promise<0 | 1> {
  const { cases, known, lines, out } = batch;
  const kept = cases.flatMap(({ id }) => known.get(id) ?? []);
  await writeFile(`${out}.part`, lines.header + kept.map((line) => line.text).join(''));
  await rename(`${out}.part`, out);
  const failed = await measureAll({ ...batch, cases: cases.filter(({ id }) => !known.has(id)) });
  await putInOrder(batch);
  const failedBefore = kept.filter((line) => lines.isFailure(line.text)).length;
  const all = failed + failedBefore;
  if (all === 0) return 0;
  process.stderr.write(`sarcolens batch: ${all} of ${cases.length} cases could not be measured; ${out} says why in their lines.\n`);
  return 1;
}

/** `sarcolens batch`: every case of a manifest, in its order; one that fails is a line with its error. */
export async function runBatch(options: BatchOptions): Promise<0 | 1 | 2> {
  const workers = Number(options.workers);
  if (!Number.isInteger(workers) || workers < 1) {
    process.stderr.write(`sarcolens batch: --workers is ${options.workers}; a whole number from 1 on was expected.\n`);
    return 2;
  }
  const settings = await readExtractionSettings(options.config);
  if (!settings.ok) return failWith('batch', settings.problem);
  const cases = await readManifest(options.manifest);
  if (!cases.ok) return failWith('batch', cases.problem);
  const reading = maskReadingOf(options);
  if (!reading.ok) return failWith('batch', reading.problem);
  const lines = batchLines(options.format, settings.value);
  const { out, intensity } = options;
  const alike = { reading: reading.value, ...(intensity === undefined ? {} : { intensity }) };
  try {
    const before = options.resume && existsSync(out) ? lines.read(await readFile(out, 'utf8')) : [];
    return await runBatchOf({ cases: cases.value, known: new Map(before.map((line) => [line.id, line])), settings: settings.value, alike, lines, out, workers });
  } catch (error) {
    return failWith('batch', { code: 'FILE_NOT_FOUND', text: `${out} cannot be written: ${messageOf(error)}.` });
  }
}
