import { z } from 'zod';

/** Whether a record is of a person, made up and marked as test health data, or of somebody the model was trained with. */
export type SubjectKind = 'person' | 'synthetic' | 'training';

/** Tag of a patient whose data trained the model: what it predicts of them is no prediction. */
export const trainingLabel = { system: 'urn:sarcolens:subject', code: 'training-cohort', display: 'patient of the training cohort' } as const;

const labels = z.array(z.looseObject({ system: z.string().optional(), code: z.string().optional() })).optional();

/** The part of a resource's meta that says so. */
export const securityLabels = { security: labels, tag: labels };

const metaWithLabels = z.looseObject(securityLabels);

/** `synthetic` where the resource carries HTEST, test health data (v3-ActReason), as security label or tag; `training` where it carries `trainingLabel`. */
export function subjectKindOf(meta: unknown): SubjectKind {
  const parsed = metaWithLabels.safeParse(meta);
  const all = parsed.success ? [...(parsed.data.security ?? []), ...(parsed.data.tag ?? [])] : [];
  if (all.some((label) => label.code === 'HTEST')) return 'synthetic';
  return all.some(({ system, code }) => system === trainingLabel.system && code === trainingLabel.code) ? 'training' : 'person';
}
