import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A registration's word that two patient ids are one person, or that they are not after all. Append-only. */
@Entity('patient_merge')
@Unique('patient_merge_once', ['kind', 'priorId', 'survivorId', 'occurredAt'])
@Index('patient_merge_prior', ['priorId'])
@Index('patient_merge_survivor', ['survivorId'])
export class PatientMergeEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'patient_merge_key' }) id!: string;
  @Column('text') kind!: 'merge' | 'unmerge';
  @Column('text', { name: 'prior_id' }) priorId!: string;
  @Column('text', { name: 'survivor_id' }) survivorId!: string;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('text', { name: 'received_by' }) receivedBy!: string;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
}
