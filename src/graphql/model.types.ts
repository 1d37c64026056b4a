import { Field, Float, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'A model version, told from every other by its checksums.' })
export class Model {
  @Field() name!: string;
  @Field() version!: string;
  @Field() status!: string;
  @Field({ description: 'SHA-256 of model.onnx.' }) onnxSha256!: string;
  @Field({ description: 'SHA-256 of manifest.json.' }) manifestSha256!: string;
}

@ObjectType({ description: 'How a candidate of the model\'s report did, cross-validated on its training patients.' })
export class Candidate {
  @Field() name!: string;
  @Field(() => Float, { description: 'Area under the ROC curve; 0.5 is chance.' }) auc!: number;
  @Field(() => Float, { description: 'Lower end of its 95 % interval.' }) aucLower!: number;
  @Field(() => Float) aucUpper!: number;
  @Field(() => Float, { description: 'Mean squared error of the probability; less is better.' }) brier!: number;
}

@ObjectType({ description: 'Range that holds the probability at a level of confidence; all between 0 and 1.' })
export class Interval {
  @Field(() => Float) lower!: number;
  @Field(() => Float) upper!: number;
  @Field(() => Float) level!: number;
}

@ObjectType({ description: 'Why there is no probability.' })
export class Abstention {
  @Field({ description: 'Stable code.' }) code!: string;
  @Field() text!: string;
}

@ObjectType({ description: 'What the model was given, and how far it moved the prediction.' })
export class Input {
  @Field() name!: string;
  @Field(() => Float, { description: 'As the model takes it, after its transformation.' }) value!: number;
  @Field() unit!: string;
  @Field(() => Float, { nullable: true, description: 'Log-odds against the average training patient; null for an abstention.' }) contribution!: number | null;
  @Field({ description: 'Feature and series, or clinical resource.' }) source!: string;
}

@ObjectType({ description: 'A clinical resource as it was when it was read.' })
export class ReadResource {
  @Field() reference!: string;
  @Field(() => String, { nullable: true }) versionId!: string | null;
}
