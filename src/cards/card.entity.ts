import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A card as it was made: its words, for whom, in which hook instance, from which result. Append-only. */
@Entity('card')
@Index('card_user_patient', ['userId', 'patientId', 'shownAt'])
@Index('card_user', ['userId', 'service', 'shownAt'])
@Index('card_patient', ['patientId', 'shownAt'])
@Index('card_service', ['service', 'shownAt'])
@Index('card_launch', ['launchHash'], { unique: true })
export class CardEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'card_key' }) uuid!: string;
  @Column('text') service!: string;
  /** Who called: the only one whose reports on the card are taken. */
  @Column('text') client!: string;
  @Column('uuid', { name: 'hook_instance' }) hookInstance!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  @Column('uuid', { name: 'result_id', nullable: true }) resultId!: string | null;
  @Column('text') indicator!: string;
  @Column('text') summary!: string;
  @Column('text') detail!: string;
  /** `silent`: made and recorded where a site does not show cards yet. */
  @Column('text') delivery!: 'shown' | 'silent';
  /** What it tells, each by a key that stays the same while nothing has changed. */
  @Column('text', { array: true }) told!: readonly string[];
  /** Draft orders it is about, as `Type/id`. */
  @Column('text', { array: true }) orders!: readonly string[];
  @Column('uuid', { array: true }) suggestions!: readonly string[];
  /** The card that this one shows again while an order is still being written. */
  @Column('uuid', { nullable: true }) repeats!: string | null;
  /** SHA-256 of the handle that its SMART link carries. */
  @Column('text', { name: 'launch_hash', nullable: true }) launchHash!: string | null;
  @Column('timestamptz', { name: 'shown_at' }) shownAt!: Date;
}
