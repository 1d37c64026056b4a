import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseExtractionSettings } from '../analysis/extraction-settings.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { expandChain, type ExtractionSettings, type Perturbation, type PerturbationChain } from '../radiomics/index.js';
import { messageOf } from './fail.js';

const fraction = z.number().min(-1).max(1);
const repetitions = z.int().min(1);
/** Vectors one by one, or fractions that are combined over x, y and z, as MIRP has them. */
const translations = z.union([
  z.array(z.tuple([fraction, fraction, fraction])),
  z.strictObject({ fractions: z.array(fraction) }).transform(({ fractions }): [number, number, number][] =>
    fractions.flatMap((x) => fractions.flatMap((y) => fractions.map((z): [number, number, number] => [x, y, z])))),
], { error: 'a list of [x, y, z] or {"fractions": […]}, each from −1 to 1 voxel, was expected' });

const schema = z.strictObject({
  noise: z.strictObject({ repetitions, sigma: z.number().nonnegative().nullable().default(null) }).nullable().default(null),
  translations: translations.default([]),
  rotationsDegrees: z.array(z.number().min(-180).max(180)).default([]),
  growth: z.array(z.number().gt(-1).max(1)).default([]),
  contourRandomisation: z.strictObject({ repetitions }).nullable().default(null),
});

const fileShape = z.looseObject({ perturbation: z.unknown() }).refine(({ perturbation }) => perturbation !== undefined);

/** What `sarcolens perturb` is asked for. */
export interface PerturbConfig {
  readonly settings: ExtractionSettings;
  readonly chain: PerturbationChain;
  readonly perturbations: readonly Perturbation[];
}

/** Checks a configuration: that of `extract` with a chain under "perturbation". */
export function parsePerturbConfig(path: string, config: unknown): Outcome<PerturbConfig> {
  const file = fileShape.safeParse(config);
  if (!file.success) return refused('INVALID_CONFIG', `${path} names no perturbation; an object under "perturbation" was expected.`);
  const { perturbation, ...extraction } = file.data;
  const settings = parseExtractionSettings(extraction);
  if (!settings.ok) return settings;
  const chain = schema.safeParse(perturbation);
  if (!chain.success) {
    const mistakes = chain.error.issues.map(({ path: at, message }) => `${['perturbation', ...at].join('.')}: ${message}`);
    return refused('INVALID_CONFIG', `The configuration does not follow the schema: ${mistakes.join('; ')}.`);
  }
  const expansion = expandChain(chain.data);
  if (expansion.kind === 'refused') return refused('INVALID_CONFIG', `${path} cannot be followed: ${expansion.detail}.`);
  return done({ settings: settings.value, chain: chain.data, perturbations: expansion.perturbations });
}

/** Reads a configuration file. */
export async function readPerturbConfig(path: string): Promise<Outcome<PerturbConfig>> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return refused('FILE_NOT_FOUND', `${path} cannot be read; a configuration in JSON was expected there.`);
  try {
    return parsePerturbConfig(path, JSON.parse(text));
  } catch (error) {
    return refused('INVALID_CONFIG', `${path} is not JSON: ${messageOf(error)}.`);
  }
}
