import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEvent } from '../audit/chain.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { inBatches } from '../platform/in-batches.js';
import { aliasesOf, type MergeEvent } from './aliases.js';
import { PatientAliasEntity } from './patient-alias.entity.js';
import { PatientMergeEntity } from './patient-merge.entity.js';

/** Patient ids that are one person. */
export interface OnePatient {
  /** The id that stands for all. */
  readonly survivorId: string;
  /** All of them, the survivor's last. */
  readonly ids: readonly string[];
}

/** Which door it came by, and who brought it. */
export interface HeardFrom {
  readonly receivedBy: string;
  readonly actor: string;
}

/** Merges ever said of the ids given and of those they are connected with. */
const connected = `WITH RECURSIVE kin(id) AS (
  SELECT unnest($1::text[]) UNION
  SELECT other.id FROM kin JOIN patient_merge m ON m.prior_id = kin.id OR m.survivor_id = kin.id CROSS JOIN LATERAL (VALUES (m.prior_id), (m.survivor_id)) AS other(id))
  SELECT kind, prior_id AS "priorId", survivor_id AS "survivorId", occurred_at AS "occurredAt" FROM patient_merge WHERE prior_id IN (SELECT id FROM kin)`;

/**
 * Knows which patient ids are one person. Results keep the id they were computed under; every reading by an id finds what
 * is known under the others (`same_patient` in the database).
 */
@Injectable()
export class PatientsService {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly audit: AuditService) {}

  /** The ids that are one person with each id asked for. Calls at one time share one query. */
  readonly sameAs = inBatches(async (asked: readonly string[]): Promise<readonly OnePatient[]> => {
    const rows = await this.dataSource.query<{ id: string; ids: string[] }[]>('SELECT id, same_patient(id) AS ids FROM unnest($1::text[]) AS asked(id)', [[...new Set(asked)]]);
    const byId = new Map(rows.map(({ id, ids }) => [id, ids]));
    return asked.map((id) => ({ ids: byId.get(id) ?? [id], survivorId: byId.get(id)?.at(-1) ?? id }));
  });

  /** Takes in a merge or its undoing, in whatever order they come; a repeat changes nothing. */
  async hear(event: MergeEvent, from: HeardFrom): Promise<void> {
    await this.dataSource.transaction(async (manager) => { await this.audit.recordWithin(manager, [await this.hearWithin(manager, event, from)]); });
  }

  /** The same within the caller's transaction, which records the event given back as its last act. */
  async hearWithin(manager: EntityManager, event: MergeEvent, { receivedBy, actor }: HeardFrom): Promise<AuditEvent> {
    // Two merges at one time could otherwise each miss the other.
    await manager.query("SELECT pg_advisory_xact_lock(hashtext('patient_merge'))");
    const inserted = await manager.createQueryBuilder().insert().into(PatientMergeEntity).values({ ...event, id: randomUUID(), receivedBy, receivedAt: new Date() }).orIgnore().returning('id').execute();
    const isNew = Array.isArray(inserted.raw) && inserted.raw.length > 0;
    if (isNew) await this.settle(manager, event);
    return {
      action: `patient.${event.kind}`, actor, outcome: 'success', subject: event.survivorId, entity: `Patient/${event.priorId}`, detail: { receivedBy, occurredAt: event.occurredAt.toISOString(), repeat: !isNew },
    };
  }

  /** Works out anew who stands for whom among those that the event may concern. */
  private async settle(manager: EntityManager, { priorId, survivorId }: MergeEvent): Promise<void> {
    const events = await manager.query<MergeEvent[]>(connected, [[priorId, survivorId]]);
    await manager.delete(PatientAliasEntity, { patientId: In([...new Set(events.flatMap((event) => [event.priorId, event.survivorId]))]) });
    const aliases = [...aliasesOf(events)].map(([patientId, survivor]) => ({ patientId, survivorId: survivor }));
    if (aliases.length > 0) await manager.insert(PatientAliasEntity, aliases);
  }
}
