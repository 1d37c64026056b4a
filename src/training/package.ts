import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsHash } from '../analysis/extraction-settings.js';
import type { ModelManifest } from '../models/manifest.js';
import { sha256Hex } from '../platform/canonical-json.js';
import { engine } from '../platform/project.js';
import { modelCard } from './card.js';
import { featuresCsv } from './cohort.js';
import type { Evaluated } from './evaluate.js';
import { dataOf } from './evaluate.js';
import { answerOf, modelGraph } from './model-graph.js';
import { candidates, type CohortRow, measurementSettings } from './recipe.js';
import type { Report } from './report.js';

const intervalLevel = 0.95;
const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Everything a package is made of. */
export interface PackageParts {
  readonly name: string;
  readonly version: string;
  readonly rows: readonly CohortRow[];
  readonly report: Report;
  readonly shipped: Evaluated;
}

function rangeOf(values: readonly number[]) {
  return { min: Math.min(...values), max: Math.max(...values) };
}

/** Inputs of three training patients with the answers of the formula: what `sarcolens model verify` asks the graph again. */
function checks({ rows, shipped }: PackageParts) {
  const { rows: inputs } = dataOf(rows, candidates.at(-1)?.predictors ?? []);
  return inputs.filter((_, k) => k % 17 === 0).map((values) => ({ inputs: values, ...answerOf(shipped.fitted, values, intervalLevel) }));
}

function manifestOf(parts: PackageParts, files: Readonly<Record<string, string>>): ModelManifest {
  const { rows, report, name, version } = parts;
  const suvMax = rangeOf(rows.map((row) => Math.log2(row.suvMax)));
  const volume = rangeOf(rows.map((row) => Math.log2(row.volumeMm3 * 0.001)));
  return {
    format: 'sarcolens-model/1', name, version, title: 'Lung metastasis of soft-tissue sarcoma from FDG-PET and age', status: 'research demonstration, no external validation',
    output: {
      label: 'lung metastasis risk', definition: 'Predicted probability of lung metastasis of a soft-tissue sarcoma of the extremities during follow-up.',
      horizon: 'Follow-up of the training cohort, treatment included; no fixed time.',
    },
    measurement: {
      modality: 'PT', intensity: 'suv-bw', intensityUnit: 'SUVbw', roiLabels: ['^GTV_Mass$', '^Lesion \\d+$'],
      settings: Object.fromEntries(Object.entries(measurementSettings)), settingsHash: settingsHash(measurementSettings),
    },
    inputs: [
      { name: 'log2_suv_max', label: 'SUVmax', unit: 'log2(SUVbw)', from: { kind: 'feature', tag: 'stat_max', unit: 'SUVbw', transform: 'log2', scale: 1 }, range: suvMax },
      { name: 'log2_volume', label: 'Volume', unit: 'log2(mL)', from: { kind: 'feature', tag: 'morph_volume', unit: 'mm3', transform: 'log2', scale: 0.001 }, range: volume },
      { name: 'age', label: 'Age at imaging', unit: 'a', from: { kind: 'clinical', variable: 'age-at-imaging' }, range: rangeOf(rows.map((row) => row.age)) },
    ],
    intervalLevel,
    training: {
      cohort: 'Soft-tissue-Sarcoma collection (The Cancer Imaging Archive), as prepared for the Image Biomarker Standardisation Initiative; CC BY 3.0',
      patients: report.cohort.patients, events: report.cohort.events, engine: `${engine.name} ${engine.version}`, command: `sarcolens train --version ${version}`,
      citation: [
        'Vallières M, Freeman CR, Skamene SR, El Naqa I. A radiomics model from joint FDG-PET and MRI texture features for the prediction of lung metastases in soft-tissue sarcomas of the extremities. Phys Med Biol 2015;60:5471. doi:10.1088/0031-9155/60/14/5471',
        'Vallières M, Freeman CR, Skamene SR, El Naqa I. The Cancer Imaging Archive, 2015. doi:10.7937/K9/TCIA.2015.7GO2GSKS',
        'Clark K, Vendt B, Smith K, et al. The Cancer Imaging Archive (TCIA). J Digit Imaging 2013;26:1045. doi:10.1007/s10278-013-9622-7',
      ],
    },
    intendedUse: 'To show how a radiomics model is measured, run, explained and audited. Not for decisions about a patient.',
    limits: [
      'No external validation.',
      'Trained on one centre\'s soft-tissue sarcomas of the extremities; it knows no benign tumour, no other site and no other scanner.',
      'The outcome includes the effect of treatment, and follow-up differs between patients.',
      'The interval is of the expected probability at these inputs, not of what will happen to one patient.',
    ],
    externalValidation: [],
    files: { ...files },
  };
}

/** Writes `manifest.json`, `model.onnx`, `report.json`, `card.md`, `checks.json` and `features.csv` into `folder/name/version`. */
export async function writePackage(parts: PackageParts, folder: string): Promise<string> {
  const at = join(folder, parts.name, parts.version);
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    'model.onnx': modelGraph(parts.shipped.fitted, intervalLevel),
    'report.json': pretty(parts.report),
    'checks.json': pretty(checks(parts)),
    'features.csv': featuresCsv(parts.rows),
  };
  const sums = (files: Readonly<Record<string, string | Uint8Array>>) => Object.fromEntries(Object.entries(files).map(([file, content]) => [file, sha256Hex(content)]));
  const card = modelCard(manifestOf(parts, sums(contents)), parts.report, parts.shipped.fitted);
  const all = { ...contents, 'card.md': card };
  await mkdir(at, { recursive: true });
  for (const [file, content] of Object.entries(all)) await writeFile(join(at, file), content);
  await writeFile(join(at, 'manifest.json'), pretty(manifestOf(parts, sums(all))));
  return at;
}
