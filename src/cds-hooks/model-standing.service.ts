import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { shippedModels } from '../models/load-model.js';
import { verifyModel } from '../models/verify-model.js';
import type { ProblemCode } from '../platform/problem.js';
import type { ModelIdentity } from '../results/result.js';
import { valueScorer } from '../scoring/score-values.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import type { ModelStanding } from './safety.js';

type Named = Pick<ModelIdentity, 'name' | 'version' | 'manifestSha256'>;

interface Verified {
  readonly at: number;
  readonly standing: Promise<ModelStanding>;
}

/** In words of our own: a problem's text may name folders of this machine. */
const reasons: Partial<Record<ProblemCode, string>> = {
  MODEL_NOT_FOUND: 'its package is no longer here.', MODEL_CHECKSUM: 'a file of its package has changed.', MODEL_INVALID: 'its package no longer gives its check values.',
};

/** A package that held an hour ago is held to again; until then its answer stands, so that no card waits for it. */
const holdsForMs = 3_600_000;

/** Knows whether the models that made stored results can still answer for them. */
@Injectable()
export class ModelStandings implements OnApplicationBootstrap {
  private readonly verified = new Map<string, Verified>();

  constructor(@Inject(SETTINGS) private readonly settings: Settings, @Inject(SCORER) private readonly scorer: Scorer) {}

  /** The model in use is verified before the first card asks. */
  onApplicationBootstrap(): void {
    void this.standingOf(this.scorer.model.identity);
  }

  /** Withdrawn by the settings or by its own manifest; not verified where the package is gone, is another, or no longer gives its check values. */
  async standingOf({ name, version, manifestSha256 }: Named): Promise<ModelStanding> {
    const withdrawn = this.settings.cdsHooks.withdrawnModels.find((one) => one.name === name && one.version === version);
    if (withdrawn) return { kind: 'withdrawn', reason: withdrawn.reason };
    const standing = await this.verifiedOf(name, version);
    if (standing.kind === 'sound' && standing.model.identity.manifestSha256 !== manifestSha256) return { kind: 'not-verified', reason: 'the package that is here is another than the one that made the result.' };
    return standing;
  }

  private verifiedOf(name: string, version: string): Promise<ModelStanding> {
    const key = `${name} ${version}`;
    const known = this.verified.get(key);
    if (known && Date.now() - known.at < holdsForMs) return known.standing;
    const fresh = this.verify(name, version);
    this.verified.set(key, { at: Date.now(), standing: known?.standing ?? fresh });
    void fresh.then(() => { this.verified.set(key, { at: Date.now(), standing: fresh }); });
    return known?.standing ?? fresh;
  }

  private async verify(name: string, version: string): Promise<ModelStanding> {
    try {
      const found = await verifyModel(this.settings.modelsDir ?? shippedModels, name, version, valueScorer());
      if (!found.ok) return { kind: 'not-verified', reason: reasons[found.problem.code] ?? 'its package does not hold.' };
      const { status } = found.value.model.manifest;
      return /^withdrawn\b/i.test(status) ? { kind: 'withdrawn', reason: `${status}.` } : { kind: 'sound', model: found.value.model };
    } catch {
      return { kind: 'not-verified', reason: 'its package cannot be run here.' };
    }
  }
}
