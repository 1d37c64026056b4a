import type { OrderFacts } from './service-request.js';

/** What is known of an order already. */
export interface KnownOrder extends Omit<OrderFacts, 'placer'> {
  readonly contentHash: string;
}

/** What hearing of an order leads to. */
export interface OrderDecision {
  /** `none`: a repeat; nothing changes. */
  readonly store: 'create' | 'update' | 'none';
  /** `start`: its study is to be analysed. `stop`: open work ends. `restart`: it points at another study now. */
  readonly work: 'start' | 'stop' | 'restart' | 'none';
}

const wantsWork = (status: OrderFacts['status']): boolean => status === 'active' || status === 'completed';
const endsWork = (status: OrderFacts['status']): boolean => status === 'revoked' || status === 'entered-in-error';

/**
 * Decides what an incoming order does. A repeat of the same content changes nothing. A draft is kept but not worked on;
 * an active or completed order is. A revoked one stops its work. A change of patient, accession number or study starts
 * the work again, any other change only updates what is stored.
 */
export function decideOrder(known: KnownOrder | undefined, incoming: OrderFacts, contentHash: string): OrderDecision {
  if (!known) return { store: 'create', work: wantsWork(incoming.status) ? 'start' : 'none' };
  if (known.contentHash === contentHash) return { store: 'none', work: 'none' };
  if (endsWork(incoming.status)) return { store: 'update', work: endsWork(known.status) ? 'none' : 'stop' };
  if (!wantsWork(incoming.status)) return { store: 'update', work: wantsWork(known.status) ? 'stop' : 'none' };
  if (!wantsWork(known.status)) return { store: 'update', work: 'start' };
  const elsewhere = known.patientId !== incoming.patientId
    || known.accessionNumber !== incoming.accessionNumber
    || known.studyInstanceUid !== incoming.studyInstanceUid;
  return { store: 'update', work: elsewhere ? 'restart' : 'none' };
}
