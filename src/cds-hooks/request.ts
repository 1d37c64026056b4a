import { z } from 'zod';
import { type Hook, hooks } from './services.js';

const fhirId = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/, 'expected a FHIR id');
const reference = z.string().regex(/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/, 'expected Type/id');
const bundle = z.looseObject({ resourceType: z.literal('Bundle'), entry: z.array(z.looseObject({ resource: z.unknown() })).optional() });

const common = z.looseObject({ userId: reference, patientId: fhirId, encounterId: fhirId.optional() });
const contexts = {
  'patient-view': common,
  'order-select': common.extend({ selections: z.array(reference).min(1), draftOrders: bundle }),
  'order-sign': common.extend({ draftOrders: bundle }),
} as const;

const fhirAuthorization = z.looseObject({
  access_token: z.string().min(1), token_type: z.literal('Bearer'), expires_in: z.number(), scope: z.string(), subject: z.string(), patient: z.string().optional(),
});

const envelope = z.looseObject({
  hook: z.enum(hooks),
  hookInstance: z.uuid('expected a UUID'),
  fhirServer: z.url({ protocol: /^https?$/ }).optional(),
  fhirAuthorization: fhirAuthorization.optional(),
  prefetch: z.record(z.string(), z.unknown()).optional(),
}).refine((request) => !request.fhirAuthorization || request.fhirServer, { path: ['fhirServer'], message: 'expected beside fhirAuthorization' });

/** A call of a service, checked (CDS Hooks 2.0, HTTP Request). */
export interface HookRequest {
  readonly hook: Hook;
  readonly hookInstance: string;
  readonly userId: string;
  readonly patientId: string;
  readonly fhirServer: string | undefined;
  readonly fhirAuthorization: z.infer<typeof fhirAuthorization> | undefined;
  readonly prefetch: Readonly<Record<string, unknown>>;
  /** Resources of draftOrders; empty for patient-view. */
  readonly draftOrders: readonly unknown[];
}

/** The request, or every mistake in it. */
export function readHookRequest(body: unknown, hook: Hook): { readonly request: HookRequest } | { readonly mistakes: readonly string[] } {
  const outer = envelope.safeParse(body);
  const inner = z.looseObject({ context: contexts[hook] }).safeParse(body);
  const issues = [...(outer.error?.issues ?? []), ...(inner.error?.issues ?? [])];
  const mistakes = issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  if (outer.data && outer.data.hook !== hook) mistakes.push(`hook: this service answers ${hook}, not ${outer.data.hook}`);
  if (!outer.data || !inner.data || mistakes.length > 0) return { mistakes: [...new Set(mistakes)] };
  const { userId, patientId } = inner.data.context;
  const orders = 'draftOrders' in inner.data.context ? bundle.safeParse(inner.data.context.draftOrders) : undefined;
  return {
    request: {
      hook, hookInstance: outer.data.hookInstance, userId, patientId, fhirServer: outer.data.fhirServer, fhirAuthorization: outer.data.fhirAuthorization,
      prefetch: outer.data.prefetch ?? {}, draftOrders: (orders?.data?.entry ?? []).map((entry) => entry.resource),
    },
  };
}
