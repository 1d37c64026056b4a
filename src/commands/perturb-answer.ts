import { settingsHash } from '../analysis/extraction-settings.js';
import type { Problem } from '../platform/problem.js';
import { engine } from '../platform/project.js';
import { type PerturbedValues, type Spread, spreadOf, tagsAskedFor } from '../radiomics/index.js';
import { type Icc, iccOneWay, type Reliability, reliabilityOf } from '../statistics/index.js';
import type { VolumeSource } from '../volumes/types.js';
import type { PerturbConfig } from './perturb-config.js';

/** A case that was measured: as drawn, and after every perturbation. */
export interface PerturbedCase {
  readonly id: string;
  readonly source: VolumeSource;
  readonly roi: string;
  /** Standard deviation of the noise that was added, in the image's unit; null where the chain adds none. */
  readonly noiseSigma: number | null;
  readonly asDrawn: PerturbedValues;
  readonly values: readonly PerturbedValues[];
  readonly warnings: readonly string[];
}

/** A case that was not. */
export interface FailedCase {
  readonly id: string;
  readonly error: Problem;
}

export type CaseResult = PerturbedCase | FailedCase;
export const isFailed = (result: CaseResult): result is FailedCase => 'error' in result;

type FeatureSpread = { readonly tag: string; readonly asDrawn: number | null } & Spread;

/** How robust a feature is across cases. */
interface Robustness {
  readonly tag: string;
  /** ICC(1,1) with its 95 % interval; null where it is not defined. */
  readonly icc: Icc | null;
  readonly reliability: Reliability | null;
  /** Perturbations in which every case has the feature: the others cannot be compared. */
  readonly perturbations: number;
}

const featuresOf = ({ asDrawn, values }: PerturbedCase, tags: readonly string[]): readonly FeatureSpread[] =>
  tags.map((tag, at) => ({ tag, asDrawn: asDrawn[at], ...spreadOf(values.map((value) => value[at])) }));

function robustnessOf(cases: readonly PerturbedCase[], tag: string, at: number): Robustness {
  const complete = cases[0].values.flatMap((_, k) => (cases.every(({ values }) => values[k][at] !== null) ? [k] : []));
  const table = cases.map(({ values }) => complete.flatMap((k) => values[k][at] ?? []));
  const icc = iccOneWay(table);
  return { tag, icc, reliability: icc === null ? null : reliabilityOf(icc), perturbations: complete.length };
}

/** What `sarcolens perturb` writes. Robustness is null below two cases: a single one has no variance between cases. */
export function perturbAnswer({ settings, chain, perturbations }: PerturbConfig, seed: number, results: readonly CaseResult[]): object {
  const tags = tagsAskedFor(settings);
  const measured = results.flatMap((result) => (isFailed(result) ? [] : [result]));
  return {
    engine, runtime: { node: process.versions.node, v8: process.versions.v8 },
    seed, settings, settingsHash: settingsHash(settings), perturbation: chain, perturbations,
    cases: results.map((result) => (isFailed(result)
      ? { id: result.id, error: { code: result.error.code, text: result.error.text } }
      : { id: result.id, image: result.source, roi: result.roi, noiseSigma: result.noiseSigma, warnings: result.warnings, features: featuresOf(result, tags) })),
    robustness: measured.length < 2 ? null : { coefficient: 'ICC(1,1)', cases: measured.length, features: tags.map((tag, at) => robustnessOf(measured, tag, at)) },
  };
}
