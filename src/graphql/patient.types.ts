import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import type { FeatureSetHead } from '../results/feature-set-head.js';
import { about } from './cost.js';
import { Result } from './result.types.js';

@ObjectType({ description: 'How a value stands against an earlier one.' })
export class Change {
  @Field(() => Float) absolute!: number;
  @Field(() => Float, { nullable: true, description: 'Per cent of the earlier value; null where that is zero.' }) percent!: number | null;
}

@ObjectType({ description: 'One feature at one time point of its course.' })
export class CoursePoint {
  @Field(() => GraphQLISODateTime) acquiredAt!: Date;
  @Field(() => ID) featureSetId!: string;
  @Field(() => Float) value!: number;
  @Field() unit!: string;
  @Field({ description: 'Values compare where this is the same.' }) settingsHash!: string;
  @Field(() => Change, { nullable: true, description: 'Since the first time point measured alike; null at the first.' }) sinceBaseline!: Change | null;
  @Field(() => Change, { nullable: true, description: 'Since the smallest earlier value measured alike; null at the first.' }) sinceNadir!: Change | null;
}

@ObjectType({ description: 'A lesion in one study.' })
export class TimePoint {
  @Field() studyInstanceUid!: string;
  @Field(() => GraphQLISODateTime) acquiredAt!: Date;
  /** What was measured, without its content. */
  measured!: readonly FeatureSetHead[];
  @Field(() => [Result], about(2)) results!: readonly Result[];
}

@ObjectType({ description: 'A lesion followed over time by its DICOM Tracking UID or its label.' })
export class Lesion {
  @Field() key!: string;
  @Field() label!: string;
  @Field(() => [TimePoint], about(10)) timePoints!: readonly TimePoint[];
}

@ObjectType({ description: 'How far the analysis of an order is.' })
export class Analysis {
  @Field() state!: string;
  @Field(() => String, { nullable: true }) problemCode!: string | null;
  @Field(() => String, { nullable: true }) problemText!: string | null;
  @Field(() => Int, { description: 'How often the study has been looked for in vain.' }) looks!: number;
}

@ObjectType({ description: 'An imaging order.' })
export class Order {
  @Field(() => ID) id!: string;
  @Field({ description: 'Placer order number.' }) placer!: string;
  @Field() status!: string;
  @Field(() => String, { nullable: true }) accessionNumber!: string | null;
  @Field(() => GraphQLISODateTime) receivedAt!: Date;
  @Field(() => Analysis, { nullable: true, description: 'Its newest analysis.' }) analysis!: Analysis | null;
}

@ObjectType({ description: 'A patient by the id the EHR uses; nothing else that identifies is kept here.' })
export class Patient {
  @Field(() => ID) id!: string;
  /** Whether a list of patients was asked for, and not this one. */
  isOfAList!: boolean;
}
