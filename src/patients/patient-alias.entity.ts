import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A patient id that gave way to another, and the one that stands for it now: what the merges come to. */
@Entity('patient_alias')
@Index('patient_alias_survivor', ['survivorId'])
export class PatientAliasEntity {
  @PrimaryColumn('text', { name: 'patient_id', primaryKeyConstraintName: 'patient_alias_key' }) patientId!: string;
  @Column('text', { name: 'survivor_id' }) survivorId!: string;
}
