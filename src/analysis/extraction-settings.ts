import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../platform/canonical-json.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { filterSchema } from './filter-schema.js';
import {
  aggregations, defaultAggregation, defaultSettings, families, interpolationMethods, pyradiomicsAggregation, pyradiomicsFamilies, pyradiomicsMismatches,
  type ExtractionSettings,
} from '../radiomics/index.js';

const positive = z.number().positive();
const discretisation = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('FBS'), binWidth: positive }),
  z.strictObject({ method: z.literal('FBN'), bins: z.int().min(2).max(4096) }),
]).nullable();

const bound = z.number().nullable();
const range = z.tuple([bound, bound]).refine(
  ([low, high]) => low === null || high === null || low < high,
  { error: 'the lower bound is expected below the upper one' },
);

const percent = z.number().min(0).max(100);
const normalisation = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('z-score') }),
  z.strictObject({ method: z.literal('percentile-clip'), low: percent.default(1), high: percent.default(99) })
    .refine(({ low, high }) => low < high, { error: 'low is expected below high' }),
  z.strictObject({ method: z.literal('reference-tissue'), intensity: positive }),
]);

/** What a configuration may say. A key that is left out takes its default; one that is not known is a mistake. */
const schema = z.strictObject({
  interpolation: z.strictObject({
    spacingMm: z.tuple([positive, positive, positive]).nullable(),
    method: z.enum(interpolationMethods).default('linear'),
    roundIntensities: z.boolean().default(false),
  }).nullable().default(null),
  approach: z.enum(['2D', '3D']).default(defaultSettings.approach),
  resegmentation: z.strictObject({ range: range.nullable().default(null), outlierSigma: positive.nullable().default(null) }).nullable().default(null),
  discretisation: discretisation.default(defaultSettings.discretisation),
  ivh: discretisation.default(defaultSettings.ivh),
  aggregation: z.array(z.enum(aggregations)).optional(),
  families: z.array(z.enum(families)).optional(),
  omit: z.array(z.string()).default([]),
  filter: filterSchema.default(null),
  normalisation: z.array(normalisation).optional(),
  compatibility: z.literal('pyradiomics').optional(),
}).transform((given, context): ExtractionSettings => {
  const { aggregation, families: some, normalisation: steps, compatibility, ...rest } = given;
  const settings = { ...rest, ...(steps === undefined ? {} : { normalisation: steps }) };
  if (compatibility === undefined) return { ...settings, aggregation: aggregation ?? defaultAggregation(rest.approach), families: some ?? families };
  const compatible = { ...settings, aggregation: aggregation ?? pyradiomicsAggregation, families: some ?? pyradiomicsFamilies, compatibility };
  for (const { key, expected } of pyradiomicsMismatches(compatible)) context.addIssue({ code: 'custom', path: [key], message: expected });
  return compatible;
});

function found(value: unknown, path: readonly PropertyKey[]): string {
  const inner = path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value);
  return inner === undefined || typeof inner === 'object' ? '' : ` (found ${JSON.stringify(inner)})`;
}

/** Checks a configuration of `extract` once, at the door. The sentence names every mistake, what was expected and what was found. */
export function parseExtractionSettings(config: unknown): Outcome<ExtractionSettings> {
  const parsed = schema.safeParse(config);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) =>
      `${issue.path.join('.') || 'the configuration'}: ${issue.message}${found(config, issue.path)}`);
    return refused('INVALID_CONFIG', `The configuration does not follow the schema: ${mistakes.join('; ')}.`);
  }
  return done(parsed.data);
}

/** What two feature sets must have in common to be compared: SHA-256 of the settings' canonical JSON. */
export const settingsHash = (settings: ExtractionSettings): string => sha256Hex(canonicalJson(settings));
