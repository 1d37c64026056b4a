import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import mercurius from 'mercurius';
import { ResultsService } from '../results/results.service.js';
import { about, asAsked } from './cost.js';
import { largestPage, pageOf } from './pages.js';
import { type Asking, QueryAudit } from './query-audit.service.js';
import { FeatureSet, Result } from './result.types.js';
import { viewFeatureSet, viewResult } from './view.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

@Resolver(() => Result)
export class ResultResolver {
  constructor(private readonly results: ResultsService, private readonly audit: QueryAudit) {}

  @Query(() => Result, { nullable: true })
  async result(@Context() asking: Asking, @Args('id', { type: () => ID }) id: string): Promise<Result | null> {
    const found = uuid.test(id) ? await this.results.find(id) : null;
    await this.audit.query(asking, 'result', { found: found ? 1 : 0 }, found?.patientId);
    return found ? viewResult(found) : null;
  }

  @Query(() => [Result], { name: 'results', description: 'Results of a model, newest first: for the auditor.', ...asAsked(largestPage) })
  async ofModel(
    @Context() asking: Asking,
    @Args('model') model: string,
    @Args('version', { type: () => String, nullable: true }) version?: string,
    @Args('first', { type: () => Int, defaultValue: 50, description: `At most ${largestPage}.` }) first = 50,
    @Args('after', { type: () => ID, nullable: true, description: 'id of the last result seen.' }) after?: string,
  ): Promise<Result[]> {
    if (after !== undefined && !uuid.test(after)) throw new mercurius.ErrorWithProps('after: expected the id of a result.', undefined, 400);
    const found = await this.results.ofModel({ name: model, version, first: pageOf(first), after });
    await this.audit.query(asking, 'results', { model, version: version ?? null, found: found.length });
    return found.map(viewResult);
  }

  @ResolveField(() => Boolean, { description: 'True where its order was entered in error since; such results are shown to nobody but by id and to the auditor.' })
  async withdrawn(@Parent() result: Result): Promise<boolean> {
    return this.results.isWithdrawn(result);
  }

  @ResolveField(() => [FeatureSet], { description: 'What was measured; the set that the model took stands first.', ...about(3) })
  async featureSets(@Parent() { featureSetIds }: Result): Promise<FeatureSet[]> {
    return (await this.results.featureSets(featureSetIds)).map(viewFeatureSet);
  }
}
