import { Args, Context, Int, Query, Resolver } from '@nestjs/graphql';
import { WriteBacks } from '../results/write-backs.service.js';
import { asAsked } from './cost.js';
import { largestPage, pageOf } from './pages.js';
import { type Asking, onlyAuditor, QueryAudit } from './query-audit.service.js';
import { WriteBack } from './write-back.types.js';

@Resolver(() => WriteBack)
export class WriteBackResolver {
  constructor(private readonly rows: WriteBacks, private readonly audit: QueryAudit) {}

  @Query(() => [WriteBack], { description: 'What was written to the EHR, the newest first: for the auditor.', ...asAsked(largestPage) })
  async writeBacks(
    @Context() asking: Asking,
    @Args('first', { type: () => Int, defaultValue: 50 }) first = 50,
    @Args('before', { type: () => Date, nullable: true, description: 'Only those that changed before.' }) before?: Date,
  ): Promise<WriteBack[]> {
    onlyAuditor(asking);
    const found = await this.rows.newest(pageOf(first), before);
    await this.audit.query(asking, 'writeBacks', { found: found.length });
    return found.map((row) => Object.assign(new WriteBack(), row, { locations: Object.values(row.locations) }));
  }
}
