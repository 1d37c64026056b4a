import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../platform/canonical-json.js';

/** Ids and counts only; never a name, a date of birth or a token. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null>>;

/** Who did what to whom. */
export interface AuditEvent {
  readonly action: string;
  /** A principal's name, a practitioner reference, or a part of the service. */
  readonly actor: string;
  readonly outcome: 'success' | 'refused' | 'failure';
  /** The patient's id, where one is concerned. */
  readonly subject?: string;
  /** Type and id of what was touched. */
  readonly entity?: string;
  readonly detail?: AuditDetail;
}

/** An event in its place in the chain. */
export interface AuditLink extends AuditEvent {
  readonly sequence: number;
  readonly at: Date;
  readonly previousHash: string;
  readonly hash: string;
}

/** Where the chain ends. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of a chain without links. */
export const emptyChain: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

/** Hash of a link: SHA-256 of its canonical content and the hash before it, keyed (HMAC) where the site has set a key. */
function hashOf(link: Omit<AuditLink, 'hash'>, key: string | undefined): string {
  const text = canonicalJson({
    sequence: link.sequence, at: link.at.toISOString(), action: link.action, actor: link.actor, outcome: link.outcome,
    subject: link.subject ?? null, entity: link.entity ?? null, detail: link.detail ?? {}, previousHash: link.previousHash,
  });
  return (key ? createHmac('sha256', key) : createHash('sha256')).update(text).digest('hex');
}

/** Puts events behind the head, in order. */
export function extendChain(head: ChainHead, events: readonly AuditEvent[], at: Date, key: string | undefined): AuditLink[] {
  let last = head;
  return events.map((event) => {
    const open = { ...event, at, sequence: last.sequence + 1, previousHash: last.hash };
    const link = { ...open, hash: hashOf(open, key) };
    last = link;
    return link;
  });
}

/** A place where the chain does not hold. */
export interface ChainFault {
  readonly sequence: number;
  readonly fault: 'changed' | 'missing' | 'reordered';
}

/** What walking the chain has shown. */
export interface ChainReport {
  readonly links: number;
  readonly faults: readonly ChainFault[];
}

/**
 * Walks links in the order of their sequence and names every place where one was changed, is missing, or stands where
 * another belongs; `head` is where the chain should end.
 */
export async function findFaults(links: Iterable<AuditLink> | AsyncIterable<AuditLink>, head: ChainHead, key: string | undefined): Promise<ChainReport> {
  const faults: ChainFault[] = [];
  let last = emptyChain;
  let count = 0;
  for await (const link of links) {
    count += 1;
    for (let sequence = last.sequence + 1; sequence < link.sequence; sequence += 1) faults.push({ sequence, fault: 'missing' });
    const isWhole = hashOf(link, key) === link.hash;
    const isNext = link.sequence === last.sequence + 1;
    if (!isWhole) faults.push({ sequence: link.sequence, fault: 'changed' });
    else if (isNext && link.previousHash !== last.hash) faults.push({ sequence: link.sequence, fault: 'reordered' });
    last = link;
  }
  for (let sequence = last.sequence + 1; sequence <= head.sequence; sequence += 1) faults.push({ sequence, fault: 'missing' });
  if (last.sequence === head.sequence && last.hash !== head.hash && faults.length === 0) faults.push({ sequence: head.sequence, fault: 'changed' });
  return { links: count, faults };
}
