import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ResultsService } from '../results/results.service.js';
import { about } from './cost.js';
import { TimePoint } from './patient.types.js';
import { FeatureSet } from './result.types.js';
import { viewFeatureSet } from './view.js';

@Resolver(() => TimePoint)
export class TimePointResolver {
  constructor(private readonly results: ResultsService) {}

  @ResolveField(() => [FeatureSet], about(3))
  async featureSets(@Parent() { measured }: TimePoint): Promise<FeatureSet[]> {
    return (await this.results.featureSets(measured.map((head) => head.id))).map(viewFeatureSet);
  }
}
