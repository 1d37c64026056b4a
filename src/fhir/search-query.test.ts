import { allOf, dateCondition, readDate } from './date-parameter.js';
import { addressOf, readSearch } from './search-query.js';
import { alternativesOf, idsOf, isNamedBy, readReference, readToken } from './search-values.js';
import { handlingOf, takesJson } from './negotiation.js';
import { pageOf } from './reader.js';

describe('a date parameter', () => {
  test.each([
    ['2026', 'eq', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'], ['ge2026-02', 'ge', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'], ['2024-02-29', 'eq', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['lt2026-01-31T23:59', 'lt', '2026-01-31T23:59:00.000Z', '2026-02-01T00:00:00.000Z'], ['2026-01-31T23:59:59+01:00', 'eq', '2026-01-31T22:59:59.000Z', '2026-01-31T23:00:00.000Z'], ['2026-01-31T10:00:00.123456Z', 'eq', '2026-01-31T10:00:00.123Z', '2026-01-31T10:00:00.124Z'],
  ])('%s is %s from %s until %s', (text, prefix, from, to) => {
    expect(readDate(text)).toEqual({ prefix, from: new Date(from), to: new Date(to) });
  });

  test.each(['', 'today', '2026-13', '2026-02-30', '2025-02-29', '2026-1-1', '26', 'ap2026', '2026-01-01T25:00', '2026-01-01T10', '0000', '9999', '2026-01-01T10:00:00+99:00'])('%j is none', (text) => {
    expect(readDate(text)).toBeUndefined();
  });

  test('conditions keep their values in order', () => {
    const { sql, values } = allOf([{ sql: 'a = ?', values: [1] }, dateCondition('t', ['ge2026', 'lt2025']), { sql: 'b = ANY(?)', values: [[2]] }]);
    expect(sql).toBe('a = $1 AND (t >= $2 OR t < $3) AND b = ANY($4)');
    expect(values).toEqual([1, new Date('2026-01-01'), new Date('2025-01-01'), [2]]);
  });
});

describe('values of a search', () => {
  test.each<[string, readonly string[]]>([['a,b', ['a', 'b']], ['a\\,b,c', ['a\\,b', 'c']], [',', []], ['a,', ['a']], ['a\\', ['a', '\\']]])('%j is %j', (text, expected) => {
    expect(alternativesOf(text)).toEqual(expected);
  });

  test('a token names by value, by system and value, or by system', () => {
    expect([readToken('v'), readToken('s|v'), readToken('|v'), readToken('s|'), readToken('s\\|t|v\\,w')]).toEqual([
      { system: undefined, value: 'v' }, { system: 's', value: 'v' }, { system: '', value: 'v' }, { system: 's', value: '' }, { system: 's|t', value: 'v,w' },
    ]);
    const identifier = { system: 's', value: 'v' };
    expect(['v', 's|v', 's|', '|v', 't|v', 's|w', '|'].map((text) => isNamedBy(readToken(text), identifier))).toEqual([true, true, true, false, false, false, false]);
    expect(isNamedBy(readToken('|v'), { value: 'v' })).toBe(true);
  });

  test('a reference is an id, a type and id, or an address, of whatever version', () => {
    expect(['p', 'Patient/p', 'https://ehr.example.org/fhir/Patient/p', 'Patient/p/_history/2'].flatMap((text) => idsOf('Patient', [text]))).toEqual(['p', 'p', 'p', 'p']);
    expect(idsOf('Patient', ['Group/p'])).toEqual([]);
    expect(readReference('Device/model-a-1.0.0')).toEqual({ type: 'Device', id: 'model-a-1.0.0' });
  });
});

describe('a search', () => {
  const read = (query: Readonly<Record<string, unknown>>, handling: 'strict' | 'lenient' = 'lenient') => readSearch('RiskAssessment', query, handling);

  test('says again what it understood, and where it goes on', () => {
    const found = read({ patient: 'a|b&c', date: ['ge2020', 'lt2026'], _foo: '1', _count: '7' });
    if (!found.ok) throw new Error('it was refused');
    expect(addressOf('https://x/fhir', found.search)).toBe('https://x/fhir/RiskAssessment?patient=a%7Cb%26c&date=ge2020&date=lt2026&_count=7');
    const next = new URL(addressOf('https://x/fhir', found.search, { at: 5, id: 'i' }));
    const again = read(Object.fromEntries(next.searchParams));
    expect(again).toMatchObject({ ok: true, search: { after: { at: 5, id: 'i' }, count: 7, warnings: [] } });
  });

  test('gives at most 200 a page, and 50 without being asked', () => {
    expect([read({ patient: 'p', _count: '9999' }), read({ patient: 'p' })]).toMatchObject([{ search: { count: 200 } }, { search: { count: 50 } }]);
  });

  test('FHIR-F23: names every mistake at once', () => {
    expect(read({ patient: '', date: 'x', _count: 'y' })).toEqual({ ok: false, issues: ['Parameter patient: expected a value.', 'Parameter date: expected a FHIR date, such as ge2026-01-31; found "x".', 'Parameter _count: expected a whole number; found "y".'].map((diagnostics) => ({ severity: 'error', code: 'invalid', diagnostics })) });
  });

  test.each([{ patient: { a: 1 } }, { patient: 7 }, { patient: ['p', 'p'] }, { patient: 'a\u0007' }, { patient: 'x'.repeat(2001) }, { patient: 'p', _after: Buffer.from('[1]').toString('base64url') }, { patient: 'p', _after: Buffer.from('{"at":1}').toString('base64url') }])('FHIR-F23: %j is refused', (query) => {
    expect(read(query).ok).toBe(false);
  });
});

describe('a page', () => {
  const places = [10, 20, 20, 30].map((at, k) => ({ at, id: String(k) }));
  test('begins behind the last one seen', () => {
    expect(pageOf(places, { after: undefined, count: 2 })).toEqual({ places: places.slice(0, 2), hasMore: true });
    expect(pageOf(places, { after: { at: 20, id: '1' }, count: 2 })).toEqual({ places: places.slice(2), hasMore: false });
  });
  test('begins at its time where that one is no longer found, so that none is lost', () => {
    expect(pageOf(places, { after: { at: 20, id: 'gone' }, count: 5 }).places).toEqual(places.slice(1));
    expect(pageOf(places, { after: { at: 31, id: 'gone' }, count: 5 })).toEqual({ places: [], hasMore: false });
  });
});

test('what a caller prefers is read from its headers', () => {
  expect(['handling=strict', 'return=minimal, handling=strict', 'handling=lenient', 'xhandling=strict', undefined].map(handlingOf)).toEqual(['strict', 'strict', 'lenient', 'lenient', 'lenient']);
  expect([undefined, '', '*/*', 'application/fhir+json; fhirVersion=4.0', 'text/html, application/json;q=0.1'].map((accept) => takesJson(accept, undefined))).toEqual([true, true, true, true, true]);
  expect(['application/fhir+xml', 'application/json;q=0', 'text/turtle'].map((accept) => takesJson(accept, undefined))).toEqual([false, false, false]);
  expect([takesJson('application/fhir+xml', 'json'), takesJson('application/json', 'xml'), takesJson('application/fhir+xml', 'application/fhir json')]).toEqual([true, false, true]);
});
