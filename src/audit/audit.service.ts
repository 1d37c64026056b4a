import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { SETTINGS } from '../config/tokens.js';
import type { Settings } from '../config/index.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { inBatches } from '../platform/in-batches.js';
import { requestDetail } from '../platform/request-context.js';
import { appendAtOnce, appendSql, type RowAlongside } from './append-sql.js';
import { AuditEventEntity } from './audit-event.entity.js';
import { AuditHeadEntity } from './audit-head.entity.js';
import { type AuditEvent, type AuditLink, type ChainHead, type ChainReport, emptyChain, extendChain, findFaults } from './chain.js';

/** Any number that only the audit uses: writers of the chain take turns by it. */
const chainLock = 5_170_406;

/** The event with the id of the request that is being answered, where it has none yet. */
const ofRequest = (event: AuditEvent): AuditEvent => ({ ...event, detail: { ...requestDetail(), ...event.detail } });

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
  /** The end of the chain as this process wrote it last; another may have written since. */
  private head: ChainHead | undefined;

  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** Resolves once the event is durable, together with the row of the same transaction. The event carries the id of the request that is being answered. */
  record(event: AuditEvent, alongside?: RowAlongside): Promise<void> {
    return this.enter({ event: ofRequest(event), alongside });
  }

  /** Writes within the caller's transaction: the event stands or falls with what it tells of. */
  async recordWithin(manager: EntityManager, events: readonly AuditEvent[]): Promise<void> {
    await this.appendWithin(manager, events);
  }

  private async appendWithin(manager: EntityManager, events: readonly AuditEvent[]): Promise<ChainHead | undefined> {
    const [known] = await manager.query<ChainHead[]>('SELECT sequence, hash FROM sarcolens_audit_head($1) AS "audit_head"', [chainLock]);
    const links = extendChain(known ?? emptyChain, events.map(ofRequest), new Date(), this.settings.auditKey);
    const last = links.at(-1);
    if (last) await manager.query(appendSql, [JSON.stringify(links), last.sequence, last.hash]);
    return last;
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

  /** One statement where nobody else wrote meanwhile; else in turn. */
  private async write(entries: readonly Entry[]): Promise<readonly undefined[]> {
    const [events, rows] = [entries.map((one) => one.event), entries.flatMap((one) => one.alongside ?? [])];
    if (!await this.writeAtOnce(events, rows)) {
      this.head = await this.dataSource.transaction(async (manager) => {
        for (const [into, of] of Map.groupBy(rows, (row) => row.into)) await manager.insert(into, of.map((row) => row.values));
        return this.appendWithin(manager, events);
      });
    }
    return entries.map(() => undefined);
  }

  private async writeAtOnce(events: readonly AuditEvent[], rows: readonly RowAlongside[]): Promise<boolean> {
    const { head } = this;
    if (!head) return false;
    const links = extendChain(head, events, new Date(), this.settings.auditKey);
    const last = links.at(-1);
    if (!last) return true;
    const statement = appendAtOnce(this.dataSource, rows);
    const written = await this.dataSource.query<object[]>(statement.sql, [JSON.stringify(links), last.sequence, last.hash, head.sequence, head.hash, ...statement.rows]);
    this.head = written.length > 0 ? last : undefined;
    return written.length > 0;
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
