import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that was taken in, as its sender numbers it (MSH-3, MSH-4, MSH-10): nothing of what it says. */
@Entity('hl7_message')
@Index('hl7_message_received', ['receivedAt'])
export class Hl7MessageEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'hl7_message_key' }) sender!: string;
  @PrimaryColumn('text', { name: 'control_id', primaryKeyConstraintName: 'hl7_message_key' }) controlId!: string;
  @PrimaryColumn('text', { name: 'content_hash', primaryKeyConstraintName: 'hl7_message_key' }) contentHash!: string;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
}
