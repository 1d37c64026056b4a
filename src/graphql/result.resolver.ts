import { Args, GraphQLISODateTime, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ResultsService } from '../results/results.service.js';
import { QueryAudit } from './query-audit.service.js';
import { FeatureSet, Result } from './result.types.js';
import { viewFeatureSet, viewResult } from './view.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const largestPage = 200;

@Resolver(() => Result)
export class ResultResolver {
  constructor(private readonly results: ResultsService, private readonly audit: QueryAudit) {}

  @Query(() => Result, { nullable: true })
  async result(@Args('id', { type: () => ID }) id: string): Promise<Result | null> {
    const found = uuid.test(id) ? await this.results.find(id) : null;
    await this.audit.query('result', { found: found ? 1 : 0 }, found?.patientId);
    return found ? viewResult(found) : null;
  }

  @Query(() => [Result], { name: 'results', description: 'Results of a model, newest first: for the auditor.' })
  async ofModel(
    @Args('model') model: string,
    @Args('version', { type: () => String, nullable: true }) version?: string,
    @Args('first', { type: () => Int, defaultValue: 50 }) first = 50,
    @Args('before', { type: () => GraphQLISODateTime, nullable: true, description: 'createdAt of the last result seen.' }) before?: Date,
  ): Promise<Result[]> {
    const found = await this.results.ofModel(model, version, Math.max(1, Math.min(first, largestPage)), before);
    await this.audit.query('results', { model, version: version ?? null, found: found.length });
    return found.map(viewResult);
  }

  @ResolveField(() => [FeatureSet], { description: 'What was measured; the set that the model took stands first.' })
  async featureSets(@Parent() { featureSetIds }: Result): Promise<FeatureSet[]> {
    return (await this.results.featureSets(featureSetIds)).map(viewFeatureSet);
  }
}
