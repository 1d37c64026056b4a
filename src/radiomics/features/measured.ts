import type { Aggregation } from '../settings.js';

/** Why a feature has no value. */
export const absences = {
  omitted: 'The settings leave it out.',
  'mask-empty-after-interpolation': 'No voxel of the new grid lies inside the mask.',
  'mask-empty-after-resegmentation': 'Re-segmentation left no voxel inside the mask.',
  'not-discretised': 'The intensities are not grey levels (positive integers up to 4096), and no discretisation was asked for that makes them so.',
  'flat-intensities': 'All intensities are equal, the variance is zero.',
  'mean-is-zero': 'The mean, or what stands in the denominator, is zero.',
  'one-voxel': 'There is one voxel only.',
  'one-grey-level': 'There is one grey level only.',
  'flat-shape': 'The ROI has no extent along a principal axis.',
  'no-neighbours': 'No voxel has a neighbour inside the mask.',
  'not-finite': 'The computation gave no finite number.',
} as const;
export type AbsenceReason = keyof typeof absences;

export interface Absence {
  readonly absent: AbsenceReason;
}

/** A feature's value, or why it has none. */
export type Value = number | Absence;

export const absent = (reason: AbsenceReason): Absence => ({ absent: reason });

/** The features of a family that one input gives, by tag. */
export type FeatureTable<Input> = Readonly<Record<string, (input: Input) => Value>>;

/** One value, as a family hands it over. */
export interface Measured {
  /** IBSI tag with its aggregation, as it stands in the answer. */
  readonly tag: string;
  /** Tag without aggregation: the catalogue's key. */
  readonly feature: string;
  readonly aggregation: Aggregation | '';
  readonly value: Value;
}

export const fullTag = (feature: string, aggregation: Aggregation | ''): string => (aggregation === '' ? feature : `${feature}_${aggregation}`);

/** Computes what a table holds, except the omitted tags. A number that is not finite is no value. */
export function measureTable<Input>(
  table: FeatureTable<Input>, input: Input, omit: ReadonlySet<string>, aggregation: Aggregation | '' = '',
): Measured[] {
  return Object.entries(table).map(([feature, compute]) => {
    const tag = fullTag(feature, aggregation);
    if (omit.has(tag) || omit.has(feature)) return { tag, feature, aggregation, value: absent('omitted') };
    const value = compute(input);
    return { tag, feature, aggregation, value: typeof value === 'number' && !Number.isFinite(value) ? absent('not-finite') : value };
  });
}
