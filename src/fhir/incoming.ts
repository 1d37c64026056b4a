import { z } from 'zod';
import { type OrderFacts, readOrder, type ServiceRequest, serviceRequest } from '../orders/service-request.js';
import type { MergeEvent } from '../patients/aliases.js';
import { type EhrImagingStudy, readImagingStudy } from '../studies/imaging-study.js';
import { intakes, type IntakeType } from './offers.js';
import type { Issue } from './operation-outcome.js';
import { expectation, fault, issuesOf } from './zod-issues.js';

/** A merge as a Patient says it; when, where the resource says so. */
export interface SaidMerge extends Pick<MergeEvent, 'priorId' | 'survivorId'> {
  readonly saidAt: Date | undefined;
}

/** What was pushed, as much of it as is used. */
export type Incoming =
  | { readonly kind: 'order'; readonly resource: ServiceRequest; readonly facts: OrderFacts }
  | { readonly kind: 'study'; readonly study: EhrImagingStudy }
  | { readonly kind: 'patient'; readonly merges: readonly SaidMerge[] };

export type ReadIncoming = { readonly ok: true; readonly incoming: Incoming } | { readonly ok: false; readonly issues: readonly Issue[] };

/** Where a resource stands, and whose references to other servers are not ours. */
export interface Surroundings {
  /** FHIRPath of the resource, such as `Patient` or `Bundle.entry[0].resource`. */
  readonly place: string;
  /** Base of the EHR. */
  readonly ehrUrl: string | undefined;
}

const failed = (...issues: readonly Issue[]): ReadIncoming => ({ ok: false, issues });

/** An order, not a wish or a plan (R4 request-intent; IHE RAD). */
const orderIntents = ['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'];

function readServiceRequest(input: unknown, { place }: Surroundings): ReadIncoming {
  const parsed = serviceRequest.safeParse(input, { error: expectation });
  if (!parsed.success) return failed(...issuesOf(parsed.error, place));
  if (!orderIntents.includes(parsed.data.intent)) return failed(fault('value', `${place}.intent`, `expected one of ${orderIntents.join(', ')}`));
  const order = readOrder(parsed.data);
  return order.ok ? { ok: true, incoming: { kind: 'order', ...order.value } } : failed(fault('structure', `${place}.identifier`, 'expected the placer\'s identifier, or an id'));
}

const statuses = ['registered', 'available', 'cancelled', 'entered-in-error', 'unknown'] as const;

const imagingStudy = z.looseObject({
  status: z.enum(statuses),
  subject: z.looseObject({ reference: z.string().regex(/(^|\/)Patient\/[A-Za-z0-9\-.]{1,64}(\/_history\/\S+)?$/, 'expected a reference to a Patient') }),
  identifier: z.array(z.looseObject({ system: z.string().optional(), value: z.string().optional() }))
    .refine((all) => all.some(({ system, value }) => system === 'urn:dicom:uid' && /^(urn:oid:)?[0-9.]{1,64}$/.test(value ?? '')), 'expected the StudyInstanceUID, with system urn:dicom:uid'),
  endpoint: z.array(z.looseObject({ reference: z.string().optional() })).optional(),
});

function readStudy(input: unknown, { place }: Surroundings): ReadIncoming {
  const parsed = imagingStudy.safeParse(input, { error: expectation });
  if (!parsed.success) return failed(...issuesOf(parsed.error, place));
  const study = readImagingStudy(parsed.data);
  return study.ok ? { ok: true, incoming: { kind: 'study', study: study.value } } : failed(fault('structure', place, 'expected an ImagingStudy of R4'));
}

const patient = z.looseObject({
  id: z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/, 'expected a FHIR id'),
  meta: z.looseObject({ lastUpdated: z.iso.datetime({ offset: true, error: 'expected an instant' }).optional() }).optional(),
  link: z.array(z.looseObject({ type: z.enum(['replaced-by', 'replaces', 'refer', 'seealso']), other: z.looseObject({ reference: z.string().optional() }) })).optional(),
});

/** The id of a Patient of the EHR that a reference names; undefined where it names another server's, or none. */
function idOnEhr(reference: string | undefined, ehrUrl: string | undefined): string | undefined {
  const [, base = '', id] = /^(.*?)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference ?? '') ?? [];
  return base === '' || base.replace(/\/$/, '') === ehrUrl?.replace(/\/$/, '') ? id : undefined;
}

/** Of a Patient only the links that merge are read: a link to a record of another server would merge two people. */
function readPatient(input: unknown, { place, ehrUrl }: Surroundings): ReadIncoming {
  const parsed = patient.safeParse(input, { error: (issue) => (issue.path?.length === 1 && issue.path[0] === 'id' ? 'expected the id that the Patient has on the EHR' : expectation(issue)) });
  if (!parsed.success) return failed(...issuesOf(parsed.error, place));
  const { id, meta, link = [] } = parsed.data;
  const saidAt = meta?.lastUpdated === undefined ? undefined : new Date(meta.lastUpdated);
  const merging = link.map((one, k) => ({ ...one, at: `${place}.link[${k}].other.reference`, other: idOnEhr(one.other.reference, ehrUrl) })).filter(({ type }) => type === 'replaced-by' || type === 'replaces');
  const issues = merging.flatMap(({ at, other }) => (other === undefined || other === id ? [fault('value', at, 'expected a reference to another Patient of the EHR')] : []));
  if (issues.length > 0) return failed(...issues);
  return { ok: true, incoming: { kind: 'patient', merges: merging.flatMap(({ type, other }) => (other === undefined ? [] : [{ ...(type === 'replaces' ? { priorId: other, survivorId: id } : { priorId: id, survivorId: other }), saidAt }])) } };
}

const readers: Readonly<Record<IntakeType, (input: unknown, surroundings: Surroundings) => ReadIncoming>> = { ServiceRequest: readServiceRequest, ImagingStudy: readStudy, Patient: readPatient };

export const typeOf = (resource: unknown): string | undefined => { const type: unknown = typeof resource === 'object' && resource !== null ? Reflect.get(resource, 'resourceType') : undefined; return typeof type === 'string' ? type : undefined; };

export const isIntakeType = (type: string | undefined): type is IntakeType => type !== undefined && Object.hasOwn(intakes, type);

/** Reads a resource that was pushed as this type, or says what is wrong with it and where. */
export function readIncoming(type: IntakeType, resource: unknown, surroundings: Surroundings): ReadIncoming {
  if (typeOf(resource) !== type) return failed(fault('value', `${surroundings.place}.resourceType`, `expected ${type === 'ImagingStudy' ? 'an' : 'a'} ${type}`));
  return readers[type](resource, surroundings);
}
