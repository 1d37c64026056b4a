import { Injectable } from '@nestjs/common';
import { OrdersService } from '../orders/orders.service.js';
import { inASentence } from '../platform/problem.js';
import { signedOrder, type DraftRequest } from './imaging-order.js';
import { referenceTo } from './request.js';
import type { Signing } from './state-wording.js';

/** What became of an order: the reason where it was not taken in. */
type Fate = { readonly kind: 'taken'; readonly key: string } | { readonly kind: 'not-taken'; readonly key: string; readonly reason: string };

/** What became of the orders of a call, to be told of those that a card is about. */
export interface SignedOrders {
  readonly of: (orders: readonly unknown[]) => { readonly signing: Signing; readonly signed: readonly string[] };
}

/** Where nothing was signed. */
export const nothingSigned: SignedOrders = { of: () => ({ signing: { kind: 'none' }, signed: [] }) };

const unnumbered = 'An order has no placer identifier yet; it is taken in as soon as the EHR sends it with one.';

function asSigned(fates: ReadonlyMap<unknown, Fate>): SignedOrders {
  return {
    of(orders) {
      const told = orders.flatMap((order) => fates.get(order) ?? []);
      const reasons = [...new Set(told.flatMap((fate) => (fate.kind === 'not-taken' ? [fate.reason] : [])))];
      const signing: Signing = told.length === 0 ? { kind: 'none' } : reasons.length > 0 ? { kind: 'not-taken', reasons } : { kind: 'taken' };
      return { signing, signed: told.map(({ kind, key }) => `signed:${key}:${kind}`) };
    },
  };
}

/** Takes in what was signed. */
@Injectable()
export class SignedOrdersService {
  constructor(private readonly orders: OrdersService) {}

  /** Takes the imaging orders in that can be; or says what of the request cannot be read, and then none is taken. */
  async take(drafts: readonly DraftRequest[], actor: string): Promise<{ readonly kind: 'done'; readonly signed: SignedOrders } | { readonly kind: 'unreadable'; readonly texts: readonly string[] }> {
    const read = drafts.map((draft) => ({ draft, order: signedOrder(draft) }));
    const texts = read.flatMap(({ order }) => (order.kind === 'unreadable' ? [order.text] : []));
    if (texts.length > 0) return { kind: 'unreadable', texts };
    const fates = new Map<unknown, Fate>();
    for (const { draft, order } of read) {
      if (order.kind === 'unreadable') continue;
      if (order.kind === 'unnumbered') { fates.set(draft, { kind: 'not-taken', key: referenceTo(draft) ?? 'draft', reason: unnumbered }); continue; }
      const { resource, facts } = order;
      const key = `${facts.placer.system}|${facts.placer.value}`;
      const taken = await this.orders.take({ resource, facts, receivedBy: 'order-sign', actor });
      // Of an order that was revoked or put on hold at a second signing there is nothing to announce.
      if (taken.ok && facts.status !== 'active') continue;
      fates.set(draft, taken.ok ? { kind: 'taken', key } : { kind: 'not-taken', key, reason: inASentence(taken.problem).text });
    }
    return { kind: 'done', signed: asSigned(fates) };
  }
}

