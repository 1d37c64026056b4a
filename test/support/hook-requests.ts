import { randomUUID } from 'node:crypto';

/** Calls of CDS services as a client makes them. */

type Hook = 'patient-view' | 'order-select' | 'order-sign';

/** What of a call a test says itself. */
export interface CallParts {
  readonly userId?: string;
  readonly birthDate?: string;
  readonly prefetch?: object | null;
  readonly [more: string]: unknown;
}

export const serviceOf = (hook: Hook): string => `sarcolens-${hook}`;

/** A user whom nobody has told anything yet. */
export const somebody = (): string => `Practitioner/${randomUUID()}`;

function call(hook: Hook, patientId: string, { userId = somebody(), birthDate, prefetch, ...more }: CallParts, context: object = {}) {
  const patient = { resourceType: 'Patient', id: patientId, ...(birthDate === undefined ? {} : { birthDate }) };
  return { hook, hookInstance: randomUUID(), context: { userId, patientId, ...context }, ...(prefetch === null ? {} : { prefetch: prefetch ?? { patient } }), ...more };
}

export const viewing = (patientId: string, parts: CallParts = {}) => call('patient-view', patientId, parts);

/** Every draft is selected. */
export function selecting(patientId: string, drafts: readonly { readonly resourceType: string; readonly id: string }[], parts: CallParts = {}) {
  return call('order-select', patientId, parts, { selections: drafts.map(({ resourceType, id }) => `${resourceType}/${id}`), draftOrders: { resourceType: 'Bundle', entry: drafts.map((resource) => ({ resource })) } });
}

export const signing = (patientId: string, drafts: readonly object[], parts: CallParts = {}) => call('order-sign', patientId, parts, { draftOrders: { resourceType: 'Bundle', entry: drafts.map((resource) => ({ resource })) } });

/** A draft for PET/MR of a soft-tissue mass. */
export const draftOrder = (patientId: string, more: object = {}) => ({
  resourceType: 'ServiceRequest', id: `draft-${patientId}`, status: 'draft', intent: 'order', subject: { reference: `Patient/${patientId}` },
  code: { text: 'FDG-PET/MR of the thigh' }, reasonCode: [{ text: 'Soft-tissue mass, suspected sarcoma' }], ...more,
});

export const placer = (value: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] }, system: 'urn:test', value });
