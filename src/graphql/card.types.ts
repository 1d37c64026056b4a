import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'What became of a card, as a client reported it.' })
export class CardReport {
  @Field({ description: 'accepted or overridden' }) outcome!: string;
  @Field(() => String, { nullable: true, description: 'One of our reasons for overriding: known, not-applicable, disagree, technical, snooze.' }) reason!: string | null;
  @Field({ description: 'The report as it came, in JSON.' }) content!: string;
  @Field(() => GraphQLISODateTime) outcomeAt!: Date;
  @Field(() => GraphQLISODateTime) receivedAt!: Date;
}

@ObjectType({ description: 'A card of a CDS service as it was made.' })
export class ShownCard {
  @Field(() => ID) uuid!: string;
  @Field() service!: string;
  @Field({ description: 'The CDS client that called.' }) client!: string;
  @Field() hookInstance!: string;
  @Field() userId!: string;
  @Field(() => ID) patientId!: string;
  @Field(() => ID, { nullable: true }) resultId!: string | null;
  @Field({ description: 'info or warning' }) indicator!: string;
  @Field() summary!: string;
  @Field() detail!: string;
  @Field({ description: 'shown; or silent, where it was made and nobody saw it.' }) delivery!: string;
  @Field(() => ID, { nullable: true, description: 'The card that this one showed again while an order was being written.' }) repeats!: string | null;
  @Field(() => GraphQLISODateTime) shownAt!: Date;
  @Field(() => String, { nullable: true, description: 'What became of it by the newest report; null where none came, which says nothing of whether it was read.' }) outcome!: string | null;
  @Field(() => [CardReport], { description: 'Every report, the one that counts last.' }) reports!: readonly CardReport[];
}

@ObjectType({ description: 'A silence of a CDS service that has spent its budget.' })
export class CdsPause {
  @Field() service!: string;
  @Field(() => String, { nullable: true, description: 'For this user; null for everybody.' }) userId!: string | null;
  @Field({ description: 'cards-per-week or override-rate' }) reason!: string;
  @Field(() => Float) figure!: number;
  @Field(() => Float) allowed!: number;
  @Field(() => GraphQLISODateTime) since!: Date;
  @Field(() => GraphQLISODateTime) until!: Date;
}

@ObjectType({ description: 'What a CDS service asked of clinicians in the last seven days.' })
export class CdsLoad {
  @Field() service!: string;
  @Field(() => Int) cards!: number;
  @Field(() => Int) clinicians!: number;
  @Field(() => Int, { description: 'Cards that were reported on.' }) reported!: number;
  @Field(() => Int) overridden!: number;
}

@ObjectType({ description: 'What a card was about.' })
export class CardSubject {
  @Field(() => ID) patientId!: string;
  @Field(() => ID, { nullable: true }) resultId!: string | null;
}
