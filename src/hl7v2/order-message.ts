import { done, type Outcome, refused } from '../platform/problem.js';
import type { Message } from './message.js';

/** Order control codes (table 0119) and the status of the order they mean. */
const statusOf: Readonly<Record<string, string>> = { NW: 'active', XO: 'active', RP: 'active', SC: 'active', CA: 'revoked', DC: 'revoked', OC: 'revoked' };

/** Messages that carry an imaging order. */
const orderMessages = new Set(['ORM^O01', 'OMG^O19', 'OMI^O23']);

/** Message type and trigger event (MSH-9). */
export const typeOf = (message: Message): string => `${message.value('MSH', 9, 1)}^${message.value('MSH', 9, 2)}`;

export const isOrderMessage = (message: Message): boolean => orderMessages.has(typeOf(message));

const identifier = (code: string, value: string, system?: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, ...(system ? { system } : {}), value });

/**
 * An order message as ServiceRequest. The placer number is ORC-2 (or OBR-2) with its namespace; the accession number
 * IPC-1 or OBR-18; the StudyInstanceUID IPC-3 or ZDS-1 (IHE Scheduled Workflow). PID-3.1 is taken as the id of the
 * EHR's Patient. Code: ORDER_INVALID.
 */
export function serviceRequestFrom(message: Message): Outcome<Readonly<Record<string, unknown>>> {
  const either = (...places: readonly (readonly [string, number, number?])[]): string => places.map((place) => message.value(...place)).find((value) => value !== '') ?? '';
  const invalid = (what: string) => refused('ORDER_INVALID', `The order cannot be taken in: ${what}.`);
  const patient = message.value('PID', 3);
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(patient)) return invalid(patient === '' ? 'PID-3: expected the patient\'s identifier' : 'PID-3: expected letters, digits, - and . only, at most 64');
  const control = message.value('ORC', 1);
  const status = statusOf[control];
  if (status === undefined) return invalid(`ORC-1 is ${control === '' ? 'empty' : control.slice(0, 20)}; expected one of ${Object.keys(statusOf).join(', ')}`);
  const placer = either(['ORC', 2], ['OBR', 2]);
  if (placer === '') return invalid('ORC-2: expected the placer order number');
  const accession = either(['IPC', 1], ['OBR', 18]);
  const study = either(['IPC', 3], ['ZDS', 1]);
  const text = either(['OBR', 4, 2], ['OBR', 4]);
  return done({
    resourceType: 'ServiceRequest', status, intent: 'order', subject: { reference: `Patient/${patient}` },
    identifier: [
      identifier('PLAC', placer, either(['ORC', 2, 2], ['OBR', 2, 2])),
      ...(accession === '' ? [] : [identifier('ACSN', accession)]),
      ...(study === '' ? [] : [{ system: 'urn:dicom:uid', value: `urn:oid:${study}` }]),
    ],
    ...(text === '' ? {} : { code: { text } }),
  });
}
