import { Field, Float, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'What stands in the way, by its code.' })
export class ReportedProblem {
  @Field() code!: string;
  @Field() text!: string;
  @Field(() => String, { nullable: true, description: 'The file, where the problem is of one that belongs to no volume.' }) path?: string;
}

@ObjectType()
export class ReportedIntensity {
  @Field(() => Float) min!: number;
  @Field(() => Float) max!: number;
  @Field(() => Float) mean!: number;
}

@ObjectType({ description: 'Which of the volumes of a series.' })
export class ReportedVolumeNumber {
  @Field(() => Int) number!: number;
  @Field({ description: 'What tells it apart from the others.' }) label!: string;
}

@ObjectType({ description: 'A series, or one of the volumes that a series holds.' })
export class ReportedVolume {
  @Field() modality!: string;
  @Field() seriesInstanceUid!: string;
  @Field(() => ReportedVolumeNumber, { nullable: true }) volume!: ReportedVolumeNumber | null;
  @Field(() => [Int], { description: 'Columns, rows, slices.' }) size!: readonly number[];
  @Field(() => [Float], { nullable: true }) spacingMm!: readonly number[] | null;
  @Field() transferSyntaxUid!: string;
  @Field(() => ReportedIntensity, { nullable: true, description: 'After rescale, before SUV.' }) intensity!: ReportedIntensity | null;
  @Field(() => String, { nullable: true }) intensityUnit!: string | null;
  @Field() measurable!: boolean;
  @Field(() => [ReportedProblem]) problems!: readonly ReportedProblem[];
  @Field(() => [String]) warnings!: readonly string[];
}

@ObjectType()
export class ReportedRegion {
  @Field(() => Int) number!: number;
  @Field() label!: string;
  @Field(() => Int, { nullable: true }) voxels!: number | null;
  @Field(() => String, { nullable: true }) imageSeriesInstanceUid!: string | null;
  @Field(() => [ReportedProblem]) problems!: readonly ReportedProblem[];
}

@ObjectType({ description: 'A SEG or RTSTRUCT.' })
export class ReportedMask {
  @Field() modality!: string;
  @Field() sopInstanceUid!: string;
  @Field(() => [ReportedRegion]) regions!: readonly ReportedRegion[];
  @Field(() => [ReportedProblem]) problems!: readonly ReportedProblem[];
}

@ObjectType({ description: 'What a study of the PACS holds, and what stands in the way of measuring it.' })
export class StudyReport {
  @Field(() => [ReportedVolume]) volumes!: readonly ReportedVolume[];
  @Field(() => [ReportedMask]) masks!: readonly ReportedMask[];
  @Field(() => [ReportedProblem]) problems!: readonly ReportedProblem[];
}
