import { z } from 'zod';

/**
 * What CDS Hooks 2.0 and the logical models of HL7/cds-hooks (cds-resp-1 to -7) ask of what a service sends: nothing
 * more, nothing unknown. There is no official schema.
 */

const text = z.string().min(1);
const extension = z.record(z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, 'a reverse domain name was expected'), z.record(text, z.unknown()));
const coding = z.strictObject({ code: text, system: text, display: text.optional() });
const absolute = z.url({ protocol: /^https?$/ });
const resource = z.looseObject({ resourceType: z.string().regex(/^[A-Z][A-Za-z]+$/), id: text });

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('create'), description: text, resource: z.looseObject({ resourceType: text }) }),
  z.strictObject({ type: z.literal('update'), description: text, resource }),
  z.strictObject({ type: z.literal('delete'), description: text, resourceId: z.string().regex(/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/) }),
]);
const suggestion = z.strictObject({ label: text, uuid: z.uuid(), isRecommended: z.boolean().optional(), actions: z.array(action).min(1) });
const link = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('absolute'), label: text, url: absolute }),
  z.strictObject({ type: z.literal('smart'), label: text, url: absolute, appContext: text.max(255).optional() }),
]);

const card = z.strictObject({
  uuid: z.uuid(), summary: text.max(139), detail: text.optional(), indicator: z.enum(['info', 'warning', 'critical']),
  source: z.strictObject({ label: text, url: absolute.optional(), icon: absolute.optional(), topic: coding }),
  suggestions: z.array(suggestion).min(1).optional(), selectionBehavior: z.enum(['at-most-one', 'any']).optional(),
  overrideReasons: z.array(coding.required()).min(1).optional(), links: z.array(link).min(1).optional(), extension: extension.optional(),
})
  .refine((one) => one.suggestions === undefined || one.selectionBehavior !== undefined, 'suggestions require selectionBehavior')
  .refine((one) => one.selectionBehavior !== 'at-most-one' || (one.suggestions ?? []).filter((each) => each.isRecommended).length <= 1, 'at-most-one allows one recommendation');
export type CheckedCard = z.infer<typeof card>;

const response = z.strictObject({ cards: z.array(card), systemActions: z.array(action).min(1).optional(), extension: extension.optional() })
  .refine(({ cards }) => new Set(cards.map((one) => one.uuid)).size === cards.length, 'each card has a uuid of its own');

const service = z.strictObject({
  hook: text, id: z.string().regex(/^[A-Za-z0-9\-._~]+$/, 'a segment of an address was expected'), title: text, description: text,
  prefetch: z.record(text, text).optional(), usageRequirements: text.optional(), version: text.optional(), hookVersion: text.optional(),
});
export const discovery = z.strictObject({ services: z.array(service) });

/** Where a value is null or empty that may not be; `cards` and the resources of a client's own are left out. */
export function emptiesIn(value: unknown, path = ''): readonly string[] {
  if (value === null || value === undefined || value === '') return [path];
  if (typeof value !== 'object' || path.endsWith('.resource')) return [];
  const inner = Object.entries(value);
  if (inner.length === 0 && path !== '.cards') return [path];
  return inner.flatMap(([key, one]) => emptiesIn(one, `${path}.${key}`));
}

/** The cards of an answer that is one in every respect. */
export function checkedCards({ status, body, headers }: { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }): readonly CheckedCard[] {
  expect(status).toBe(200);
  if (headers) expect(headers['content-type']).toMatch(/^application\/json/);
  expect(emptiesIn(body)).toEqual([]);
  return response.parse(body).cards;
}
