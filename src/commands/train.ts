import { cohortFolder } from '../config/reference.js';
import { measureCohort, readFeatures } from '../training/cohort.js';
import { writePackage } from '../training/package.js';
import { validation } from '../training/recipe.js';
import { makeReport } from '../training/report.js';
import { progressBar } from './progress.js';
import { failWith } from './fail.js';

/** The options of `sarcolens train`. */
export interface TrainOptions {
  readonly cohort?: string;
  readonly features?: string;
  readonly out: string;
  readonly version: string;
  readonly repeats?: string;
  readonly bootstraps?: string;
}

const whole = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text));

/** `sarcolens train`: measures the cohort, fits and validates the models, and writes the package. */
export async function runTrain({ cohort, features, out, version, repeats, bootstraps }: TrainOptions): Promise<0 | 1 | 2> {
  const settings = { ...validation, repeats: whole(repeats, validation.repeats), bootstraps: whole(bootstraps, validation.bootstraps) };
  if (![settings.repeats, settings.bootstraps].every((count) => Number.isInteger(count) && count > 0) || !/^\d+\.\d+\.\d+$/.test(version)) {
    process.stderr.write('sarcolens train: --repeats and --bootstraps take whole numbers from 1 on, --version three numbers such as 1.0.0.\n');
    return 2;
  }
    const measuring = progressBar('measuring');
  const rows = features === undefined ? await measureCohort(cohort ?? cohortFolder(), measuring.report) : readFeatures(features);
  measuring.stop();
  if (!rows.ok) return failWith('train', rows.problem);
  const validating = progressBar('validating');
  const { report, shipped } = makeReport(rows.value, settings, validating.report);
  validating.stop();
  const at = await writePackage({ name: 'lung-metastasis', version, rows: rows.value, report, shipped }, out);
  for (const model of report.models) process.stdout.write(`${model.name}: AUC ${model.auc.value.toFixed(3)} (${model.auc.lower.toFixed(3)} to ${model.auc.upper.toFixed(3)}), Brier ${model.brier.toFixed(3)}\n`);
  process.stdout.write(`${report.conclusions.join('\n')}\nWritten to ${at}\n`);
  return 0;
}
