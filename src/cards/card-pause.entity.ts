import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PauseReason } from './budget.js';

/** A service that had spent its budget, and from when to when it keeps silent: for one user, or for everybody. Append-only. */
@Entity('card_pause')
@Index('card_pause_service', ['service', 'until'])
export class CardPauseEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'card_pause_key' }) id!: string;
  @Column('text') service!: string;
  @Column('text', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('text') reason!: PauseReason;
  /** What was counted, and what the settings allowed. */
  @Column('double precision') figure!: number;
  @Column('double precision') allowed!: number;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz') until!: Date;
}
