import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A page that an EHR opened for one patient, by the hash of what its browser holds. */
@Entity('page_session')
@Index('page_session_expires', ['expiresAt'])
export class PageSessionEntity {
  @PrimaryColumn('text', { name: 'token_hash', primaryKeyConstraintName: 'page_session_key' }) tokenHash!: string;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  /** The EHR, and its user where it says so. */
  @Column('text') actor!: string;
  /** What the page was opened for, where it came from a card. */
  @Column('uuid', { name: 'result_id', nullable: true }) resultId!: string | null;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}
