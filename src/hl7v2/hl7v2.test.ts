import { acknowledge, type Verdict } from './acknowledgement.js';
import { parseMessage, timeOf } from './message.js';
import { frame, MllpReader } from './mllp.js';
import { isOrderMessage, serviceRequestsFrom } from './order-message.js';

const orm = (changes: Readonly<Record<string, string>> = {}): string => {
  const segments = {
    MSH: 'MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ORM^O01|7|P|2.3.1|||||UNICODE UTF-8', PID: 'PID|1||P1^^^HOSP^MR||Müller^Zoë||19580214|F',
    ORC: 'ORC|NW|O1^RIS|F1^PACS', OBR: 'OBR|1|O1^RIS|F1^PACS|36235-3^MR Lower leg \\T\\ foot^LN|||20260302||||||||||ACC0|ACC1', ZDS: 'ZDS|1.2.3^^Application^DICOM', ...changes,
  };
  return `${Object.values(segments).filter((segment) => segment !== '').join('\r')}\r`;
};
const parsed = (text: string, encoding: BufferEncoding = 'utf8') => {
  const message = parseMessage(Buffer.from(text, encoding));
  if (!message) throw new Error('no message');
  return message;
};
const texts = (events: ReturnType<MllpReader['push']>) => events.map((event) => (event.kind === 'message' ? event.bytes.toString() : event.kind));

describe('frames on the wire', () => {
  test('HL7-V7: a message in three pieces, two messages in one', () => {
    const reader = new MllpReader(1000);
    const bytes = frame('MSH|a');
    expect([...bytes].flatMap((byte) => texts(reader.push(Buffer.from([byte]))))).toEqual(['MSH|a']);
    expect(texts(reader.push(Buffer.concat([frame('one'), frame('two')])))).toEqual(['one', 'two']);
  });

  test('HL7-V7: bytes outside a frame are nothing, and a half frame gives way to the next whole one', () => {
    const reader = new MllpReader(1000);
    expect(texts(reader.push(Buffer.from('GET / HTTP/1.1\r\n\r\n')))).toEqual([]);
    expect(texts(reader.push(Buffer.concat([frame('half').subarray(0, 3), frame('whole')])))).toEqual(['whole']);
  });

  test('HL7-V9: a frame over the limit is over at its end, and the next is heard', () => {
    expect(texts(new MllpReader(10).push(Buffer.concat([frame('x'.repeat(40)), frame('small')])))).toEqual(['too-large', 'small']);
  });

  test('HL7-V9: a large message byte by byte takes no longer than its bytes', () => {
    const reader = new MllpReader(300_000);
    const bytes = frame('x'.repeat(200_000));
    const events = [...bytes].flatMap((_byte, k) => reader.push(bytes.subarray(k, k + 1)));
    expect(texts(events).map((text) => text.length)).toEqual([200_000]);
  });

  test('HL7-V9: a frame over the limit is reported, whether it ends or not', () => {
    expect(texts(new MllpReader(10).push(frame('x'.repeat(11))))).toEqual(['too-large']);
    expect(texts(new MllpReader(10).push(frame('x'.repeat(50)).subarray(0, 40)))).toEqual(['too-large']);
  });
});

describe('an order message as ServiceRequest', () => {
  test('HL7-V1, HL7-V5: placer, accession number, study and description stand where the profile puts them', () => {
    expect(serviceRequestsFrom(parsed(orm()))).toEqual({
      ok: true,
      value: [{
        resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/P1' },
        identifier: [
          { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] }, system: 'RIS', value: 'O1' },
          { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'FILL' }] }, system: 'PACS', value: 'F1' },
          { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] }, value: 'ACC1' },
          { system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' },
        ],
        code: { coding: [{ system: 'http://loinc.org', code: '36235-3' }], text: 'MR Lower leg & foot' },
      }],
    });
  });

  test('HL7-V1: IPC of OMI^O23 wins over OBR', () => {
    const message = parsed(orm({ MSH: 'MSH|^~\\&|RIS|HOSP|||||OMI^O23^OMI_O23|8|P|2.5.1', ZDS: 'IPC|ACC9^RIS-ACC|RP1|1.2.9|SPS1|MR' }));
    expect(isOrderMessage(message)).toBe(true);
    expect(serviceRequestsFrom(message)).toMatchObject({ ok: true, value: [{ identifier: [{ value: 'O1' }, { value: 'F1' }, { value: 'ACC9', system: 'RIS-ACC' }, { value: 'RP1', type: { text: 'Requested Procedure ID' } }, { value: 'urn:oid:1.2.9' }] }] });
  });

  test.each([['CA'], ['CR'], ['DC'], ['OC']])('HL7-V5: order control %s revokes', (control) => {
    expect(serviceRequestsFrom(parsed(orm({ ORC: `ORC|${control}|O1^RIS` })))).toMatchObject({ ok: true, value: [{ status: 'revoked' }] });
  });

  test.each([['CM', 'completed'], ['DC', 'revoked'], ['ER', 'entered-in-error'], ['HD', 'on-hold'], ['', 'active']])('HL7-V5: order status %s in ORC-5 wins over the order control: %s', (said, status) => {
    expect(serviceRequestsFrom(parsed(orm({ ORC: `ORC|NW|O1^RIS|||${said}` })))).toMatchObject({ ok: true, value: [{ status }] });
  });

  test('HL7-V1: a message may carry several orders, each with its own segments', () => {
    const message = parsed(`${orm()}ORC|NW|O2^RIS\rOBR|2|O2^RIS||24627-2^CT Chest^LN||||||||||||||ACC2\r`);
    expect(serviceRequestsFrom(message)).toMatchObject({ ok: true, value: [{ identifier: [{ value: 'O1' }, { value: 'F1' }, { value: 'ACC1' }, {}] }, { identifier: [{ value: 'O2' }, { value: 'ACC2' }], code: { text: 'CT Chest' } }] });
  });

  test('HL7-V5: requisition, times, requester and priority stand where FHIR has them', () => {
    const message = parsed(orm({ ORC: 'ORC|NW|O1^RIS||G7|||||20260301080000+0100|||D42^Doctor^Any', OBR: 'OBR|1|O1^RIS||36235-3^MR Lower leg^LN|S^^^^^S|20260305093000' }));
    expect(serviceRequestsFrom(message)).toMatchObject({ ok: true, value: [{ requisition: { value: 'G7' }, authoredOn: '2026-03-01T07:00:00.000Z', occurrenceDateTime: '2026-03-05T09:30:00.000Z', requester: { identifier: { value: 'D42' } }, priority: 'stat' }] });
    expect(JSON.stringify(serviceRequestsFrom(message))).not.toContain('Doctor');
  });

  test('HL7-V7: of several identifiers the medical record number is the patient', () => {
    expect(serviceRequestsFrom(parsed(orm({ PID: 'PID|1||X9^^^GOV^NI~P7^^^HOSP^MR' })))).toMatchObject({ ok: true, value: [{ subject: { reference: 'Patient/P7' } }] });
  });

  test.each([
    ['no PID', { PID: '' }, 'PID-3'], ['an identifier that is no id', { PID: 'PID|1||P 1/../2' }, 'PID-3'], ['an unknown order control', { ORC: 'ORC|ZZ|O1' }, 'ORC-1'], ['no placer number', { ORC: 'ORC|NW', OBR: 'OBR|1' }, 'ORC-2'],
  ])('with %s it is refused and the place is named', (_what, changes, place) => {
    const read = serviceRequestsFrom(parsed(orm(changes)));
    expect(read.ok ? '' : read.problem.text).toContain(place);
  });
});

describe('reading a message', () => {
  test('HL7-V7: the character set is the one MSH-18 names', () => {
    expect(parsed(orm()).value('PID', 5)).toBe('Müller');
    expect(parsed(orm({ MSH: 'MSH|^~\\&|RIS|HOSP|||||ORM^O01|7|P|2.3.1||||||8859/1' }), 'latin1').value('PID', 5, 2)).toBe('Zoë');
  });

  test('HL7-V7: escapes are undone: separators, bytes, line breaks', () => {
    expect(parsed(orm({ PID: 'PID|1||P1||a\\S\\b\\X41\\\\XC3A9\\\\.br\\c^x' })).value('PID', 5)).toBe('a^bAé c');
  });

  test('HL7-V7: separators are those the message names', () => {
    const other = orm().replaceAll('|', '#').replaceAll('^', '*').replace('MSH#*~', 'MSH#*~');
    expect(parsed(other).value('PID', 3, 5)).toBe('MR');
  });

  test.each([['20260302093000', '2026-03-02T09:30:00.000Z'], ['20260302093000.5+0130', '2026-03-02T08:00:00.500Z'], ['2026', '2026-01-01T00:00:00.000Z'], ['20261302', undefined], ['soon', undefined]])('the time %s is %s', (text, time) => {
    expect(timeOf(text)?.toISOString()).toBe(time);
  });

  test.each([['', 'nothing'], ['MSH|', 'a cut header'], ['PID|1', 'another segment first'], ['MSH|^~\\&|RIS||||||ORM^O01|7|P|2.3.1||||||KLINGON', 'an unknown character set']])('%j is no message: %s', (text) => {
    expect(parseMessage(Buffer.from(text))).toBeUndefined();
  });
});

describe('acknowledgements', () => {
  const at = { id: 'a1', now: new Date('2026-03-02T09:30:00Z') };

  test('HL7-V8: in original mode AA, with the message\'s own number', () => {
    expect(acknowledge(parsed(orm()), { kind: 'accepted' }, at).join('')).toBe('MSH|^~\\&|SARCOLENS|HOSP|RIS|HOSP|20260302093000||ACK^O01^ACK|a1|P|2.3.1||||||UNICODE UTF-8\rMSA|AA|7\r');
  });

  test.each([
    ['AL', 'NE', ['CA'], ['CE']], ['AL', 'AL', ['CA', 'AA'], ['CE', 'AE']], ['NE', 'AL', ['AA'], ['AE']], ['', 'AL', ['AA'], ['AE']], ['ER', 'NE', [], ['CE']], ['SU', 'ER', ['CA'], ['AE']], ['NE', 'NE', [], []],
  ])('HL7-V8: in enhanced mode, MSH-15 %s and MSH-16 %s: %j when taken, %j when not', (accept, application, taken, notTaken) => {
    const message = parsed(orm({ MSH: `MSH|^~\\&|RIS|HOSP|||||ORM^O01|7|P|2.3.1|||${accept}|${application}` }));
    const codes = (verdict: Verdict) => acknowledge(message, verdict, at).map((answer) => /MSA\|(\w\w)\|7/.exec(answer)?.[1]);
    expect(codes({ kind: 'accepted' })).toEqual(taken);
    expect(codes({ kind: 'error', text: 'no' })).toEqual(notTaken);
  });

  test('HL7-V8: a refusal says why, and what it repeats cannot break out of its field', () => {
    const answer = acknowledge(parsed(orm()), { kind: 'error', text: 'expected | and ^\rMSA|AA|7' }, at).join('');
    expect(answer.split('\r').filter((segment) => segment !== '')).toHaveLength(3);
    expect(answer).toContain('MSA|AE|7');
    expect(answer).toContain('expected \\F\\ and \\S\\ MSA\\F\\AA\\F\\7');
  });
});
