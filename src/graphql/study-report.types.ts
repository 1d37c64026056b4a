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

@ObjectType({ description: 'Smallest and largest distance of neighbouring slices, by their positions.' })
export class ReportedSliceDistance {
  @Field(() => Float) min!: number;
  @Field(() => Float) max!: number;
}

@ObjectType({ description: 'How slices lie in the patient.' })
export class ReportedOrientation {
  @Field({ description: 'axial, coronal, sagittal; oblique where it is more than half a degree off all of them.' }) plane!: string;
  @Field({ description: 'axial, coronal or sagittal.' }) nearest!: string;
  @Field(() => Float) degreesOff!: number;
}

@ObjectType({ description: 'How the images were made, as far as their headers say it.' })
export class ReportedSequence {
  @Field(() => String, { nullable: true }) seriesDescription?: string;
  @Field(() => String, { nullable: true }) protocolName?: string;
  @Field(() => String, { nullable: true }) sequenceName?: string;
  @Field(() => String, { nullable: true }) scanningSequence?: string;
  @Field(() => String, { nullable: true, description: '2D or 3D.' }) acquisitionType?: string;
  @Field(() => Float, { nullable: true }) repetitionTimeMs?: number;
  @Field(() => Float, { nullable: true }) echoTimeMs?: number;
  @Field(() => Float, { nullable: true }) echoNumber?: number;
  @Field(() => Float, { nullable: true, description: 's/mm².' }) bValue?: number;
  @Field(() => Float, { nullable: true }) temporalPosition?: number;
  @Field(() => Float, { nullable: true }) triggerTimeMs?: number;
  @Field(() => String, { nullable: true }) contrastAgent?: string;
}

@ObjectType({ description: 'Whether intensities can be had in a unit that compares between scanners.' })
export class ReportedReadiness {
  @Field({ description: 'SUV or ADC.' }) quantity!: string;
  @Field() ready!: boolean;
  @Field(() => String, { nullable: true }) missing!: string | null;
}

@ObjectType({ description: 'A series, or one of the volumes that a series holds.' })
export class ReportedVolume {
  @Field() modality!: string;
  @Field() seriesInstanceUid!: string;
  @Field(() => ReportedVolumeNumber, { nullable: true }) volume!: ReportedVolumeNumber | null;
  @Field(() => [Int], { description: 'Columns, rows, slices.' }) size!: readonly number[];
  @Field(() => [Float], { nullable: true }) spacingMm!: readonly number[] | null;
  @Field(() => ReportedSliceDistance, { nullable: true }) sliceDistanceMm!: ReportedSliceDistance | null;
  @Field(() => Float, { nullable: true, description: 'As the header says it, which measures nothing.' }) sliceThicknessMm!: number | null;
  @Field(() => ReportedOrientation, { nullable: true }) orientation!: ReportedOrientation | null;
  @Field(() => ReportedSequence, { nullable: true }) sequence!: ReportedSequence | null;
  @Field() transferSyntaxUid!: string;
  @Field(() => String, { nullable: true, description: 'Its name, where it is known.' }) transferSyntax!: string | null;
  @Field(() => ReportedIntensity, { nullable: true, description: 'After rescale, before SUV.' }) intensity!: ReportedIntensity | null;
  @Field(() => String, { nullable: true }) intensityUnit!: string | null;
  @Field(() => ReportedReadiness, { nullable: true, description: 'Of PET and of diffusion maps.' }) readiness!: ReportedReadiness | null;
  @Field() measurable!: boolean;
  @Field(() => [ReportedProblem]) problems!: readonly ReportedProblem[];
  @Field(() => [String]) warnings!: readonly string[];
}

@ObjectType()
export class ReportedRegion {
  @Field(() => Int) number!: number;
  @Field() label!: string;
  @Field(() => Int, { nullable: true }) voxels!: number | null;
  @Field(() => Float, { nullable: true }) volumeMl!: number | null;
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
