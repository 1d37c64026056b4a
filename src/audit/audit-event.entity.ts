import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AuditDetail } from './chain.js';

/** One link of the audit chain. Append-only. */
@Entity('audit_event')
@Index('audit_event_subject', ['subject', 'sequence'])
@Index('audit_event_at', ['at'])
export class AuditEventEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'audit_event_key' }) sequence!: number;
  @Column('timestamptz') at!: Date;
  @Column('text') action!: string;
  @Column('text') actor!: string;
  @Column('text') outcome!: string;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('text', { nullable: true }) entity!: string | null;
  @Column('jsonb') detail!: AuditDetail;
  @Column('text', { name: 'previous_hash' }) previousHash!: string;
  @Column('text') hash!: string;
}
