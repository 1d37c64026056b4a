import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ProblemCode } from '../platform/problem.js';
import type { AnalysisState } from './analysis-state.js';

/** The work an order revision asks for, and how far it has come. */
@Entity('analysis')
@Index('analysis_order', ['orderId', 'createdAt', 'id'])
export class AnalysisEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'analysis_key' }) id!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text') state!: AnalysisState;
  @Column('text', { name: 'problem_code', nullable: true }) problemCode!: ProblemCode | null;
  @Column('text', { name: 'problem_text', nullable: true }) problemText!: string | null;
  /** How often the study was looked for in vain, since it was first found where it was found and not whole. */
  @Column('integer') looks!: number;
  /** When the study was first found and not whole; null before. */
  @Column('timestamptz', { name: 'arriving_since', nullable: true }) arrivingSince!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}
