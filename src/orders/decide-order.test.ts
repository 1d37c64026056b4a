import { decideOrder, type Hearing, keepPointers, type KnownOrder } from './decide-order.js';
import { type OrderFacts, orderNumbers, type OrderStatus, readOrder } from './service-request.js';

const facts = (changes: Partial<OrderFacts> = {}): OrderFacts => ({
  placer: { system: 's', value: '1' }, keyedBy: 'identifier', status: 'active', patientId: 'p', accessionNumber: 'A1', studyInstanceUid: null, ...changes,
});
const heard = (contentHash: string): Hearing => ({ contentHash, receivedBy: 'hl7v2', saidAt: null });
const known = (changes: Partial<KnownOrder> = {}): KnownOrder => ({ ...facts(), ...heard('old'), ...changes });

test('what a source said before what is known from it changes nothing, however late it comes', () => {
  const revoked = known({ status: 'revoked', saidAt: new Date('2026-03-02T10:00:00Z') });
  const late = (changes: Partial<Hearing> = {}) => decideOrder(revoked, facts(), { ...heard('new'), saidAt: new Date('2026-03-02T09:59:59Z'), ...changes });
  expect(late()).toEqual({ store: 'none', work: 'none' });
  expect(late({ saidAt: new Date('2026-03-02T10:00:00Z') })).toEqual({ store: 'update', work: 'start' });
  expect(late({ receivedBy: 'fhir' })).toEqual({ store: 'update', work: 'start' });
  expect(late({ saidAt: null })).toEqual({ store: 'update', work: 'start' });
});

test('a new active order is stored and its work starts', () => {
  expect(decideOrder(undefined, facts(), heard('h'))).toEqual({ store: 'create', work: 'start' });
});

test('a repeat changes nothing', () => {
  expect(decideOrder(known(), facts(), heard('old'))).toEqual({ store: 'none', work: 'none' });
});

test('a new accession number starts the work again', () => {
  expect(decideOrder(known(), facts({ accessionNumber: 'A2' }), heard('new'))).toEqual({ store: 'update', work: 'restart' });
});

test('an accession number that was not known hastens what is open', () => {
  expect(decideOrder(known({ accessionNumber: null }), facts(), heard('new'))).toEqual({ store: 'update', work: 'hasten' });
});

test('an accession number that another source leaves out is not taken back', () => {
  expect(decideOrder(known(), facts({ accessionNumber: null }), heard('new'))).toEqual({ store: 'update', work: 'none' });
});

test('an order of another patient under a known key is refused, whatever it says', () => {
  for (const status of ['active', 'revoked', 'draft'] as const) expect(decideOrder(known(), facts({ patientId: 'q', status }), heard('old'))).toEqual({ store: 'refuse', work: 'none' });
});

test('what points at the study stays where a newer hearing leaves it out', () => {
  const resource = { resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/p' } } as const;
  const older = { accessionNumber: 'A1', studyInstanceUid: '1.2', resource: { ...resource, id: 'ehr-1' } };
  expect(keepPointers(older, { accessionNumber: null, studyInstanceUid: '1.3', resource })).toEqual({ accessionNumber: 'A1', studyInstanceUid: '1.3', resource: { ...resource, id: 'ehr-1' } });
});

test('another change updates what is stored and leaves the work alone', () => {
  expect(decideOrder(known(), facts(), heard('new'))).toEqual({ store: 'update', work: 'none' });
});

test.each<[OrderStatus]>([['revoked'], ['entered-in-error'], ['on-hold'], ['draft']])('%s stops the work of an active order', (status) => {
  expect(decideOrder(known(), facts({ status }), heard('new'))).toEqual({ store: 'update', work: 'stop' });
});

test('a draft is kept and not worked on until it is active', () => {
  expect(decideOrder(undefined, facts({ status: 'draft' }), heard('h'))).toEqual({ store: 'create', work: 'none' });
  expect(decideOrder(known({ status: 'draft' }), facts(), heard('new'))).toEqual({ store: 'update', work: 'start' });
});

const base = { resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/p1' } };
const typed = (code: string, value: string) => ({ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, system: 'urn:x', value });

test('the placer identifier is the key, the accession number finds the study', () => {
  const read = readOrder({ ...base, identifier: [typed('ACSN', 'A7'), typed('FILL', 'F1'), typed('PLAC', 'P9')] });
  expect(read).toMatchObject({ ok: true, value: { facts: { placer: { system: 'urn:x', value: 'P9' }, accessionNumber: 'A7', patientId: 'p1' } } });
});

test('without identifiers the resource id is the key', () => {
  expect(readOrder({ ...base, id: 'sr-1' })).toMatchObject({ ok: true, value: { facts: { placer: { value: 'sr-1' }, keyedBy: 'resource-id' } } });
});

test('an order without patient, status or key says what was expected, and where', () => {
  const read = readOrder({ resourceType: 'ServiceRequest', intent: 'order', subject: { reference: 'Group/1' } });
  expect(read.ok ? '' : read.problem.text).toMatch(/ServiceRequest\.status.*ServiceRequest\.subject\.reference: expected a reference to a Patient/);
  expect(readOrder(base)).toMatchObject({ ok: false, problem: { code: 'ORDER_INVALID' } });
});

describe('the numbers of a stored order', () => {
  const procedure = { type: { text: 'Requested Procedure ID' }, value: 'RP1' };
  const stored = (identifier: readonly object[], more: object = {}) => ({ placerSystem: 'urn:x', placerValue: 'P9', accessionNumber: 'A7', resource: { ...base, identifier, ...more } });

  test('each with who gave it, and what was ordered', () => {
    const code = { coding: [{ system: 'http://loinc.org', code: '36235-3', display: 'MR Thigh' }], text: 'MR of the thigh' };
    expect(orderNumbers(stored([typed('PLAC', 'P9'), typed('ACSN', 'A7'), typed('FILL', 'F1'), procedure], { code }))).toEqual({
      placer: { system: 'urn:x', value: 'P9' }, accession: { system: 'urn:x', value: 'A7' }, filler: { system: 'urn:x', value: 'F1' }, requestedProcedureId: 'RP1',
      procedure: { text: 'MR of the thigh', code: { system: 'http://loinc.org', value: '36235-3', display: 'MR Thigh' } },
    });
  });

  test('what it does not say is absent; an accession number that came another way is there', () => {
    expect(orderNumbers(stored([]))).toEqual({ placer: { system: 'urn:x', value: 'P9' }, accession: { system: '', value: 'A7' } });
  });

  test('the id of the resource is no number of the placer, and the id of a procedure is no key', () => {
    expect(orderNumbers({ ...stored([]), placerSystem: 'ServiceRequest.id', accessionNumber: null })).toEqual({});
    expect(readOrder({ ...base, identifier: [procedure, { system: 'urn:y', value: 'K1' }] })).toMatchObject({ ok: true, value: { facts: { placer: { system: 'urn:y', value: 'K1' } } } });
  });
});
