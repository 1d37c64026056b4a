import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What came of writing the results of an analysis to the EHR. */
@Entity('write_back')
@Index('write_back_changed', ['changedAt'])
export class WriteBackEntity {
  @PrimaryColumn('uuid', { name: 'analysis_id', primaryKeyConstraintName: 'write_back_key' }) analysisId!: string;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  @Column('text') state!: 'waiting' | 'written' | 'refused' | 'withdrawn';
  @Column('integer') attempts!: number;
  /** HTTP status of the last answer; null where there was none. */
  @Column('integer', { nullable: true }) status!: number | null;
  /** What the EHR says is wrong, in its own words: for the auditor, never for a log. */
  @Column('text', { nullable: true }) refusal!: string | null;
  /** Where the EHR keeps each resource, by our name for it. */
  @Column('jsonb') locations!: Readonly<Record<string, string>>;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}
