import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { AnalysesService } from '../analysis/analyses.service.js';
import { StudyArrivals } from '../analysis/study-arrivals.service.js';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEvent } from '../audit/chain.js';
import { OrdersService, type TakenOrder } from '../orders/orders.service.js';
import { type HeardFrom, PatientsService } from '../patients/patients.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { Outcome } from '../platform/problem.js';
import type { AnyResource } from './bundle.js';
import type { SaidMerge } from './incoming.js';
import { type Issue, outcomeOf } from './operation-outcome.js';
import { isUuid } from './search-values.js';
import { Searches } from './searches.service.js';
import { storedServiceRequest } from './service-request.js';
import type { Entry } from './transaction.js';

/** What came of an entry: an order, under the id it can be read by, or a word on what was heard. */
export type Answer =
  | { readonly kind: 'order'; readonly isNew: boolean; readonly resource: AnyResource; readonly versionId: string }
  | { readonly kind: 'heard'; readonly text: string };

/** All of the entries, or why none of them; `at` is the one that stood in the way. */
export type Taken = { readonly ok: true; readonly answers: readonly Answer[] } | { readonly ok: false; readonly at: number; readonly status: 400 | 409 | 412; readonly issue: Issue };

/** An act that a transaction ends with, whose effects are taken back. */
class NotTaken extends Error {
  constructor(readonly taken: Extract<Taken, { ok: false }>, readonly events: readonly AuditEvent[] = []) { super('not taken in'); }
}

const refuse = (at: number, status: 400 | 409 | 412, issue: Omit<Issue, 'severity'>): NotTaken => new NotTaken({ ok: false, at, status, issue: { severity: 'error', ...issue } });

/** PostgreSQL ends one of two transactions that wait for each other; the other goes on. */
const isDeadlock = (error: unknown): boolean => typeof error === 'object' && error !== null && Reflect.get(error, 'code') === '40P01';
const mostTries = 3;

/** Takes in what is pushed: all entries of one call, or none. Hearing the same again changes nothing. */
@Injectable()
export class Intake {
  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly orders: OrdersService, private readonly analyses: AnalysesService, private readonly patients: PatientsService,
    private readonly arrivals: StudyArrivals, private readonly searches: Searches, private readonly audit: AuditService,
  ) {}

  async take(entries: readonly Entry[], actor: string): Promise<Taken> {
    for (let tries = 1; ; tries += 1) {
      try { return { ok: true, answers: await this.tryToTake(entries, { actor, receivedBy: 'fhir' }) }; } catch (error) {
        if (error instanceof NotTaken) { await Promise.all(error.events.map((event) => this.audit.record(event))); return error.taken; }
        if (!isDeadlock(error) || tries === mostTries) throw error;
      }
    }
  }

  private async tryToTake(entries: readonly Entry[], from: HeardFrom): Promise<readonly Answer[]> {
    const known = await Promise.all(entries.map((entry, k) => this.existing(entry, k)));
    const asked = await Promise.all(entries.map((entry, k) => this.named(entry, k)));
    const [only] = asked;
    // Orders that come one by one at the same time share a transaction.
    if (only && asked.length === 1 && only.incoming.kind === 'order' && known[0] === undefined) {
      const outcome = await this.orders.take({ resource: only.incoming.resource, facts: only.incoming.facts, ...from });
      if (!outcome.ok) throw refuse(0, 409, { code: 'conflict', diagnostics: outcome.problem.text });
      return [await this.shown(outcome.value, only)];
    }
    const taken = await this.dataSource.transaction((manager) => this.takeWithin(manager, asked.map((entry, k) => ({ entry, isKnown: known[k] !== undefined })), from));
    return Promise.all(asked.map(async (entry, k): Promise<Answer> => {
      const [id, order, text = ''] = [known[k], taken.orders.get(k), taken.texts.get(k)];
      if (id !== undefined) return this.found(id);
      return order ? this.shown(order, entry) : { kind: 'heard', text };
    }));
  }

  /** In the order that keeps those who wait for each other from waiting for ever: patients, orders, studies, audit. */
  private async takeWithin(manager: EntityManager, entries: readonly { readonly entry: Entry; readonly isKnown: boolean }[], from: HeardFrom) {
    const texts = new Map<number, string>();
    const events: AuditEvent[] = [];
    for (const [k, { entry: { incoming } }] of entries.entries()) {
      if (incoming.kind === 'patient') texts.set(k, await this.hearMerges(manager, incoming.merges, { from, events }));
    }
    const places = entries.flatMap(({ entry: { incoming }, isKnown }, k) => (incoming.kind === 'order' && !isKnown ? [{ k, order: { resource: incoming.resource, facts: incoming.facts, ...from } }] : []));
    const { outcomes, events: ofOrders } = await this.orders.takeAllWithin(manager, places.map(({ order }) => order));
    const orders = new Map<number, TakenOrder>(outcomes.map((outcome, i) => [places[i]?.k ?? i, this.accepted(outcome, { at: places[i]?.k ?? i, events: ofOrders })]));
    events.push(...ofOrders);
    for (const [k, { entry: { incoming } }] of entries.entries()) {
      if (incoming.kind !== 'study') continue;
      const { hastened, events: ofStudy } = await this.arrivals.hearWithin(manager, incoming.study, from);
      events.push(...ofStudy);
      texts.set(k, hastened === 0 ? 'Heard; no analysis waits for this study, or it is not available yet. Nothing of it is kept here.' : `Heard; ${hastened === 1 ? 'the analysis that waits' : `${hastened} analyses that wait`} for this study begins at once. Nothing of it is kept here.`);
    }
    await this.audit.recordWithin(manager, events);
    return { texts, orders };
  }

  /** Where a resource does not say when, it can only tell what is not known yet. */
  private async hearMerges(manager: EntityManager, merges: readonly SaidMerge[], { from, events }: { readonly from: HeardFrom; readonly events: AuditEvent[] }): Promise<string> {
    for (const { priorId, survivorId, saidAt } of merges) {
      const isOne = (await manager.query<object[]>('SELECT 1 WHERE $2 = ANY(same_patient($1))', [priorId, survivorId])).length > 0;
      if (saidAt !== undefined || !isOne) events.push(await this.patients.hearWithin(manager, { kind: 'merge', priorId, survivorId, occurredAt: saidAt ?? new Date() }, from));
    }
    const words = merges.map(({ priorId, survivorId }) => `Patient/${priorId} gave way to Patient/${survivorId}`);
    return `Heard${words.length > 0 ? `: ${words.join('; ')}` : ''}. Nothing else of it is kept here.`;
  }

  private accepted(outcome: Outcome<TakenOrder>, { at, events }: { readonly at: number; readonly events: readonly AuditEvent[] }): TakenOrder {
    if (outcome.ok) return outcome.value;
    const { taken } = refuse(at, 409, { code: 'conflict', diagnostics: outcome.problem.text });
    throw new NotTaken(taken, events.filter((event) => event.outcome === 'refused'));
  }

  /** The order that a conditional create finds. What is only heard is never there, and is the same when it is heard again. */
  private async existing({ type, ifNoneExist }: Entry, at: number): Promise<string | undefined> {
    if (type !== 'ServiceRequest' || ifNoneExist === undefined) return undefined;
    const query = Object.groupBy([...new URLSearchParams(ifNoneExist.replace(/^\?/, ''))], ([name]) => name);
    const ids = await this.searches.idsOf(type, Object.fromEntries(Object.entries(query).map(([name, pairs = []]) => [name, pairs.map(([, value]) => value)])));
    if (ids.length > 1) throw refuse(at, 412, { code: 'multiple-matches', diagnostics: `If-None-Exist finds ${ids.length} orders; expected one at most.` });
    return ids[0];
  }

  /** An update under our own id of an order leaves the order the id it has on its EHR. */
  private async named(entry: Entry, at: number): Promise<Entry> {
    const { id, incoming } = entry;
    const own = id !== undefined && incoming.kind === 'order' && isUuid(id) ? await this.orders.find(id) : null;
    if (!own || incoming.kind !== 'order') return entry;
    const { placer } = incoming.facts;
    if (own.placerSystem !== placer.system || own.placerValue !== placer.value) throw refuse(at, 409, { code: 'conflict', diagnostics: 'The order of this id has another placer number; expected that one.' });
    const { id: _id, ...resource } = incoming.resource;
    return { ...entry, incoming: { ...incoming, resource } };
  }

  private async shown({ order, store }: TakenOrder, { id }: Entry): Promise<Answer> {
    const analyses = await this.analyses.ofOrders([order.id]);
    return { kind: 'order', isNew: store === 'create', resource: storedServiceRequest(order, analyses.at(-1), id), versionId: String(order.revision) };
  }

  private async found(id: string): Promise<Answer> {
    const order = await this.orders.find(id);
    if (!order) throw new Error('an order that was found is gone');
    return this.shown({ order, store: 'none', work: 'none' }, { type: 'ServiceRequest', incoming: { kind: 'patient', merges: [] } });
  }
}

/** What was heard, as the OperationOutcome that answers it. */
export const heardOutcome = (text: string) => outcomeOf([{ severity: 'information', code: 'informational', diagnostics: text }]);
