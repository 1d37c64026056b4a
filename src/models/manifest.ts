import { z } from 'zod';
import { meaningOfCode } from '../clinical/meanings.js';
import { unitsOf } from '../clinical/ucum.js';
import { isClinicalVariable, kindOf, variableNames } from '../clinical/variables.js';
import { seriesNeedsSchema } from './series-needs.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal');

const featureInput = z.strictObject({
  kind: z.literal('feature'),
  tag: z.string().describe('IBSI tag of the feature.'),
  unit: z.string().describe('Unit the feature must be in.'),
  transform: z.enum(['identity', 'log2']),
  scale: z.number().positive().describe('Multiplies the feature before the transformation, such as 0.001 for mm³ to mL.'),
});

const coded = variableNames.filter((name) => kindOf(name).value === 'coded');
const numeric = variableNames.filter((name) => kindOf(name).value === 'number');

const ageInput = z.strictObject({ kind: z.literal('clinical'), variable: z.literal('age-at-imaging') });
const codedInput = z.strictObject({
  kind: z.literal('clinical'), variable: z.enum(coded),
  codes: z.array(z.strictObject({ system: z.string(), code: z.string(), value: z.number() })).min(1).describe('The number the model takes for each code; a code stands for every kind of what it names that has no number of its own.'),
}).superRefine(({ variable, codes }, context) => {
  codes.forEach((one, k) => {
    if (isClinicalVariable(variable) && meaningOfCode(variable, one) === undefined) context.addIssue({ code: 'custom', path: ['codes', k, 'code'], message: `expected a code that is known for ${variable}, found ${one.code}` });
  });
});
const numericInput = z.strictObject({ kind: z.literal('clinical'), variable: z.enum(numeric), unit: z.enum(numeric.flatMap(unitsOf)).describe('UCUM unit the model takes.') });
const clinicalInput = z.discriminatedUnion('variable', [ageInput, codedInput, numericInput]);

const input = z.strictObject({
  name: z.string(),
  label: z.string().describe('As people read it.'),
  unit: z.string(),
  from: z.discriminatedUnion('kind', [featureInput, clinicalInput]),
  range: z.strictObject({ min: z.number(), max: z.number() }).describe('Of the training data, in the unit the model takes.'),
});

/**
 * `manifest.json` of a model package: which measurement the model needs, what it takes, what it may be used for, and
 * the checksum of every file beside it.
 */
export const manifestSchema = z.strictObject({
  format: z.literal('sarcolens-model/1'),
  name: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  title: z.string(),
  status: z.string(),
  output: z.strictObject({ label: z.string(), definition: z.string(), horizon: z.string() }),
  measurement: z.strictObject({
    modality: z.enum(['CT', 'MR', 'PT']),
    intensity: z.enum(['rescaled', 'suv-bw', 'suv-lbm', 'suv-bsa']),
    intensityUnit: z.string(),
    roiLabels: z.array(z.string()).min(1).describe('Regular expressions; a region whose label matches one is the lesion.'),
    series: seriesNeedsSchema.optional(),
    settings: z.record(z.string(), z.unknown()).describe('Extraction settings, as of `sarcolens extract --config`.'),
    settingsHash: sha256,
  }),
  inputs: z.array(input).min(1),
  intervalLevel: z.number().gt(0).lt(1),
  training: z.strictObject({
    cohort: z.string(), patients: z.int().positive(), events: z.int().positive(), engine: z.string(), command: z.string(), citation: z.array(z.string()).min(1),
  }),
  intendedUse: z.string(),
  limits: z.array(z.string()).min(1),
  externalValidation: z.array(z.string()),
  files: z.record(z.string(), sha256),
});

export type ModelManifest = z.infer<typeof manifestSchema>;
export type ModelInput = ModelManifest['inputs'][number];
