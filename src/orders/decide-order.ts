import { type OrderFacts, resourceIdOf } from './service-request.js';

/** What is known of an order already. */
export interface KnownOrder extends Omit<OrderFacts, 'placer' | 'keyedBy'>, Hearing {}

/** What was heard, from which door, and when its source said it. */
export interface Hearing {
  readonly contentHash: string;
  readonly receivedBy: string;
  readonly saidAt: Date | null;
}

/** What hearing of an order leads to. */
export interface OrderDecision {
  /** `none`: a repeat, or older than what is known; nothing changes. `refuse`: the order under this key is of another patient. */
  readonly store: 'create' | 'update' | 'none' | 'refuse';
  /**
   * `start`: its study is to be analysed. `stop`: open work ends. `restart`: it points at another study now. `hasten`:
   * it says more of its study than before; what is still open begins again at once, what has ended stays.
   */
  readonly work: 'start' | 'stop' | 'restart' | 'hasten' | 'none';
}

const wantsWork = (status: OrderFacts['status']): boolean => status === 'active' || status === 'completed';
const endsWork = (status: OrderFacts['status']): boolean => status === 'revoked' || status === 'entered-in-error';

const isOther = (known: string | null, incoming: string | null): boolean => known !== null && incoming !== null && known !== incoming;
const isAdded = (known: string | null, incoming: string | null): boolean => known === null && incoming !== null;

/**
 * Decides what an incoming order does. A repeat of the same content changes nothing. A draft is kept but not worked on;
 * an active or completed order is. A revoked one stops its work. Another accession number or study starts the work
 * again; one that was not known hastens it; one that is left out is not taken back, for not every source knows it. An
 * order never changes its patient: such a message is a mistake on somebody's side, and is refused. What a source said
 * before what is known from it came late and changes nothing; clocks of different sources are not compared.
 */
export function decideOrder(known: KnownOrder | undefined, incoming: OrderFacts, { contentHash, receivedBy, saidAt }: Hearing): OrderDecision {
  if (!known) return { store: 'create', work: wantsWork(incoming.status) ? 'start' : 'none' };
  if (known.patientId !== incoming.patientId) return { store: 'refuse', work: 'none' };
  if (known.contentHash === contentHash) return { store: 'none', work: 'none' };
  if (known.receivedBy === receivedBy && known.saidAt !== null && saidAt !== null && saidAt < known.saidAt) return { store: 'none', work: 'none' };
  if (endsWork(incoming.status)) return { store: 'update', work: endsWork(known.status) ? 'none' : 'stop' };
  if (!wantsWork(incoming.status)) return { store: 'update', work: wantsWork(known.status) ? 'stop' : 'none' };
  if (!wantsWork(known.status)) return { store: 'update', work: 'start' };
  if (isOther(known.accessionNumber, incoming.accessionNumber) || isOther(known.studyInstanceUid, incoming.studyInstanceUid)) return { store: 'update', work: 'restart' };
  const saysMore = isAdded(known.accessionNumber, incoming.accessionNumber) || isAdded(known.studyInstanceUid, incoming.studyInstanceUid);
  return { store: 'update', work: saysMore ? 'hasten' : 'none' };
}

/** What points at the order's study, and the resource's id on its own server. */
export interface StudyPointers extends Pick<OrderFacts, 'accessionNumber' | 'studyInstanceUid'> {
  readonly resource: object;
}

/** The newer hearing of an order, with the pointers that it leaves out taken from the older. */
export function keepPointers(known: StudyPointers, incoming: StudyPointers): StudyPointers {
  const id = resourceIdOf(incoming.resource) ?? resourceIdOf(known.resource);
  return {
    accessionNumber: incoming.accessionNumber ?? known.accessionNumber,
    studyInstanceUid: incoming.studyInstanceUid ?? known.studyInstanceUid,
    resource: id === null ? incoming.resource : { ...incoming.resource, id },
  };
}
