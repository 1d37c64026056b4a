import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, type Outcome, refused } from '../platform/problem.js';
import { extractFeatures } from '../radiomics/index.js';
import { readImage, readMask } from '../volumes/read-image.js';
import { parseCsv } from '../platform/csv.js';
import { type CohortRow, measurementSettings } from './recipe.js';

interface ClinicalVariables {
  readonly id: string;
  readonly age: number;
  readonly sex: CohortRow['sex'];
  readonly highGrade: boolean | null;
  readonly lungMetastasis: 0 | 1;
}

function clinicalOf(row: Readonly<Record<string, string>>): ClinicalVariables {
  const { id = '', age = '', sex = '', grade = '', lung_mets: outcome = '' } = row;
  return { id, age: Number(age), sex: sex === 'Male' ? 'male' : 'female', highGrade: grade === '' ? null : grade === 'High', lungMetastasis: outcome === '1' ? 1 : 0 };
}

/** Largest SUV and mesh volume of a patient's PET lesion, by the same engine that measures in the service. */
async function measure(folder: string): Promise<Outcome<Pick<CohortRow, 'suvMax' | 'volumeMm3'>>> {
  const image = await readImage(join(folder, 'PET_image.nii.gz'));
  if (!image.ok) return image;
  const mask = await readMask(join(folder, 'PET_mask.nii.gz'), image.value);
  if (!mask.ok) return mask;
  const measured = extractFeatures(image.value.volume, mask.value.mask, measurementSettings);
  if (measured.kind !== 'measured') return refused('ROI_EMPTY', measured.detail);
  const value = (tag: string): number => measured.features.find((feature) => feature.tag === tag)?.value ?? Number.NaN;
  return done({ suvMax: value('stat_max'), volumeMm3: value('morph_volume') });
}

/** Measures the cohort in a folder that holds `clinical.csv` and `nifti/<id>/PET_image.nii.gz` in SUV with `PET_mask.nii.gz`. */
export async function measureCohort(folder: string, progress: (share: number) => void): Promise<Outcome<readonly CohortRow[]>> {
  const table = join(folder, 'clinical.csv');
  if (!existsSync(table)) return refused('FILE_NOT_FOUND', `${table} does not exist; a cohort with clinical.csv and nifti/ was expected in ${folder}.`);
  const clinical = parseCsv(readFileSync(table, 'utf8')).map(clinicalOf);
  const rows: CohortRow[] = [];
  for (const patient of clinical) {
    const measured = await measure(join(folder, 'nifti', patient.id));
    if (!measured.ok) return refused(measured.problem.code, `${patient.id}: ${measured.problem.text}`);
    rows.push({ ...patient, ...measured.value });
    progress(rows.length / clinical.length);
  }
  return done(rows);
}

const columns = ['id', 'suv_max', 'volume_mm3', 'age', 'sex', 'high_grade', 'lung_metastasis'] as const;

/** The measured cohort as CSV, every number with all its digits. */
export function featuresCsv(rows: readonly CohortRow[]): string {
  const lines = rows.map((row) => [row.id, row.suvMax, row.volumeMm3, row.age, row.sex, row.highGrade === null ? '' : Number(row.highGrade), row.lungMetastasis].join(','));
  return [columns.join(','), ...lines].map((line) => `${line}\n`).join('');
}

/** Reads what `featuresCsv` has written. */
export function readFeatures(path: string): Outcome<readonly CohortRow[]> {
  if (!existsSync(path)) return refused('FILE_NOT_FOUND', `${path} does not exist; a table of features was expected there.`);
  const table = parseCsv(readFileSync(path, 'utf8'));
  const absent = columns.filter((column) => !(column in (table[0] ?? {})));
  if (absent.length > 0) return refused('INVALID_CONFIG', `${path} lacks the columns ${absent.join(', ')}; expected ${columns.join(', ')}.`);
  return done(table.map((row) => ({
    id: row.id ?? '', suvMax: Number(row.suv_max), volumeMm3: Number(row.volume_mm3), age: Number(row.age), sex: row.sex === 'male' ? 'male' as const : 'female' as const,
    highGrade: row.high_grade === '' ? null : row.high_grade === '1', lungMetastasis: row.lung_metastasis === '1' ? 1 as const : 0 as const,
  })));
}
