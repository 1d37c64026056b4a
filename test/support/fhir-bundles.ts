import { z } from 'zod';

/** What a test reads of a Bundle whose content nobody has checked yet. */
interface Answer { readonly body: unknown }

const resource = z.looseObject({ resourceType: z.string(), id: z.string().optional() });
const bundle = z.object({
  resourceType: z.literal('Bundle'), type: z.string(), total: z.number().optional(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })).default([]),
  entry: z.array(z.looseObject({ resource: resource.optional(), search: z.object({ mode: z.string() }).optional(), response: z.looseObject({ status: z.string() }).optional() })).default([]),
});

/** A Bundle by what its entries are for. */
export function bundleOf({ body }: Answer) {
  const { type, total, link, entry } = bundle.parse(body);
  const of = (mode: string) => entry.flatMap((one) => (one.search?.mode === mode && one.resource ? one.resource : []));
  const linkOf = (relation: string): string | undefined => link.find((one) => one.relation === relation)?.url;
  return { type, total, self: linkOf('self'), next: linkOf('next'), matches: of('match'), included: of('include'), outcomes: of('outcome'), responses: entry.flatMap((one) => one.response ?? []) };
}

/** Type/id of each resource. */
export const namesOf = (resources: readonly { readonly resourceType: string; readonly id?: string | undefined }[]): readonly string[] => resources.map(({ resourceType, id = '' }) => `${resourceType}/${id}`);
