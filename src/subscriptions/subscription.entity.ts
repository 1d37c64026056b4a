import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Subscription.status of FHIR R4. */
export type SubscriptionStatus = 'requested' | 'active' | 'error' | 'off';

/** What somebody else is told of results. */
@Entity('subscription')
@Index('subscription_owner', ['owner'])
export class SubscriptionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'subscription_key' }) id!: string;
  /** Name of the principal that made it. */
  @Column('text') owner!: string;
  @Column('text') status!: SubscriptionStatus;
  @Column('integer') revision!: number;
  /** The resource as it was taken, without its headers. */
  @Column('jsonb') content!: object;
  /** Headers to be sent along, encrypted. */
  @Column('text', { nullable: true }) headers!: string | null;
  /** The one patient it is about, where it is about one. */
  @Column('text', { name: 'patient_id', nullable: true }) patientId!: string | null;
  /** How many events there were since it began. */
  @Column('integer') events!: number;
  /** Deliveries in a row that failed. */
  @Column('integer') failures!: number;
  @Column('text', { nullable: true }) problem!: string | null;
  @Column('integer', { name: 'heartbeat_seconds', nullable: true }) heartbeatSeconds!: number | null;
  @Column('timestamptz', { name: 'ends_at', nullable: true }) endsAt!: Date | null;
  /** When something was last sent, or was to be. */
  @Column('timestamptz', { name: 'sent_at' }) sentAt!: Date;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}
