import { Inject } from '@nestjs/common';
import { Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { engine } from '../platform/project.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import { Candidate, Model } from './model.types.js';

@ObjectType({ description: 'This installation.' })
export class Site {
  @Field({ description: 'True where anybody on this machine may look, and nothing is to be relied on.' }) demonstration!: boolean;
  @Field() engine!: string;
  @Field(() => Model, { description: 'The model that scores new studies.' }) model!: Model;
  @Field({ description: 'What the model predicts.' }) outcome!: string;
  @Field(() => [Candidate], { description: 'The model beside simpler ones.' }) candidates!: readonly Candidate[];
  @Field(() => [String]) limits!: readonly string[];
}

@Resolver(() => Site)
export class SiteResolver {
  constructor(@Inject(SETTINGS) private readonly settings: Settings, @Inject(SCORER) private readonly scorer: Scorer) {}

  @Query(() => Site)
  site(): Site {
    const { identity, manifest, performance } = this.scorer.model;
    const candidates = performance.map(({ name, auc, brier }) => ({ name, auc: auc.value, aucLower: auc.lower, aucUpper: auc.upper, brier }));
    return { demonstration: this.settings.security.demonstration, engine: `${engine.name} ${engine.version}`, model: identity, outcome: identity.definition, limits: manifest.limits, candidates };
  }
}
