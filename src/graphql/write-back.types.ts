import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'What came of writing the results of an analysis to the EHR.' })
export class WriteBack {
  @Field(() => ID) analysisId!: string;
  @Field(() => ID) patientId!: string;
  @Field({ description: 'waiting, where it is tried again; written; refused, where the EHR does not take it; withdrawn, where it was marked there as entered in error.' }) state!: string;
  @Field(() => Int) attempts!: number;
  @Field(() => Int, { nullable: true, description: 'HTTP status of the last answer; null where there was none.' }) status!: number | null;
  @Field(() => String, { nullable: true, description: 'What the EHR says is wrong, in its own words.' }) refusal!: string | null;
  @Field(() => [String], { description: 'Where the EHR keeps what was written.' }) locations!: readonly string[];
  @Field(() => Date) changedAt!: Date;
}
