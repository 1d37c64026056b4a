import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { ClinicalFact } from './clinical.types.js';
import { about } from './cost.js';
import { Abstention, Input, Interval, Model, ReadResource } from './model.types.js';

@ObjectType()
export class Feature {
  @Field({ description: 'IBSI tag.' }) tag!: string;
  @Field({ description: 'IBSI code.' }) ibsi!: string;
  @Field() family!: string;
  @Field(() => Float) value!: number;
  @Field() unit!: string;
}

@ObjectType({ description: 'Features of one lesion on one series, with what they were measured on.' })
export class FeatureSet {
  @Field(() => ID) id!: string;
  @Field() modality!: string;
  @Field() seriesInstanceUid!: string;
  @Field() seriesDescription!: string;
  @Field(() => Int) instances!: number;
  @Field({ description: 'SHA-256 over the SHA-256 of every instance, in the order of the slices.' }) instancesSha256!: string;
  @Field({ description: 'SEG or RTSTRUCT.' }) maskModality!: string;
  @Field() maskSopInstanceUid!: string;
  @Field() maskSha256!: string;
  @Field() roi!: string;
  @Field(() => Int) voxels!: number;
  @Field() engine!: string;
  @Field() settingsHash!: string;
  @Field(() => [Feature], about(100)) features!: readonly Feature[];
  @Field(() => [String]) warnings!: readonly string[];
}

@ObjectType({ description: 'A score or an abstention with its provenance.' })
export class Result {
  @Field(() => ID) id!: string;
  @Field(() => ID) patientId!: string;
  @Field() lesionKey!: string;
  @Field() studyInstanceUid!: string;
  @Field(() => GraphQLISODateTime, { description: 'When the study was acquired.' }) acquiredAt!: Date;
  @Field(() => GraphQLISODateTime) createdAt!: Date;
  @Field({ description: 'score or abstention' }) kind!: string;
  @Field(() => Float, { nullable: true, description: 'Between 0 and 1; null for an abstention.' }) probability!: number | null;
  @Field(() => Interval, { nullable: true }) interval!: Interval | null;
  @Field(() => Abstention, { nullable: true }) abstention!: Abstention | null;
  @Field(() => Model) model!: Model;
  @Field({ description: 'What the model predicts, in the words the result was made with.' }) outcome!: string;
  @Field() engine!: string;
  @Field(() => [Input]) inputs!: readonly Input[];
  @Field(() => [ReadResource]) resources!: readonly ReadResource[];
  @Field(() => [ClinicalFact], { description: 'What was known of the patient beside images when it was computed, whether or not the model takes it.', ...about(10) }) clinicalVariables!: readonly ClinicalFact[];
  @Field(() => ID) orderId!: string;
  @Field(() => [String]) warnings!: readonly string[];
  @Field({ description: 'SHA-256 of what a re-run must give again.' }) contentHash!: string;
  @Field(() => [ID]) featureSetIds!: readonly string[];
}
