import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { AnalysesService } from '../analysis/analyses.service.js';
import { OrdersService } from '../orders/orders.service.js';
import { followLesions } from '../response/follow-lesions.js';
import { ResultsService } from '../results/results.service.js';
import { type SubjectKind, subjectKindOf } from '../studies/subject-kind.js';
import { about, asAsked } from './cost.js';
import { largestPage, pageOf, whole } from './pages.js';
import { Lesion, Order, Patient } from './patient.types.js';
import { type Asking, QueryAudit } from './query-audit.service.js';
import { viewResult } from './view.js';

@Resolver(() => Patient)
export class PatientResolver {
  constructor(
    private readonly results: ResultsService,
    private readonly orders: OrdersService,
    private readonly analyses: AnalysesService,
    private readonly audit: QueryAudit,
  ) {}

  @Query(() => [Patient], { description: `Patients of whom there is an order, by their ids. Without first: all of them, refused where there are more than ${largestPage}.`, ...asAsked(largestPage) })
  async patients(
    @Context() asking: Asking,
    @Args('first', { type: () => Int, nullable: true, description: `At most ${largestPage}.` }) first?: number | null,
    @Args('after', { type: () => ID, nullable: true, description: 'id of the last patient seen.' }) after?: string | null,
  ): Promise<Patient[]> {
    const page = { after: after ?? '' };
    const ids = typeof first === 'number' ? await this.orders.patients({ ...page, first: pageOf(first) }) : whole(await this.orders.patients({ ...page, first: largestPage + 1 }), 'patients');
    await this.audit.query(asking, 'patients', { found: ids.length });
    return ids.map((id) => ({ id, isOfAList: true }));
  }

  @Query(() => Patient, { nullable: true, description: 'Null where there is no order of the patient.' })
  async patient(@Context() asking: Asking, @Args('id', { type: () => ID }) id: string): Promise<Patient | null> {
    const orders = await this.orders.overviewOf(id);
    await this.audit.query(asking, 'patient', { found: orders.length > 0 ? 1 : 0 }, id);
    return orders.length > 0 ? { id, isOfAList: false } : null;
  }

  @ResolveField(() => String, { description: 'person; synthetic, where the EHR marks the patient as test health data; training, where the model was trained with the patient.' })
  async subject(@Parent() { id }: Patient): Promise<SubjectKind> {
    const read = await this.results.subjectOf(id);
    return read ?? subjectKindOf((await this.orders.overviewOf(id))[0]?.meta ?? undefined);
  }

  @ResolveField(() => [Lesion], about(2))
  async lesions(@Context() asking: Asking, @Parent() { id, isOfAList }: Patient): Promise<Lesion[]> {
    // A list names no patient in the audit; what is read of one of them does.
    if (isOfAList) await this.audit.query(asking, 'patients.lesions', {}, id);
    const [heads, results] = await Promise.all([this.results.headsOfPatient(id), this.results.ofPatient(id)]);
    return followLesions(heads, results).map(({ key, points }) => ({
      key,
      label: points.flatMap((point) => point.featureSets)[0]?.roiLabel ?? 'no lesion found',
      timePoints: points.map(({ studyInstanceUid, acquiredAt, featureSets, results: here }) => ({ studyInstanceUid, acquiredAt, measured: featureSets, results: here.map(viewResult) })),
    }));
  }

  @ResolveField('orders', () => [Order], about(5))
  async ordersOf(@Parent() { id }: Patient): Promise<Order[]> {
    const orders = await this.orders.overviewOf(id);
    return Promise.all(orders.map(async (order) => ({ ...order, analysis: await this.analyses.newestOfOrder(order.id) })));
  }
}
