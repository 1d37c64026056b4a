import { Args, Context, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { type CardRecord, CardRecords } from '../cards/card-records.service.js';
import { CardReport, CardSubject, CdsLoad, CdsPause, ShownCard } from './card.types.js';
import { asAsked } from './cost.js';
import { largestPage, pageOf } from './pages.js';
import { type Asking, onlyAuditor, QueryAudit } from './query-audit.service.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function viewCard({ card, reports }: CardRecord): ShownCard {
  const viewed = reports.map((report) => Object.assign(new CardReport(), report, { content: JSON.stringify(report.content) }));
  return Object.assign(new ShownCard(), card, { outcome: reports.at(-1)?.outcome ?? null, reports: viewed });
}

@Resolver(() => ShownCard)
export class CardResolver {
  constructor(private readonly records: CardRecords, private readonly audit: QueryAudit) {}

  @Query(() => [ShownCard], { description: 'The newest cards of a patient, with what became of them: for the auditor.', ...asAsked(largestPage) })
  async cards(@Context() asking: Asking, @Args('patientId', { type: () => ID }) patientId: string, @Args('first', { type: () => Int, defaultValue: 50 }) first = 50): Promise<ShownCard[]> {
    onlyAuditor(asking);
    const found = await this.records.ofPatient(patientId, pageOf(first));
    await this.audit.query(asking, 'cards', { found: found.length }, patientId);
    return found.map(viewCard);
  }

  @Query(() => [CdsLoad], { description: 'How many cards each CDS service showed, and how they were received: for the auditor.' })
  async cdsLoad(@Context() asking: Asking): Promise<readonly CdsLoad[]> {
    onlyAuditor(asking);
    await this.audit.query(asking, 'cdsLoad', {});
    return this.records.load();
  }

  @Query(() => [CdsPause], { description: 'CDS services that keep silent because they have spent their budget: for the auditor.' })
  async cdsPauses(@Context() asking: Asking): Promise<readonly CdsPause[]> {
    onlyAuditor(asking);
    await this.audit.query(asking, 'cdsPauses', {});
    return this.records.pauses();
  }

  @Query(() => CardSubject, { nullable: true, description: 'What a card was about: its link names the card and no patient.' })
  async card(@Context() asking: Asking, @Args('uuid', { type: () => ID }) id: string): Promise<CardSubject | null> {
    const found = uuid.test(id) ? await this.records.subjectOf(id) : undefined;
    await this.audit.query(asking, 'card', { found: found ? 1 : 0 }, found?.patientId);
    return found ?? null;
  }
}
