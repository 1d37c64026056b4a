import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, In, Raw } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEvent } from '../audit/chain.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { canonicalJson, sha256Hex } from '../platform/canonical-json.js';
import { inBatches } from '../platform/in-batches.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { currentRequestId, requestDetail } from '../platform/request-context.js';
import { decideOrder, keepPointers, type KnownOrder, type OrderDecision } from './decide-order.js';
import { OrderEntity } from './order.entity.js';
import { ORDER_WORK, type OrderWork } from './order-work.js';
import type { OrderFacts, ServiceRequest } from './service-request.js';

/** An order on its way in: its resource, what was read from it, and who brought it. */
export interface IncomingOrder {
  readonly resource: ServiceRequest;
  readonly facts: OrderFacts;
  readonly receivedBy: string;
  readonly actor: string;
  /** When its source said this, where it says so. */
  readonly saidAt?: Date;
  /** Of the request that brought it; by default the one that is being answered. */
  readonly requestId?: string | undefined;
}

/** What taking an order in led to. */
export interface TakenOrder extends OrderDecision {
  readonly order: OrderEntity;
}

/** As much of an order as a list of them shows. */
export interface OrderOverview extends Pick<OrderEntity, 'id' | 'status' | 'accessionNumber' | 'receivedAt'> {
  readonly placer: string;
  /** The resource's `meta`, where it has one. */
  readonly meta: unknown;
}

/** The content that makes one hearing of an order differ from another; the server's own bookkeeping is left out. */
const hashOfContent = ({ meta: _meta, text: _text, status: _status, ...content }: ServiceRequest, status: string): string =>
  sha256Hex(canonicalJson({ ...content, status }));

const conflict = 'The order cannot be taken in: an order of another patient is known under this placer identifier; expected a number that is used once';

/** Orders of one transaction: the first waits for the last. */
const largestBatch = 50;

const keyOf = ({ facts: { placer } }: IncomingOrder): string => JSON.stringify([placer.system, placer.value]);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An order known under another id of the same patient counts as one of the id given. */
async function asSaidOf(manager: EntityManager, patientId: string, { status, accessionNumber, studyInstanceUid, contentHash, receivedBy, saidAt, patientId: known }: OrderEntity): Promise<KnownOrder> {
  const rows = known === patientId ? [] : await manager.query<object[]>('SELECT 1 WHERE $2 = ANY(same_patient($1))', [patientId, known]);
  return { status, accessionNumber, studyInstanceUid, contentHash, receivedBy, saidAt, patientId: rows.length > 0 ? patientId : known };
}

/** Takes orders in: each once, with its work enqueued in the same transaction. */
@Injectable()
export class OrdersService {
  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(ORDER_WORK) private readonly work: OrderWork,
    private readonly audit: AuditService,
  ) {}

  /**
   * Stores the order and starts, restarts or stops its work; a repeat changes nothing. Code: ORDER_CONFLICT, where the
   * order under this key is of another patient; nothing changes then. Calls at one time share a transaction, in their order.
   */
  take(incoming: IncomingOrder): Promise<Outcome<TakenOrder>> {
    return this.takeTogether({ requestId: currentRequestId(), ...incoming });
  }

  private readonly takeTogether = inBatches((incoming: readonly IncomingOrder[]) => this.dataSource.transaction(async (manager) => {
    const { outcomes, events } = await this.takeAllWithin(manager, incoming);
    await this.audit.recordWithin(manager, events);
    return outcomes;
  }), largestBatch);

  /**
   * The same within the caller's transaction; the events are for the caller to record as its last act, for the audit is
   * what writers wait for. Orders are taken by their keys, so that two transactions never wait for each other.
   */
  async takeAllWithin(manager: EntityManager, incoming: readonly IncomingOrder[]): Promise<{ readonly outcomes: readonly Outcome<TakenOrder>[]; readonly events: readonly AuditEvent[] }> {
    const outcomes: Outcome<TakenOrder>[] = [];
    const events: AuditEvent[] = [];
    const byKey = [...incoming.entries()].toSorted(([, a], [, b]) => compare(keyOf(a), keyOf(b)));
    for (const [k, one] of byKey) {
      const { outcome, event } = await this.takeWithin(manager, one);
      outcomes[k] = outcome;
      events.push(event);
    }
    return { outcomes, events };
  }

  private async takeWithin(manager: EntityManager, incoming: IncomingOrder): Promise<{ readonly outcome: Outcome<TakenOrder>; readonly event: AuditEvent }> {
    const { facts } = incoming;
    const fresh = this.rowFor(incoming, hashOfContent(incoming.resource, facts.status));
    const inserted = await manager.createQueryBuilder().insert().into(OrderEntity).values(fresh).orIgnore().returning('id').execute();
    const isNew = Array.isArray(inserted.raw) && inserted.raw.length > 0;
    const where = { placerSystem: facts.placer.system, placerValue: facts.placer.value };
    const order = isNew ? fresh : await manager.findOneOrFail(OrderEntity, { where, lock: { mode: 'pessimistic_write' } });
    const decision = decideOrder(isNew ? undefined : await asSaidOf(manager, facts.patientId, order), facts, fresh);
    const isWithdrawn = decision.store === 'update' && facts.status === 'entered-in-error' && order.status !== 'entered-in-error';
    if (decision.store === 'update') await this.update(manager, order, fresh);
    if (isWithdrawn) await this.work.withdrawWithin(manager, order.id);
    await this.workOn(manager, order.id, decision.work);
    const event: AuditEvent = {
      action: `order.${decision.store}`, actor: incoming.actor, outcome: decision.store === 'refuse' ? 'refused' : 'success', subject: facts.patientId,
      entity: `ServiceRequest/${order.id}`, detail: { work: decision.work, receivedBy: incoming.receivedBy, revision: order.revision, ...requestDetail(incoming.requestId) },
    };
    return { event, outcome: decision.store === 'refuse' ? refused('ORDER_CONFLICT', `${conflict} (${facts.placer.value.slice(0, 64)}).`) : done({ ...decision, order }) };
  }

  private async workOn(manager: EntityManager, orderId: string, work: OrderDecision['work']): Promise<void> {
    const wereOpen = work === 'stop' || work === 'restart' || work === 'hasten' ? await this.work.cancelWithin(manager, orderId) : 0;
    if (work === 'start' || work === 'restart' || (work === 'hasten' && wereOpen > 0)) await this.work.startWithin(manager, orderId);
  }

  async findByPlacer(value: string, system?: string): Promise<OrderEntity[]> {
    return this.dataSource.getRepository(OrderEntity).find({ where: { placerValue: value, ...(system === undefined ? {} : { placerSystem: system }) }, order: { receivedAt: 'ASC' } });
  }

  async find(id: string): Promise<OrderEntity | null> {
    return this.dataSource.getRepository(OrderEntity).findOneBy({ id });
  }

  async findMany(ids: readonly string[]): Promise<OrderEntity[]> {
    return this.dataSource.getRepository(OrderEntity).findBy({ id: In([...ids]) });
  }

  /** The patient's orders, also those under ids that are the same person. */
  async ofPatient(patientId: string): Promise<OrderEntity[]> {
    return this.dataSource.getRepository(OrderEntity).find({ where: { patientId: Raw((column) => `${column} = ANY(same_patient(:patientId))`, { patientId }) }, order: { receivedAt: 'ASC' } });
  }

  /** The same as an overview of each, without the resource. Calls at one time share one query. */
  readonly overviewOf = inBatches(async (patientIds: readonly string[]): Promise<readonly (readonly OrderOverview[])[]> => {
    const rows = await this.dataSource.query<(OrderOverview & { readonly asked: string })[]>(
      `SELECT asked.id AS asked, o.id, o.placer_value AS placer, o.status, o.accession_number AS "accessionNumber", o.received_at AS "receivedAt", o.resource->'meta' AS meta
       FROM unnest($1::text[]) AS asked(id) JOIN imaging_order o ON o.patient_id = ANY(same_patient(asked.id)) ORDER BY o.received_at, o.id`, [[...new Set(patientIds)]],
    );
    const byPatient = Map.groupBy(rows, ({ asked }) => asked);
    return patientIds.map((id) => byPatient.get(id) ?? []);
  });

  /** Ids of the patients of whom there is an order, in order, one of each person: the first so many after the id given. */
  async patients({ first, after }: { readonly first: number; readonly after: string }): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `(SELECT DISTINCT o.patient_id AS id FROM imaging_order o WHERE o.patient_id > $2 AND NOT EXISTS (SELECT FROM patient_alias a WHERE a.patient_id = o.patient_id) ORDER BY 1 LIMIT $1)
       UNION (SELECT DISTINCT a.survivor_id FROM patient_alias a WHERE a.survivor_id > $2 AND EXISTS (SELECT FROM imaging_order o WHERE o.patient_id = a.patient_id) ORDER BY 1 LIMIT $1)
       ORDER BY 1 LIMIT $1`, [first, after],
    );
    return rows.map((row) => row.id);
  }

  private rowFor({ resource, facts, receivedBy, saidAt }: IncomingOrder, contentHash: string): OrderEntity {
    const now = new Date();
    return Object.assign(new OrderEntity(), {
      id: randomUUID(), placerSystem: facts.placer.system, placerValue: facts.placer.value, status: facts.status, patientId: facts.patientId,
      accessionNumber: facts.accessionNumber, studyInstanceUid: facts.studyInstanceUid, resource, contentHash, receivedBy, saidAt: saidAt ?? null,
      revision: 1, receivedAt: now, changedAt: now,
    });
  }

  private async update(manager: EntityManager, order: OrderEntity, fresh: OrderEntity): Promise<void> {
    const { id: _id, receivedAt: _receivedAt, ...changes } = fresh;
    Object.assign(order, changes, keepPointers(order, fresh), { revision: order.revision + 1 });
    await manager.save(order);
  }
}
