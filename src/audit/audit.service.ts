import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { SETTINGS } from '../config/tokens.js';
import type { Settings } from '../config/index.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { inBatches } from '../platform/in-batches.js';
import { requestDetail } from '../platform/request-context.js';
import { AuditEventEntity } from './audit-event.entity.js';
import { AuditHeadEntity } from './audit-head.entity.js';
import { type AuditEvent, type AuditLink, type ChainHead, type ChainReport, emptyChain, extendChain, findFaults } from './chain.js';

/** Any number that only the audit uses: writers of the chain take turns by it. */
const chainLock = 5_170_406;

const appendSql = `WITH head AS (INSERT INTO "audit_head" (id, sequence, hash) VALUES (1, $2, $3) ON CONFLICT (id) DO UPDATE SET sequence = $2, hash = $3)
  INSERT INTO "audit_event" (sequence, at, action, actor, outcome, subject, entity, detail, previous_hash, hash)
  SELECT sequence, at, action, actor, outcome, subject, entity, coalesce(detail, '{}'), "previousHash", hash
  FROM jsonb_to_recordset($1::jsonb) AS link(sequence integer, at timestamptz, action text, actor text, outcome text, subject text, entity text, detail jsonb, "previousHash" text, hash text)`;

/** The event with the id of the request that is being answered, where it has none yet. */
const ofRequest = (event: AuditEvent): AuditEvent => ({ ...event, detail: { ...requestDetail(), ...event.detail } });

/** A row that is written together with the event that tells of it. */
export interface RowAlongside {
  readonly into: EntityTarget<ObjectLiteral>;
  readonly values: ObjectLiteral;
}

interface Entry {
  readonly event: AuditEvent;
  readonly alongside: RowAlongside | undefined;
}

/**
 * Writes the audit chain. Writers take turns; events that arrive while one batch is being written go together into the
 * next, so that a busy door pays for one commit and not for one per call.
 */
@Injectable()
export class AuditService {
  private readonly enter = inBatches((entries: readonly Entry[]) => this.write(entries));

  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** Resolves once the event is durable, together with the row of the same transaction. The event carries the id of the request that is being answered. */
  record(event: AuditEvent, alongside?: RowAlongside): Promise<void> {
    return this.enter({ event: ofRequest(event), alongside });
  }

  /** Writes within the caller's transaction: the event stands or falls with what it tells of. */
  async recordWithin(manager: EntityManager, events: readonly AuditEvent[]): Promise<void> {
    const [known] = await manager.query<ChainHead[]>('SELECT sequence, hash FROM sarcolens_audit_head($1) AS "audit_head"', [chainLock]);
    const links = extendChain(known ?? emptyChain, events.map(ofRequest), new Date(), this.settings.auditKey);
    const last = links.at(-1);
    if (last) await manager.query(appendSql, [JSON.stringify(links), last.sequence, last.hash]);
  }

  /** Every place where the chain does not hold, and how many links there are. */
  async verify(): Promise<ChainReport> {
    const head = await this.dataSource.getRepository(AuditHeadEntity).findOneBy({ id: 1 });
    return findFaults(this.links(), head ?? emptyChain, this.settings.auditKey);
  }

  /** Every event in the order of the chain, read in pages. */
  async* links(): AsyncGenerator<AuditLink> {
    const repository = this.dataSource.getRepository(AuditEventEntity);
    for (let after = -1; ;) {
      const page = await repository.createQueryBuilder('event').where('event.sequence > :after', { after }).orderBy('event.sequence', 'ASC').limit(2000).getMany();
      for (const row of page) yield toLink(row);
      const last = page.at(-1);
      if (!last) return;
      after = last.sequence;
    }
  }

  private async write(entries: readonly Entry[]): Promise<readonly undefined[]> {
    await this.dataSource.transaction(async (manager) => {
      const rows = Map.groupBy(entries.flatMap((one) => one.alongside ?? []), (row) => row.into);
      for (const [into, of] of rows) await manager.insert(into, of.map((row) => row.values));
      await this.recordWithin(manager, entries.map((one) => one.event));
    });
    return entries.map(() => undefined);
  }
}

function toLink(row: AuditEventEntity): AuditLink {
  const outcome = row.outcome === 'refused' || row.outcome === 'failure' ? row.outcome : 'success';
  return {
    sequence: row.sequence, at: row.at, action: row.action, actor: row.actor, outcome, detail: row.detail, previousHash: row.previousHash, hash: row.hash,
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(row.entity === null ? {} : { entity: row.entity }),
  };
}
