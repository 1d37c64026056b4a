import { z } from 'zod';

/**
 * What a client answers for a prefetch key (CDS Hooks 2.0, Prefetch Template). `missing`: the key was not filled, so the
 * server may be asked. `none`: the client has nothing. `failed`: it could not be had, and asking again would not help.
 */
export type Prefetched =
  | { readonly kind: 'missing' | 'none' | 'failed' }
  | { readonly kind: 'given'; readonly resources: readonly unknown[]; readonly next: string | undefined };

const resource = z.looseObject({ resourceType: z.string() });
const bundle = z.looseObject({
  link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).optional(),
  entry: z.array(z.looseObject({ resource: z.unknown(), search: z.looseObject({ mode: z.string().optional() }).optional() })).optional(),
});

const isOutcome = (value: unknown): boolean => resource.safeParse(value).data?.resourceType === 'OperationOutcome';

/**
 * Reads a prefetched value, or what a FHIR server answered: one resource, or the matches of a searchset with the address
 * of its next page. A searchset without matches is nothing; what is no resource could not be had.
 */
export function readPrefetched(value: unknown): Prefetched {
  if (value === undefined) return { kind: 'missing' };
  if (value === null) return { kind: 'none' };
  const parsed = resource.safeParse(value);
  if (!parsed.success || isOutcome(value)) return { kind: 'failed' };
  if (parsed.data.resourceType !== 'Bundle') return { kind: 'given', resources: [value], next: undefined };
  const set = bundle.safeParse(value);
  if (!set.success) return { kind: 'failed' };
  const resources = (set.data.entry ?? []).filter((entry) => entry.search?.mode !== 'outcome' && !isOutcome(entry.resource)).map((entry) => entry.resource);
  const next = set.data.link?.find((link) => link.relation === 'next')?.url;
  return resources.length === 0 && next === undefined ? { kind: 'none' } : { kind: 'given', resources, next };
}
