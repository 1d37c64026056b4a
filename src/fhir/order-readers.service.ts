import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AnalysesService } from '../analysis/analyses.service.js';
import { OrdersService } from '../orders/orders.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { asking, byId, byPatient, byReference } from './conditions.js';
import type { Condition } from './date-parameter.js';
import { type Found, type Held, inOrder, type Reader } from './reader.js';
import { ResultRows } from './result-rows.service.js';
import { type Position, type Search, valuesOf } from './search-query.js';
import { isUuid, readToken, type Token } from './search-values.js';
import { storedServiceRequest } from './service-request.js';
import { type AnalysisRow, statesOf, task } from './task.js';

const orderSearch = `SELECT o.id, o.resource->>'id' AS "ehrId", (extract(epoch FROM o.received_at) * 1000)::float8 AS at FROM imaging_order o WHERE $where ORDER BY o.received_at, o.id`;

const taskRows = `SELECT a.id, a.order_id AS "orderId", o.patient_id AS "patientId", a.state, a.problem_code AS "problemCode", a.problem_text AS "problemText", a.looks,
  a.created_at AS "createdAt", a.changed_at AS "changedAt", EXISTS (SELECT 1 FROM result r WHERE r.analysis_id = a.id) AS "isReported"
  FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE a.id = ANY($1::uuid[])`;

/** The placer's number with its system, or an accession number. */
function numbered({ system, value }: Token): Condition {
  if (system === undefined) return { sql: '(o.placer_value = ? OR o.accession_number = ?)', values: [value, value] };
  return { sql: '(o.placer_value = ? AND o.placer_system = ?)', values: [value, system] };
}

const anyOf = (conditions: readonly Condition[]): Condition => ({ sql: `(${conditions.map(({ sql }) => sql).join(' OR ')})`, values: conditions.flatMap(({ values }) => [...values]) });

/** Orders by their own ids or by those of their EHR. */
const namedOrders = (ids: readonly string[]): Condition => ({ sql: "(o.id = ANY(?::uuid[]) OR o.resource->>'id' = ANY(?::text[]))", values: [ids.filter(isUuid), ids] });

/** Reads orders, and how far their analyses are. */
@Injectable()
export class OrderReaders {
  readonly readers: readonly Reader[] = [
    { type: 'ServiceRequest', find: (search) => this.findOrders(search), load: (ids) => this.loadOrders(ids) },
    { type: 'Task', find: (search) => this.findTasks(search), load: (ids) => this.loadTasks(ids) },
  ];

  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly orders: OrdersService, private readonly analyses: AnalysesService, private readonly rows: ResultRows) {}

  private async findOrders(search: Search): Promise<Found> {
    const [ids, numbers] = [valuesOf(search, '_id'), valuesOf(search, 'identifier')];
    const conditions = [...byPatient(search, 'o.patient_id'), ...(ids ? [namedOrders(ids)] : []), ...(numbers ? [anyOf(numbers.map((one) => numbered(readToken(one))))] : [])];
    const places = await this.dataSource.query<(Position & { readonly ehrId: string | null })[]>(...asking(orderSearch, conditions));
    // Asked for by the id of its EHR, it is shown under that.
    return { kind: 'all', places: places.map(({ id, ehrId, at }) => ({ id: ids && ehrId !== null && !ids.includes(id) ? ehrId : id, at })) };
  }

  /** Each under the id it was asked for by. Of several with one id of the EHR, the one that changed last. */
  private async loadOrders(ids: readonly string[]): Promise<readonly Held[]> {
    const places = await this.dataSource.query<{ id: string; ehrId: string | null }[]>(...asking(`SELECT o.id, o.resource->>'id' AS "ehrId" FROM imaging_order o WHERE $where ORDER BY o.changed_at`, [namedOrders(ids)]));
    const [found, analyses] = await Promise.all([this.orders.findMany(places.map(({ id }) => id)), this.analyses.ofOrders(places.map(({ id }) => id))]);
    return ids.flatMap((asked) => {
      const place = places.find(({ id }) => id === asked) ?? places.findLast(({ ehrId }) => ehrId === asked);
      const order = found.find(({ id }) => id === place?.id);
      return order ? [{ resource: storedServiceRequest(order, analyses.findLast((analysis) => analysis.orderId === order.id), asked), patientId: order.patientId }] : [];
    });
  }

  private async findTasks(search: Search): Promise<Found> {
    const statuses = valuesOf(search, 'status')?.map((one) => readToken(one).value);
    const byStatus = statuses === undefined ? [] : [{ sql: 'a.state = ANY(?::text[])', values: [statuses.flatMap(statesOf)] }];
    return { kind: 'all', places: await this.rows.find('analyses', [...byId(search, 'a.id'), ...byPatient(search, 'o.patient_id'), ...byReference(search, { name: 'based-on', type: 'ServiceRequest', column: 'a.order_id' }), ...byStatus]) };
  }

  private async loadTasks(ids: readonly string[]): Promise<readonly Held[]> {
    const rows = await this.dataSource.query<AnalysisRow[]>(taskRows, [ids.filter(isUuid)]);
    return inOrder(ids, rows, ({ id }) => id).map((row) => ({ resource: task(row), patientId: row.patientId }));
  }
}
