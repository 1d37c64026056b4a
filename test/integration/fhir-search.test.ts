import { PatientsService } from '../../src/patients/patients.service.js';
import { aSentence, matching, outcome } from '../support/answers.js';
import { bundleOf, namesOf } from '../support/fhir-bundles.js';
import { patientWith } from '../support/small-study.js';
import { storeResult } from '../support/stored-results.js';
import { openWard, type Ward } from '../support/ward.js';

let ward: Ward;
const get = (path: string, headers: Readonly<Record<string, string>> = {}) => ward.site.as('clinician').get(`/fhir/${path}`).set(headers);
const search = async (path: string) => bundleOf(await get(path).expect(200));
const only = async (path: string): Promise<Readonly<Record<string, unknown>> & { readonly id: string }> => {
  const { matches } = await search(path);
  expect(matches).toHaveLength(1);
  const [{ id = '', ...rest } = { id: '' }] = matches;
  return { ...rest, id };
};

// Two patients analysed by the service itself, and a third whose results were stored, one a year.
beforeAll(async () => {
  ward = await openWard([patientWith('p'), patientWith('q')]);
  for (const id of ['p', 'q']) await ward.order(id);
  for (const id of ['p', 'q']) await ward.reach(id, 'done');
  for (const year of [2021, 2022, 2023, 2024, 2025]) await storeResult(ward.site, { patientId: 'course', acquiredAt: new Date(Date.UTC(year, 4, 17, 12)) });
}, 90_000);
afterAll(() => ward.close());

describe('a search', () => {
  const years = async (query: string): Promise<readonly string[]> => (await search(`RiskAssessment?patient=course&${query}`)).matches.map((one) => String(one.occurrenceDateTime).slice(0, 4));

  test.each([
    ['date=ge2023', '2023 2024 2025'], ['date=lt2023-05-17', '2021 2022'], ['date=le2023-05-17', '2021 2022 2023'], ['date=2024-05', '2024'], ['date=ne2024', '2021 2022 2023 2025'],
    ['date=ge2022&date=lt2024', '2022 2023'], ['date=2021,2025', '2021 2025'], ['date=gt2024-05-17T12:00:00Z', '2025'], ['date=eb2021', ''],
  ])('by %s finds %s', async (query, expected) => {
    expect((await years(query)).join(' ')).toBe(expected);
  });

  test('FHIR-F26: goes on from page to page, each match once, and ends', async () => {
    const whole = await search('RiskAssessment?patient=course');
    const pages: (readonly string[])[] = [];
    for (let path: string | undefined = 'RiskAssessment?patient=course&_count=2'; path !== undefined;) {
      const page: Awaited<ReturnType<typeof search>> = await search(path);
      expect(page.total).toBe(5);
      pages.push(namesOf(page.matches));
      path = page.next?.replace(`${ward.site.url}/fhir/`, '');
    }
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(namesOf(whole.matches));
    expect(whole).toMatchObject({ total: 5, next: undefined, self: `${ward.site.url}/fhir/RiskAssessment?patient=course` });
    expect(await search('RiskAssessment?patient=course&_count=0')).toMatchObject({ total: 5, matches: [], next: undefined });
  });

  test('FHIR-F26: what is not offered is left out with a warning, or refused where handling is strict', async () => {
    const lenient = await search('RiskAssessment?patient=p&_foo=1&code:in=x&_include=RiskAssessment:condition&_sort=date');
    expect(lenient.matches).toHaveLength(1);
    expect(lenient.self).toBe(`${ward.site.url}/fhir/RiskAssessment?patient=p`);
    const [{ issue } = { issue: [] }] = lenient.outcomes as readonly { readonly issue?: unknown }[];
    expect(issue).toEqual(['_foo', 'code:in', '_include=RiskAssessment:condition', '_sort'].map((name) => ({ severity: 'warning', code: 'not-supported', diagnostics: `Parameter ${name} is not offered for RiskAssessment and was left out.` })));
    expect(await get('RiskAssessment?patient=p&_foo=1', { prefer: 'handling=strict' })).toMatchObject({ status: 400, body: outcome('not-supported', matching(/_foo is not offered/)) });
    await get('RiskAssessment?patient=p', { prefer: 'return=minimal; handling=strict' }).expect(200);
  });

  test.each([
    'RiskAssessment?patient=p&_count=-1', 'RiskAssessment?patient=p&_count=many', 'RiskAssessment?patient=p&_after=x', 'RiskAssessment?patient=p&date=yesterday', 'RiskAssessment?patient=p&date=2026-02-30',
    'RiskAssessment?patient=p&patient=q', 'RiskAssessment?patient=', 'RiskAssessment?patient=,', 'RiskAssessment', 'Observation?focus=x', 'Task?status=completed', 'ServiceRequest?status=active', 'RiskAssessment?__proto__=x', 'RiskAssessment?constructor=x',
  ])('FHIR-F23: %s is 400, in a sentence', async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: outcome('invalid', aSentence) });
  });

  test.each([['application/fhir+xml', ''], ['text/turtle', ''], ['*/*', '_format=xml'], ['application/fhir+json;q=0', '']])('FHIR-F23: a caller who takes only %s %s reads 406 in JSON', async (accept, format) => {
    expect(await get(`RiskAssessment?patient=p&${format}`, { accept })).toMatchObject({ status: 406, body: outcome('not-supported', aSentence) });
  });

  test.each([['application/json', ''], ['application/fhir+xml', '_format=json'], ['application/fhir+xml, application/fhir+json;q=0.5', ''], ['text/html,*/*;q=0.8', '']])('a caller who takes %s %s reads JSON', async (accept, format) => {
    await get(`RiskAssessment?patient=p&${format}`, { accept }).expect(200);
  });

  test('FHIR-F26: what was asked for comes with the matches, once', async () => {
    const { matches, included, total } = await search('RiskAssessment?patient=course&_include=RiskAssessment:performer&_revinclude=Provenance:target');
    expect([matches.length, total]).toEqual([5, 5]);
    expect(namesOf(included).toSorted()).toEqual(['Device/model-lung-metastasis-1.0.0', ...matches.map(({ id }) => `Provenance/${id ?? ''}`)].toSorted());
    const report = await search('DiagnosticReport?patient=p&_include=DiagnosticReport:result&_include=DiagnosticReport:based-on');
    expect(report.included.map(({ resourceType }) => resourceType).toSorted()).toEqual(['Observation', 'ServiceRequest']);
    const set = await search('Observation?patient=p&_include=Observation:device&_include=Observation:focus&_include=Observation:based-on');
    expect(set.included.map(({ resourceType }) => resourceType).toSorted()).toEqual(['BodyStructure', 'Device', 'ServiceRequest']);
    expect(namesOf((await search('Device?_id=model-lung-metastasis-1.0.0&_revinclude=DocumentReference:related')).included)).toEqual(['DocumentReference/card-lung-metastasis-1.0.0']);
    const { id } = await only('RiskAssessment?patient=p');
    expect((await search(`Provenance?target=RiskAssessment/${id}&_include=Provenance:target&_include=Provenance:agent`)).included.map(({ resourceType }) => resourceType).toSorted()).toEqual(['Device', 'Device', 'RiskAssessment']);
    expect((await search('Task?patient=p&_include=Task:based-on')).included.map(({ resourceType }) => resourceType)).toEqual(['ServiceRequest']);
  });

  test('for one patient\'s things by another\'s name finds nothing, and shows nothing', async () => {
    for (const type of ['RiskAssessment', 'Observation', 'DiagnosticReport', 'BodyStructure', 'Task', 'ServiceRequest', 'Provenance']) {
      const { id } = await only(`${type}?patient=p`);
      expect(await search(`${type}?patient=q&_id=${id}`)).toMatchObject({ total: 0, matches: [], included: [] });
      expect(await search(`${type}?patient=nobody-at-all`)).toMatchObject({ total: 0, matches: [] });
    }
    const { id } = await only('RiskAssessment?patient=p');
    expect(await search(`Provenance?target=RiskAssessment/${id}&patient=q`)).toMatchObject({ total: 0 });
    // A reference to another type is none of these.
    expect(await search(`Provenance?target=Patient/${id}`)).toMatchObject({ total: 0 });
    expect(await search('RiskAssessment?patient=Group/p')).toMatchObject({ total: 0 });
  });

  test('FHIR-F1: finds under every id that is the same person', async () => {
    await ward.site.app.get(PatientsService).hear({ kind: 'merge', priorId: 'former', survivorId: 'p', occurredAt: new Date() }, { receivedBy: 'test', actor: 'test' });
    for (const type of ['RiskAssessment', 'Observation', 'DiagnosticReport', 'BodyStructure', 'Task', 'ServiceRequest']) {
      expect(namesOf((await search(`${type}?patient=former`)).matches)).toEqual(namesOf((await search(`${type}?patient=p`)).matches));
    }
    expect((await search('RiskAssessment?patient=p,q')).total).toBe(((await search('RiskAssessment?patient=p')).total ?? Number.NaN) + ((await search('RiskAssessment?patient=q')).total ?? Number.NaN));
  });

  test('FHIR-F2: finds an order by its accession number too, and by number and system', async () => {
    const { id } = await only('ServiceRequest?patient=p');
    expect(await only('ServiceRequest?identifier=A-p')).toMatchObject({ id });
    expect(await only('ServiceRequest?identifier=urn:placer|P-p')).toMatchObject({ id });
    expect((await search('ServiceRequest?identifier=urn:another|P-p')).total).toBe(0);
  });
});
