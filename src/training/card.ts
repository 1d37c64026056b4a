import type { ModelManifest } from '../models/manifest.js';
import type { Estimate } from '../statistics/index.js';
import type { Performance } from './evaluate.js';
import type { Fitted } from './fit.js';
import type { Report } from './report.js';

const three = (value: number): string => value.toFixed(3);
const withInterval = ({ value, lower, upper }: Estimate): string => `${value.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`;

const row = (model: Performance): string => `| ${[
  model.name, withInterval(model.auc), three(model.aucOptimismCorrected), three(model.apparentAuc), three(model.brier), withInterval(model.calibrationSlope), withInterval(model.calibrationIntercept),
].join(' | ')} |`;

const shownRange = ({ from, range, unit }: ModelManifest['inputs'][number]): string => {
  const isLog = from.kind === 'feature' && from.transform === 'log2';
  const [min, max] = [range.min, range.max].map((value) => Number((isLog ? 2 ** value : value).toPrecision(3)));
  return `${min} to ${max} ${isLog ? unit.replace(/^log2\((.*)\)$/, '$1') : unit === 'a' ? 'years' : unit}`;
};

/** The model's card in Markdown: what it is, what it is not, and how it did. */
export function modelCard(manifest: ModelManifest, report: Report, { coefficients, intercept, scale, penalty }: Fitted): string {
  const { inputs, training } = manifest;
  return `# ${manifest.title}

${manifest.name} ${manifest.version}. **${manifest.status.charAt(0).toUpperCase()}${manifest.status.slice(1)}.**

${manifest.output.definition} ${manifest.output.horizon}

## Intended use

${manifest.intendedUse}

## Limits

${manifest.limits.map((limit) => `- ${limit}`).join('\n')}

## Inputs

| input | training range | mean | deviation | coefficient, log-odds per deviation |
|---|---|---|---|---|
${inputs.map((input, k) => `| ${input.label}, as ${input.unit === 'a' ? 'years' : input.unit} | ${shownRange(input)} | ${three(scale.means[k])} | ${three(scale.deviations[k])} | ${three(coefficients[k])} |`).join('\n')}

Intercept ${three(intercept)}; ridge penalty ${penalty}. Features: mesh volume and largest SUVbw of the lesion drawn on the PET, as acquired, by the extraction settings in \`manifest.json\`. An input that is missing or outside its training range gives no probability.

## Performance

${report.cohort.patients} patients, ${report.cohort.events} with lung metastasis. 95 % intervals.

| model | AUC, cross-validated | AUC, optimism-corrected | AUC, apparent | Brier | calibration slope | calibration intercept |
|---|---|---|---|---|---|---|
${report.models.map(row).join('\n')}

${report.conclusions.map((conclusion) => `- ${conclusion}`).join('\n')}

How it was computed:

${report.method.map((step) => `- ${step}`).join('\n')}

## Data

${training.cohort}. ${training.engine}; \`${training.command}\` computes this package again, bit for bit, from the images, or from \`features.csv\` with \`--features\`.

${training.citation.map((citation) => `- ${citation}`).join('\n')}
`;
}
