import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How the EHR is heard on one subject: a topic, or a search. */
export type SubscriptionKind = 'topic' | 'criteria';

/**
 * `standby`: something else is heard instead. `wanted`: to be asked for. `requested`: asked for, and not confirmed.
 * `active`: confirmed. `polling`: the EHR takes none; it is asked again and again. `refused`: the EHR takes no such topic.
 */
export type SubscriptionState = 'standby' | 'wanted' | 'requested' | 'active' | 'polling' | 'refused';

/** A subscription of ours at the EHR, by what it is about. */
@Entity('ehr_subscription')
@Index('ehr_subscription_look', ['lookAt'])
export class EhrSubscriptionEntity {
  /** Canonical of the topic, or the search. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'ehr_subscription_key' }) key!: string;
  @Column('text') kind!: SubscriptionKind;
  @Column('text') state!: SubscriptionState;
  /** Id of the Subscription at the EHR. */
  @Column('text', { name: 'ehr_id', nullable: true }) ehrId!: string | null;
  /** Number of the last event that was heard, or made up for. */
  @Column('integer', { name: 'last_event' }) lastEvent!: number;
  @Column('timestamptz', { name: 'heard_at' }) heardAt!: Date;
  /** Up to when, by the EHR's clock, the search was read. */
  @Column('timestamptz', { name: 'asked_until' }) askedUntil!: Date;
  /** When it is to be looked after next; null where nothing is to be done. */
  @Column('timestamptz', { name: 'look_at', nullable: true }) lookAt!: Date | null;
  @Column('text', { nullable: true }) problem!: string | null;
}
