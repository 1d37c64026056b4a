import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What became of a card; every report is kept, the newest counts. */
@Entity('card_feedback')
@Index('card_feedback_card', ['cardUuid'])
export class CardFeedbackEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'card_feedback_key' }) id!: string;
  @Column('uuid', { name: 'card_uuid' }) cardUuid!: string;
  @Column('text') outcome!: 'accepted' | 'overridden';
  @Column('jsonb') content!: object;
  @Column('timestamptz', { name: 'outcome_at' }) outcomeAt!: Date;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
}
