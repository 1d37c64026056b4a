import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A result that a subscription tells of, under its number. */
@Entity('subscription_event')
@Unique('subscription_event_once', ['subscriptionId', 'resultId'])
export class SubscriptionEventEntity {
  @PrimaryColumn('uuid', { name: 'subscription_id', primaryKeyConstraintName: 'subscription_event_key' }) subscriptionId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'subscription_event_key' }) number!: number;
  @Column('uuid', { name: 'result_id' }) resultId!: string;
  @Column('timestamptz') at!: Date;
}
