import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { OrderStatus } from './service-request.js';

/** One imaging order, as last heard; its key is the placer's identifier. */
@Entity('imaging_order')
@Unique('imaging_order_placer', ['placerSystem', 'placerValue'])
@Index('imaging_order_patient', ['patientId', 'id'])
@Index('imaging_order_withdrawn', ['id'], { where: "status = 'entered-in-error'" })
@Index('imaging_order_number', ['placerValue'])
@Index('imaging_order_accession', ['accessionNumber'])
// Of the id in the resource.
@Index('imaging_order_ehr_id', { synchronize: false })
export class OrderEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'imaging_order_key' }) id!: string;
  @Column('text', { name: 'placer_system' }) placerSystem!: string;
  @Column('text', { name: 'placer_value' }) placerValue!: string;
  @Column('text') status!: OrderStatus;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  @Column('text', { name: 'accession_number', nullable: true }) accessionNumber!: string | null;
  @Column('text', { name: 'study_instance_uid', nullable: true }) studyInstanceUid!: string | null;
  @Column('jsonb') resource!: object;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('text', { name: 'received_by' }) receivedBy!: string;
  /** When its source said this, by its own clock; null where it does not say. */
  @Column('timestamptz', { name: 'said_at', nullable: true }) saidAt!: Date | null;
  @Column('integer') revision!: number;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}
