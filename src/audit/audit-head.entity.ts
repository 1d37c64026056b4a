import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where the audit chain ends, kept beside it so that a missing last row is found. One row, with id 1. */
@Entity('audit_head')
export class AuditHeadEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'audit_head_key' }) id!: number;
  @Column('integer') sequence!: number;
  @Column('text') hash!: string;
}
