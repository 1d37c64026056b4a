import { z } from 'zod';

/** Whether a record is of a person, or made up and marked as test health data. */
export type SubjectKind = 'person' | 'synthetic';

const labels = z.array(z.looseObject({ code: z.string().optional() })).optional();

/** The part of a resource's meta that says so. */
export const securityLabels = { security: labels, tag: labels };

const metaWithLabels = z.looseObject(securityLabels);

/** `synthetic` where the resource carries HTEST, test health data (v3-ActReason), as security label or tag. */
export function subjectKindOf(meta: unknown): SubjectKind {
  const parsed = metaWithLabels.safeParse(meta);
  const all = parsed.success ? [...(parsed.data.security ?? []), ...(parsed.data.tag ?? [])] : [];
  return all.some((label) => label.code === 'HTEST') ? 'synthetic' : 'person';
}
