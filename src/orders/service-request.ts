import { z } from 'zod';
import { patientIdOf } from '../platform/patient-reference.js';
import { done, type Outcome, refused } from '../platform/problem.js';

const coding = z.looseObject({ system: z.string().optional(), code: z.string().optional(), display: z.string().optional() });
const concept = z.looseObject({ coding: z.array(coding).optional(), text: z.string().optional() });
const identifier = z.looseObject({ system: z.string().optional(), value: z.string().min(1).optional(), type: concept.optional() });

/** ServiceRequest.status of FHIR R4. */
const statuses = ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'] as const;
export type OrderStatus = (typeof statuses)[number];

/** As much of an R4 ServiceRequest as an order needs; whatever else it carries is kept untouched. */
export const serviceRequest = z.looseObject({
  resourceType: z.literal('ServiceRequest', 'expected a ServiceRequest'),
  id: z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/, 'expected a FHIR id').optional(),
  identifier: z.array(identifier).optional(),
  status: z.enum(statuses),
  intent: z.string().min(1),
  subject: z.looseObject({ reference: z.string().regex(/(^|\/)Patient\/[A-Za-z0-9\-.]{1,64}(\/_history\/\S+)?$/, 'expected a reference to a Patient') }),
  code: concept.optional(),
});
export type ServiceRequest = z.infer<typeof serviceRequest>;

/** A number, and who gave it: a URI, an OID or the site's own name for it; '' where that is not said. */
export interface NumberOf {
  readonly system: string;
  readonly value: string;
}

/** What stands for the system of a key that is only the resource's id. */
const resourceIdSystem = 'ServiceRequest.id';

/** What an order says, read once at the door. */
export interface OrderFacts {
  readonly placer: NumberOf;
  /** `resource-id`: it carries no identifier, and is known by its id on the EHR. A draft's id is not: it changes at signing. */
  readonly keyedBy: 'identifier' | 'resource-id';
  readonly status: OrderStatus;
  readonly patientId: string;
  readonly accessionNumber: string | null;
  readonly studyInstanceUid: string | null;
}

type Identifier = z.infer<typeof identifier>;

const hasType = (entry: Identifier, code: string): boolean => entry.type?.coding?.some((one) => one.code === code) ?? false;

/** How the identifier of a requested procedure (DICOM (0040,1001), HL7 v2 IPC-2) is called, for which v2-0203 has no code. */
export const requestedProcedureType = { text: 'Requested Procedure ID' } as const;
const isRequestedProcedure = (entry: Identifier): boolean => entry.type?.text === requestedProcedureType.text;

/** The id a stored ServiceRequest has on its own server, where it has one. */
export const resourceIdOf = (resource: object): string | null => ('id' in resource && typeof resource.id === 'string' ? resource.id : null);

/**
 * The order's key: the placer identifier (HL7 v2-0203 PLAC); without that type the first identifier that is neither
 * accession nor filler number, nor of a procedure or study; without any identifier the resource's own id, which is unique on the EHR.
 */
function keyOf(resource: ServiceRequest): Pick<OrderFacts, 'placer' | 'keyedBy'> | undefined {
  const identifiers = resource.identifier ?? [];
  const chosen = identifiers.find((entry) => hasType(entry, 'PLAC'))
    ?? identifiers.find((entry) => !hasType(entry, 'ACSN') && !hasType(entry, 'FILL') && !isRequestedProcedure(entry) && entry.system !== 'urn:dicom:uid');
  if (chosen?.value) return { placer: { system: chosen.system ?? '', value: chosen.value }, keyedBy: 'identifier' };
  return resource.id ? { placer: { system: resourceIdSystem, value: resource.id }, keyedBy: 'resource-id' } : undefined;
}

const numberOf = (entry: Identifier | undefined): NumberOf | undefined => (entry?.value === undefined ? undefined : { system: entry.system ?? '', value: entry.value });

/** The filler's number (HL7 v2-0203 FILL) of a stored ServiceRequest, where it has one. */
export const fillerOf = (resource: object): NumberOf | undefined => numberOf(serviceRequest.safeParse(resource).data?.identifier?.find((entry) => hasType(entry, 'FILL')));

/** By what an order and what it asks for are known elsewhere; what it does not say is absent. */
export interface OrderNumbers {
  readonly placer?: NumberOf;
  readonly filler?: NumberOf;
  readonly accession?: NumberOf;
  readonly requestedProcedureId?: string;
  /** What was ordered, in words and by its first code. */
  readonly procedure?: { readonly text: string; readonly code?: { readonly system: string; readonly value: string; readonly display: string } };
}

function procedureOf({ code }: ServiceRequest): OrderNumbers['procedure'] {
  const [first] = code?.coding ?? [];
  const text = code?.text ?? first?.display ?? '';
  if (first?.system === undefined || first.code === undefined) return text === '' ? undefined : { text };
  return { text, code: { system: first.system, value: first.code, display: first.display ?? text } };
}

/** An order as it is stored, as much as its numbers need. */
export interface StoredNumbers {
  readonly placerSystem: string;
  readonly placerValue: string;
  readonly accessionNumber: string | null;
  readonly resource: object;
}

/** The numbers of a stored order. A placer key that is only the resource's own id is none of the placer's numbers. */
export function orderNumbers({ placerSystem, placerValue, accessionNumber, resource }: StoredNumbers): OrderNumbers {
  const request = serviceRequest.safeParse(resource).data;
  const typed = (isIt: (entry: Identifier) => boolean): NumberOf | undefined => numberOf(request?.identifier?.find(isIt));
  const accession = typed((entry) => hasType(entry, 'ACSN')) ?? (accessionNumber === null ? undefined : { system: '', value: accessionNumber });
  const [filler, procedureId, procedure] = [fillerOf(resource), typed(isRequestedProcedure)?.value, request && procedureOf(request)];
  return {
    ...(placerSystem === resourceIdSystem ? {} : { placer: { system: placerSystem, value: placerValue } }), ...(filler === undefined ? {} : { filler }), ...(accession === undefined ? {} : { accession }),
    ...(procedureId === undefined ? {} : { requestedProcedureId: procedureId }), ...(procedure === undefined ? {} : { procedure }),
  };
}

/** Reads an order's facts from its resource, or says what it lacks. */
export function readOrder(input: unknown): Outcome<{ readonly resource: ServiceRequest; readonly facts: OrderFacts }> {
  const parsed = serviceRequest.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${['ServiceRequest', ...issue.path].join('.')}: ${issue.message}`);
    return refused('ORDER_INVALID', `The order cannot be taken in: ${issues.join('; ')}.`);
  }
  const resource = parsed.data;
  const key = keyOf(resource);
  if (!key) return refused('ORDER_INVALID', 'The order cannot be taken in: ServiceRequest.identifier: expected the placer\'s identifier, or an id.');
  const study = resource.identifier?.find((entry) => entry.system === 'urn:dicom:uid')?.value;
  return done({
    resource,
    facts: {
      ...key,
      status: resource.status,
      patientId: patientIdOf(resource.subject.reference),
      accessionNumber: resource.identifier?.find((entry) => hasType(entry, 'ACSN'))?.value ?? null,
      studyInstanceUid: study?.replace(/^urn:oid:/, '') ?? null,
    },
  });
}
