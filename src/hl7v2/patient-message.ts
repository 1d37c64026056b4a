import type { MergeEvent } from '../patients/aliases.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { type Message, patientNumber, timeOf, typeOf } from './message.js';
import { isPatientId } from './order-message.js';

/** Triggers of ADT (chapter 3) that say two records are one patient, or that they are not after all. */
const kinds: Readonly<Record<string, MergeEvent['kind']>> = { 'ADT^A18': 'merge', 'ADT^A34': 'merge', 'ADT^A36': 'merge', 'ADT^A40': 'merge', 'ADT^A37': 'unmerge' };

/** Triggers that change what is known of a patient, which is read afresh from the EHR whenever it is needed. */
const updates = new Set(['ADT^A08', 'ADT^A31']);

export const isPatientUpdate = (message: Message): boolean => updates.has(typeOf(message));

export const isPatientMerge = (message: Message): boolean => typeOf(message) in kinds;

const invalid = (what: string): Outcome<never> => refused('PATIENT_INVALID', `The message cannot be taken in: ${what}.`);

function checked(id: string, place: string): string | undefined {
  if (id === '') return `${place}: expected the patient's identifier`;
  return isPatientId(id) ? undefined : `${place}: expected letters, digits, - and . only, at most 64`;
}

/**
 * The merges of a message: MRG-1 gives way to the PID-3 before it (A40 may hold several pairs); for A37, the two PID-3
 * are parted again. When it was so is EVN-6, else EVN-2, else MSH-7. Code: PATIENT_INVALID.
 */
export function mergesFrom(message: Message): Outcome<readonly MergeEvent[]> {
  const kind = kinds[typeOf(message)];
  const occurredAt = [message.value('EVN', 6), message.value('EVN', 2), message.value('MSH', 7)].map(timeOf).find((time) => time !== undefined);
  if (occurredAt === undefined) return invalid('EVN-2: expected the time of the event');
  const pairs = pairsOf(message, kind);
  const [first] = pairs;
  if (first === undefined) return invalid(kind === 'merge' ? 'MRG-1: expected the identifier that gives way' : 'PID-3: expected the identifiers of two patients');
  const mistake = pairs.flatMap(({ survivorId, priorId }) => checked(survivorId, 'PID-3') ?? checked(priorId, kind === 'merge' ? 'MRG-1' : 'PID-3') ?? []).at(0);
  if (mistake !== undefined) return invalid(mistake);
  if (pairs.some(({ survivorId, priorId }) => survivorId === priorId)) return invalid('PID-3 and MRG-1 are the same identifier; expected two');
  return done(pairs.map((pair) => ({ ...pair, kind, occurredAt })));
}

function pairsOf({ segments }: Message, kind: MergeEvent['kind']): readonly Pick<MergeEvent, 'priorId' | 'survivorId'>[] {
  const patients = segments.filter(({ name }) => name === 'PID');
  if (kind === 'unmerge') return patients.length === 2 ? both(patientNumber(patients[0], 3), patientNumber(patients[1], 3)) : [];
  return segments.flatMap((segment, k) => {
    if (segment.name !== 'MRG') return [];
    const survivor = segments.slice(0, k).findLast(({ name }) => name === 'PID');
    return [{ survivorId: patientNumber(survivor, 3), priorId: patientNumber(segment, 1) }];
  });
}

/** An unmerge does not say which of the two gave way. */
const both = (one: string, other: string): readonly Pick<MergeEvent, 'priorId' | 'survivorId'>[] => [{ priorId: one, survivorId: other }, { priorId: other, survivorId: one }];
