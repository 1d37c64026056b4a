import { parseMessage } from './message.js';
import { isPatientMerge, mergesFrom } from './patient-message.js';

const message = (type: string, ...segments: readonly string[]) => {
  const parsed = parseMessage(Buffer.from([`MSH|^~\\&|ADT|HOSP|||20260302093000||${type}|9|P|2.5.1`, ...segments].join('\r')));
  if (!parsed) throw new Error('no message');
  return parsed;
};
const textOf = (...args: Parameters<typeof message>): string => { const read = mergesFrom(message(...args)); return read.ok ? '' : read.problem.text; };

describe('merges by ADT', () => {
  test('HL7-V4: A40: the prior identifier of MRG gives way to that of PID, at the time of the event', () => {
    const read = mergesFrom(message('ADT^A40^ADT_A39', 'EVN||20260302093100|||||', 'PID|1||Q1^^^HOSP^MR', 'MRG|P1^^^HOSP^MR'));
    expect(read).toEqual({ ok: true, value: [{ kind: 'merge', priorId: 'P1', survivorId: 'Q1', occurredAt: new Date('2026-03-02T09:31:00Z') }] });
  });

  test('HL7-V4: one message may merge several, each with its own PID', () => {
    const read = mergesFrom(message('ADT^A40', 'EVN||20260302', 'PID|1||Q1', 'MRG|P1', 'PID|1||Q2', 'MRG|P2'));
    expect(read).toMatchObject({ ok: true, value: [{ priorId: 'P1', survivorId: 'Q1' }, { priorId: 'P2', survivorId: 'Q2' }] });
  });

  test('HL7-V4: A37 parts the two patients, whichever gave way', () => {
    const read = mergesFrom(message('ADT^A37', 'EVN||20260303', 'PID|1||Q1', 'PID|2||P1'));
    expect(read).toMatchObject({ ok: true, value: [{ kind: 'unmerge', priorId: 'Q1', survivorId: 'P1' }, { kind: 'unmerge', priorId: 'P1', survivorId: 'Q1' }] });
  });

  test('HL7-V4: A34 and A18 are merges as well, A08 is none', () => {
    expect(['ADT^A34', 'ADT^A18', 'ADT^A08'].map((type) => isPatientMerge(message(type)))).toEqual([true, true, false]);
  });

  test.each([
    ['no MRG', ['EVN||20260302', 'PID|1||Q1'], 'MRG-1'], ['no PID', ['EVN||20260302', 'MRG|P1'], 'PID-3'], ['an identifier that is no id', ['EVN||20260302', 'PID|1||Q1', 'MRG|P 1/../2'], 'MRG-1'],
    ['a patient merged into itself', ['EVN||20260302', 'PID|1||Q1', 'MRG|Q1'], 'the same identifier'],
  ])('with %s it is refused and the place is named', (_what, segments, place) => {
    expect(textOf('ADT^A40', ...segments)).toContain(place);
  });
});
