import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { AuditLink } from '../audit/chain.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { auditEvent } from './audit-event.js';
import { baseUrl } from './base-url.js';
import { asking, byDate, byPatient } from './conditions.js';
import type { Condition } from './date-parameter.js';
import { type Found, type Held, inOrder, type Reader } from './reader.js';
import { type Position, type Search, valuesOf } from './search-query.js';

type Row = Omit<AuditLink, 'subject' | 'entity'> & { readonly subject: string | null; readonly entity: string | null };

const columns = 'sequence, at, action, actor, outcome, subject, entity, detail, previous_hash AS "previousHash", hash';

const largest = 2_147_483_647;

/** Places in the chain as FHIR ids. */
const sequencesOf = (ids: readonly string[]): readonly number[] => ids.filter((id) => /^[1-9]\d{0,9}$/.test(id)).map(Number).filter((sequence) => sequence <= largest);

/** Reads the audit chain, newest first. */
@Injectable()
export class AuditReader {
  readonly readers: readonly Reader[] = [{ type: 'AuditEvent', find: (search) => this.find(search), load: (ids) => this.load(ids) }];

  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** Only as many as the page holds, and one more: how many there are in all would take reading them all. */
  private async find(search: Search): Promise<Found> {
    const ids = valuesOf(search, '_id');
    const conditions: readonly Condition[] = [
      ...byPatient(search, 'e.subject'), ...byDate(search, 'e.at'), ...(ids === undefined ? [] : [{ sql: 'e.sequence = ANY(?::int[])', values: [sequencesOf(ids)] }]),
      ...(search.after === undefined ? [] : [{ sql: 'e.sequence < ?', values: [Math.max(0, Math.min(Math.ceil(search.after.at), largest))] }]),
    ];
    const rows = await this.dataSource.query<Position[]>(...asking(`SELECT e.sequence::text AS id, e.sequence AS at FROM audit_event e WHERE $where ORDER BY e.sequence DESC LIMIT ${search.count + 1}`, conditions));
    return { kind: 'page', places: rows.slice(0, search.count), hasMore: search.count > 0 && rows.length > search.count };
  }

  private async load(ids: readonly string[]): Promise<readonly Held[]> {
    const rows = await this.dataSource.query<Row[]>(`SELECT ${columns} FROM audit_event WHERE sequence = ANY($1::int[])`, [sequencesOf(ids)]);
    const links = rows.map(({ subject, entity, ...row }): AuditLink => ({ ...row, ...(subject === null ? {} : { subject }), ...(entity === null ? {} : { entity }) }));
    return inOrder(ids, links, ({ sequence }) => String(sequence)).map((link) => ({ resource: auditEvent(link, baseUrl(this.settings)), patientId: link.subject ?? null }));
  }
}
