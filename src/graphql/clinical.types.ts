import { Field, Float, ID, InputType, ObjectType } from '@nestjs/graphql';
import { about } from './cost.js';

@ObjectType({ description: 'What one source says of a clinical variable.' })
export class ClinicalFact {
  @Field() variable!: string;
  @Field({ description: 'In words.' }) value!: string;
  @Field(() => String, { nullable: true }) system!: string | null;
  @Field(() => String, { nullable: true }) code!: string | null;
  @Field(() => Float, { nullable: true }) number!: number | null;
  @Field(() => String, { nullable: true, description: 'UCUM.' }) unit!: string | null;
  @Field(() => String, { nullable: true, description: 'FHIR date, perhaps of a month or a year only.' }) date!: string | null;
  @Field({ description: 'ehr or entered.' }) source!: string;
  @Field(() => String, { nullable: true, description: 'Of the EHR.' }) resource!: string | null;
  @Field(() => String, { nullable: true }) versionId!: string | null;
  @Field(() => String, { nullable: true, description: 'Who entered it on the patient\'s page.' }) enteredBy!: string | null;
  @Field(() => String, { nullable: true, description: 'When, ISO 8601.' }) enteredAt!: string | null;
}

@ObjectType({ description: 'A value that can be entered.' })
export class ClinicalChoice {
  @Field() system!: string;
  @Field() code!: string;
  @Field() display!: string;
}

@ObjectType({ description: 'A clinical variable of the patient as it stands today.' })
export class ClinicalVariable {
  @Field() variable!: string;
  @Field() label!: string;
  @Field({ description: 'known, missing, conflicting, or undated: a model that needs the variable abstains but where it is known.' }) standing!: string;
  @Field(() => String, { nullable: true, description: 'What a model would be given; null where it is not known.' }) value!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it is not known, and what to do.' }) problem!: string | null;
  @Field(() => [ClinicalFact], { description: 'Everything that is said of it.', ...about(3) }) facts!: readonly ClinicalFact[];
  @Field(() => [ClinicalChoice], { description: 'Codes that can be entered; none where it is a number.', ...about(20) }) choices!: readonly ClinicalChoice[];
  @Field(() => [String], { description: 'UCUM units that a number can be entered in.' }) units!: readonly string[];
  @Field(() => Boolean, { description: 'Whether it is entered with a day.' }) isDated!: boolean;
}

@ObjectType({ description: 'A resource of the EHR that says something and is not taken.' })
export class LeftOutResource {
  @Field() resource!: string;
  @Field(() => String, { nullable: true }) variable!: string | null;
  @Field() reason!: string;
}

@ObjectType({ description: 'What is known of a patient beside images.' })
export class ClinicalVariables {
  @Field(() => [ClinicalVariable], about(11)) variables!: readonly ClinicalVariable[];
  @Field(() => [LeftOutResource], about(5)) leftOut!: readonly LeftOutResource[];
  @Field(() => [String], { description: 'Sentences about what the EHR did not give.' }) notRead!: readonly string[];
}

@InputType({ description: 'A code, or a number with its unit; without either, what was entered before is taken back.' })
export class ClinicalEntry {
  @Field(() => ID) patientId!: string;
  @Field() variable!: string;
  @Field(() => String, { nullable: true }) system?: string | null;
  @Field(() => String, { nullable: true }) code?: string | null;
  @Field(() => Float, { nullable: true }) number?: number | null;
  @Field(() => String, { nullable: true, description: 'UCUM.' }) unit?: string | null;
  @Field(() => String, { nullable: true, description: 'ISO date: when a treatment began, or up to when there was none, or when a tumour was measured.' }) onDay?: string | null;
}
