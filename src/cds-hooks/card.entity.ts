import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A card as it was shown: to whom, in which hook instance, from which result. */
@Entity('card')
export class CardEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'card_key' }) uuid!: string;
  @Column('text') service!: string;
  @Column('uuid', { name: 'hook_instance' }) hookInstance!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  @Column('uuid', { name: 'result_id', nullable: true }) resultId!: string | null;
  @Column('text') summary!: string;
  @Column('timestamptz', { name: 'shown_at' }) shownAt!: Date;
}
