import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What became of a card; every report is kept, the newest by its own time counts. Append-only. */
@Entity('card_feedback')
@Index('card_feedback_card', ['cardUuid'])
export class CardFeedbackEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'card_feedback_key' }) id!: string;
  @Column('uuid', { name: 'card_uuid' }) cardUuid!: string;
  @Column('text') outcome!: 'accepted' | 'overridden';
  /** One of our own reasons for overriding; null where another was given, or none. */
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb') content!: object;
  @Column('timestamptz', { name: 'outcome_at' }) outcomeAt!: Date;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
}
