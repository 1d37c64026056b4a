import { requestedProcedureType } from '../orders/service-request.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { patientNumber, type Message, type Segment, timeOf, typeOf } from './message.js';

/**
 * Order control codes (table 0119) and the status of the order they mean. CA is a request to cancel: the placer wants the
 * order no more, so its analysis stops, whether or not the filler confirms by CR or OC.
 */
const statusOf: Readonly<Record<string, string>> = {
  NW: 'active', OK: 'active', XO: 'active', XX: 'active', RP: 'active', RO: 'active', SC: 'active', SN: 'active', PA: 'active', CH: 'active', RL: 'active', RE: 'active', HD: 'on-hold', OH: 'on-hold', HR: 'on-hold',
  CA: 'revoked', CR: 'revoked', DC: 'revoked', DR: 'revoked', OC: 'revoked', OD: 'revoked', DE: 'entered-in-error',
};

/** Order status (ORC-5, table 0038), which wins over the order control code. */
const statusSaid: Readonly<Record<string, string>> = { A: 'active', IP: 'active', SC: 'active', CM: 'completed', HD: 'on-hold', CA: 'revoked', DC: 'revoked', RP: 'revoked', ER: 'entered-in-error' };

/** Messages that carry an imaging order. */
const orderMessages = new Set(['ORM^O01', 'OMG^O19', 'OMI^O23']);

export const isOrderMessage = (message: Message): boolean => orderMessages.has(typeOf(message));

/** A patient's id as the EHR's FHIR server can have it. */
export const isPatientId = (text: string): boolean => /^[A-Za-z0-9\-.]{1,64}$/.test(text);

const identifier = (code: string, value: string, system?: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, ...(system ? { system } : {}), value });
const invalid = (what: string): Outcome<never> => refused('ORDER_INVALID', `The order cannot be taken in: ${what}.`);

/** The segments of each order of a message: from one ORC to the next; a message without ORC is one order. */
function groupsOf({ segments }: Message): readonly (readonly Segment[])[] {
  const starts = segments.flatMap(({ name }, k) => (name === 'ORC' ? [k] : []));
  return starts.length === 0 ? [segments] : starts.map((start, k) => segments.slice(start, starts[k + 1]));
}

/** Priority (OBR-5, table 0485 as far as it has a FHIR twin). */
const priorities: Readonly<Record<string, string>> = { R: 'routine', A: 'asap', S: 'stat', U: 'urgent', P: 'asap' };

type Request = Readonly<Record<string, unknown>>;

function serviceRequestOf(segments: readonly Segment[], patient: string): Outcome<Request> {
  const value = (name: string, field: number, component?: number): string => segments.find((segment) => segment.name === name)?.value(field, component) ?? '';
  const either = (...places: readonly (readonly [string, number, number?])[]): string => places.map((place) => value(...place)).find((found) => found !== '') ?? '';
  const control = value('ORC', 1);
  const status = statusSaid[value('ORC', 5)] ?? statusOf[control];
  if (status === undefined) return invalid(`ORC-1 is ${control === '' ? 'empty' : control.slice(0, 20)}; expected one of ${Object.keys(statusOf).join(', ')}`);
  const placer = either(['ORC', 2], ['OBR', 2]);
  if (placer === '') return invalid('ORC-2: expected the placer order number');
  const filler = either(['ORC', 3], ['OBR', 3]);
  const accession = either(['IPC', 1], ['OBR', 18]);
  const procedure = value('IPC', 2);
  const study = either(['IPC', 3], ['ZDS', 1]);
  const text = either(['OBR', 4, 2], ['OBR', 4]);
  const code = value('OBR', 4);
  const reason = either(['OBR', 31, 2], ['OBR', 31]);
  const group = either(['ORC', 4]);
  const authoredOn = control === 'NW' ? timeOf(value('ORC', 9)) : undefined;
  const occurrence = timeOf(value('OBR', 6));
  const requester = value('ORC', 12);
  const priority = priorities[value('OBR', 5).charAt(0)];
  return done({
    resourceType: 'ServiceRequest', status, intent: 'order', subject: { reference: `Patient/${patient}` },
    identifier: [
      identifier('PLAC', placer, either(['ORC', 2, 2], ['OBR', 2, 2])),
      ...(filler === '' ? [] : [identifier('FILL', filler, either(['ORC', 3, 2], ['OBR', 3, 2]))]),
      ...(accession === '' ? [] : [identifier('ACSN', accession, value('IPC', 1) === '' ? '' : value('IPC', 1, 2))]),
      ...(procedure === '' ? [] : [{ type: requestedProcedureType, value: procedure }]),
      ...(study === '' ? [] : [{ system: 'urn:dicom:uid', value: `urn:oid:${study}` }]),
    ],
    ...(text === '' ? {} : { code: { ...(value('OBR', 4, 3) === 'LN' ? { coding: [{ system: 'http://loinc.org', code }] } : {}), text } }),
    ...(reason === '' ? {} : { reasonCode: [{ text: reason }] }),
    ...(group === '' ? {} : { requisition: identifier('PGN', group) }),
    ...(authoredOn === undefined ? {} : { authoredOn: authoredOn.toISOString() }),
    ...(occurrence === undefined ? {} : { occurrenceDateTime: occurrence.toISOString() }),
    // A number of the sender's: names of people are not kept.
    ...(requester === '' ? {} : { requester: { identifier: { value: requester } } }),
    ...(priority === undefined ? {} : { priority }),
  });
}

/**
 * The orders of a message as ServiceRequests, in their order. The placer number is ORC-2 (or OBR-2) with its namespace, the
 * filler number ORC-3; the accession number IPC-1 with its namespace, or OBR-18; the requested procedure IPC-2; the
 * StudyInstanceUID IPC-3 or ZDS-1 (IHE Scheduled Workflow). The medical record number of PID-3 is taken as the id of the
 * EHR's Patient. Code: ORDER_INVALID.
 */
export function serviceRequestsFrom(message: Message): Outcome<readonly Request[]> {
  const patient = patientNumber(message.segments.find(({ name }) => name === 'PID'), 3);
  if (!isPatientId(patient)) return invalid(patient === '' ? 'PID-3: expected the patient\'s identifier' : 'PID-3: expected letters, digits, - and . only, at most 64');
  const requests: Request[] = [];
  for (const group of groupsOf(message)) {
    const request = serviceRequestOf(group, patient);
    if (!request.ok) return request;
    requests.push(request.value);
  }
  return done(requests);
}
