import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ClinicalValue } from './facts.js';
import type { ClinicalVariable } from './variables.js';

/** A clinical variable as somebody entered it on a patient's page. The newest of a variable counts; one without a value takes back what was entered before. Append-only. */
@Entity('clinical_entry')
@Index('clinical_entry_patient', ['patientId', 'enteredAt'])
export class ClinicalEntryEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'clinical_entry_key' }) id!: string;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  @Column('text') variable!: ClinicalVariable;
  @Column('jsonb', { nullable: true }) value!: ClinicalValue | null;
  /** The day it holds for, as an ISO date; null where it holds always. */
  @Column('text', { name: 'on_day', nullable: true }) onDay!: string | null;
  @Column('text', { name: 'entered_by' }) enteredBy!: string;
  @Column('timestamptz', { name: 'entered_at' }) enteredAt!: Date;
}
