import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { AnalysesService } from '../analysis/analyses.service.js';
import { OrdersService } from '../orders/orders.service.js';
import { followLesions } from '../response/follow-lesions.js';
import { ResultsService } from '../results/results.service.js';
import { type SubjectKind, subjectKindOf } from '../studies/subject-kind.js';
import { Lesion, Order, Patient } from './patient.types.js';
import { QueryAudit } from './query-audit.service.js';
import { viewFeatureSet, viewResult } from './view.js';

@Resolver(() => Patient)
export class PatientResolver {
  constructor(
    private readonly results: ResultsService,
    private readonly orders: OrdersService,
    private readonly analyses: AnalysesService,
    private readonly audit: QueryAudit,
  ) {}

  @Query(() => [Patient], { description: 'Every patient of whom there is an order.' })
  async patients(): Promise<Patient[]> {
    const ids = await this.orders.patients();
    await this.audit.query('patients', { found: ids.length });
    return ids.map((id) => ({ id }));
  }

  @Query(() => Patient, { nullable: true, description: 'Null where there is no order of the patient.' })
  async patient(@Args('id', { type: () => ID }) id: string): Promise<Patient | null> {
    const orders = await this.orders.ofPatient(id);
    await this.audit.query('patient', { found: orders.length > 0 ? 1 : 0 }, id);
    return orders.length > 0 ? { id } : null;
  }

  @ResolveField(() => String, { description: 'person; synthetic, where the EHR marks the patient as test health data; training, where the model was trained with the patient.' })
  async subject(@Parent() { id }: Patient): Promise<SubjectKind> {
    const read = (await this.results.ofPatient(id)).at(-1)?.content.subject;
    const [order] = read === undefined ? await this.orders.ofPatient(id) : [];
    return read ?? subjectKindOf(order && 'meta' in order.resource ? order.resource.meta : undefined);
  }

  @ResolveField(() => [Lesion])
  async lesions(@Parent() { id }: Patient): Promise<Lesion[]> {
    const [sets, results] = await Promise.all([this.results.featureSetsOfPatient(id), this.results.ofPatient(id)]);
    return followLesions(sets, results).map(({ key, points }) => ({
      key,
      label: points.flatMap((point) => point.featureSets)[0]?.content.region.roi.label ?? 'no lesion found',
      timePoints: points.map(({ studyInstanceUid, acquiredAt, featureSets, results: here }) => ({
        studyInstanceUid, acquiredAt, featureSets: featureSets.map(viewFeatureSet), results: here.map(viewResult),
      })),
    }));
  }

  @ResolveField('orders', () => [Order])
  async ordersOf(@Parent() { id }: Patient): Promise<Order[]> {
    const orders = await this.orders.ofPatient(id);
    const analyses = await this.analyses.ofOrders(orders.map((order) => order.id));
    return orders.map((order) => ({
      id: order.id, placer: order.placerValue, status: order.status, accessionNumber: order.accessionNumber, receivedAt: order.receivedAt,
      analysis: analyses.findLast((analysis) => analysis.orderId === order.id) ?? null,
    }));
  }
}
