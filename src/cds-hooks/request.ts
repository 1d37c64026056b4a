import { z } from 'zod';
import { type Hook, hooks } from './services.js';

const fhirId = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/, 'expected a FHIR id');
const reference = z.string().regex(/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/, 'expected Type/id');
const bundle = z.looseObject({ resourceType: z.literal('Bundle'), entry: z.array(z.looseObject({ resource: z.unknown() })).optional() });
type Bundle = z.infer<typeof bundle>;

const identified = z.looseObject({ resourceType: z.string(), id: z.string() });

/** Type and id of a resource; undefined where it has no id. */
export function referenceTo(resource: unknown): string | undefined {
  const parsed = identified.safeParse(resource);
  return parsed.success ? `${parsed.data.resourceType}/${parsed.data.id}` : undefined;
}

const resourcesOf = (drafts: Bundle): readonly unknown[] => (drafts.entry ?? []).map((entry) => entry.resource);

const common = z.looseObject({ userId: reference, patientId: fhirId, encounterId: fhirId.optional() });
const selecting = common.extend({ selections: z.array(reference).min(1), draftOrders: bundle }).superRefine(({ selections, draftOrders }, context) => {
  const there = new Set(resourcesOf(draftOrders).map(referenceTo));
  selections.forEach((selection, k) => { if (!there.has(selection)) context.addIssue({ code: 'custom', path: ['selections', k], message: 'expected a resource of draftOrders (ord-1)' }); });
});
/** Made once: a schema that is made anew is compiled anew. */
export const hookBodies = {
  'patient-view': z.looseObject({ context: common }), 'order-select': z.looseObject({ context: selecting }), 'order-sign': z.looseObject({ context: common.extend({ draftOrders: bundle }) }),
} as const;
const anyContext = z.looseObject({ userId: z.string(), patientId: z.string(), draftOrders: bundle.optional(), selections: z.array(z.string()).optional() });

const fhirAuthorization = z.looseObject({
  access_token: z.string().min(1), token_type: z.string().regex(/^bearer$/i, 'expected Bearer'), expires_in: z.number(), scope: z.string(), subject: z.string(), patient: z.string().optional(),
}).refine(({ scope, patient }) => patient !== undefined || !/(^|\s)patient\//.test(scope), { path: ['patient'], message: 'expected where the scope names patient/ (cds-r-2)' });

export const hookEnvelope = z.looseObject({
  hook: z.enum(hooks),
  hookInstance: z.guid('expected a UUID'),
  fhirServer: z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).optional(),
  fhirAuthorization: fhirAuthorization.optional(),
  prefetch: z.record(z.string(), z.unknown()).nullish(),
}).refine((request) => !request.fhirAuthorization || request.fhirServer, { path: ['fhirServer'], message: 'expected beside fhirAuthorization (cds-r-1)' });

/** What a client lets a service do at its FHIR server, for one call. */
export type FhirAuthorization = z.infer<typeof fhirAuthorization>;

/** A call of a service, checked (CDS Hooks 2.0, HTTP Request). */
export interface HookRequest {
  readonly hook: Hook;
  readonly hookInstance: string;
  readonly userId: string;
  readonly patientId: string;
  readonly fhirServer: string | undefined;
  readonly fhirAuthorization: FhirAuthorization | undefined;
  readonly prefetch: Readonly<Record<string, unknown>>;
  /** Resources of draftOrders; empty for patient-view. */
  readonly draftOrders: readonly unknown[];
  /** The drafts that the hook is about: those selected, all of those to be signed. */
  readonly orders: readonly unknown[];
}

/** The request, or every mistake in it. */
export function readHookRequest(body: unknown, hook: Hook): { readonly request: HookRequest } | { readonly mistakes: readonly string[] } {
  const outer = hookEnvelope.safeParse(body);
  const inner = hookBodies[hook].safeParse(body);
  const issues = [...(outer.error?.issues ?? []), ...(inner.error?.issues ?? [])];
  const mistakes = issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  if (outer.data && outer.data.hook !== hook) mistakes.push(`hook: this service answers ${hook}, not ${outer.data.hook}`);
  if (!outer.data || !inner.data || mistakes.length > 0) return { mistakes: [...new Set(mistakes)] };
  const { userId, patientId, draftOrders, selections } = anyContext.parse(inner.data.context);
  const drafts = draftOrders ? resourcesOf(draftOrders) : [];
  return {
    request: {
      hook, hookInstance: outer.data.hookInstance, userId, patientId, fhirServer: outer.data.fhirServer, fhirAuthorization: outer.data.fhirAuthorization, prefetch: outer.data.prefetch ?? {},
      draftOrders: drafts, orders: selections ? drafts.filter((draft) => selections.includes(referenceTo(draft) ?? '')) : drafts,
    },
  };
}
