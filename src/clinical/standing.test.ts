import { histology, histologicGrade, length, plainCondition, primaryCancer, radiotherapy, sct, tumour, tumourSize } from '../../test/support/clinical-resources.js';
import { checkEntry, type Entered } from './entry.js';
import { type ClinicalFact, inWords } from './facts.js';
import { codingOf, meaningOfCode, meaningsOf } from './meanings.js';
import { readFacts } from './read-facts.js';
import { standingOf, whyNotKnown } from './standing.js';
import { type ClinicalVariable, variableNames } from './variables.js';

const imagedOn = '2026-03-02';
const factsOf = (resources: readonly unknown[]) => readFacts(resources, ['p1']).facts;

/** What is known, or how it stands. */
function stands(variable: ClinicalVariable, facts: readonly ClinicalFact[], lesionKey: string | null = null): string {
  const standing = standingOf(variable, facts, { imagedOn, lesionKey });
  return standing.kind === 'known' ? inWords(standing.fact.value) : standing.kind;
}

function entered(more: Entered): ClinicalFact {
  const checked = checkEntry(more, '2026-06-01');
  if (!checked.ok || checked.value.value === null) throw new Error(checked.ok ? 'nothing was entered' : checked.problem.text);
  return { variable: checked.value.variable, value: checked.value.value, date: checked.value.onDay, lesions: null, source: { kind: 'entered', entry: 'e1', by: 'Dr A', at: '2026-03-03T10:00:00.000Z' } };
}

const yes = { system: 'http://snomed.info/sct', code: '373066001' };
const no = { system: 'http://snomed.info/sct', code: '373067005' };

describe('two sources', () => {
  test.each([
    ['the same in two code systems', [primaryCancer(), histology('8890/3')], 'leiomyosarcoma'],
    ['a kind of it: the narrower one is known', [plainCondition({ code: { coding: [{ system: 'http://snomed.info/sct', code: '424952003' }] } }), histology('8852/3')], 'myxoid liposarcoma'],
    ['another', [primaryCancer(), histology('9040/3')], 'conflicting'],
    ['two kinds of the same', [histology('8852/3'), histology('8858/3', { id: 'h2' })], 'conflicting'],
    ['nothing', [], 'missing'],
  ])('say %s', (_, resources, stand) => { expect(stands('histology', factsOf(resources))).toBe(stand); });

  test('thigh is no contradiction to the lower limb, and the knee is one to the thigh', () => {
    expect(stands('site', factsOf([primaryCancer(), plainCondition()]))).toBe('thigh');
    expect(stands('site', factsOf([primaryCancer(), plainCondition({ id: 'c3', bodySite: [sct('72696002')] })]))).toBe('conflicting');
  });

  test('grades of biopsy and resection that differ are shown, and the newer one is not preferred', () => {
    expect(stands('grade', factsOf([primaryCancer(), histologicGrade(), histologicGrade({ id: 'g2', effectiveDateTime: '2026-05-01', valueCodeableConcept: sct('1663004') })]))).toBe('conflicting');
  });

  test('what was entered does not win against the EHR', () => {
    const standing = standingOf('histology', [...factsOf([primaryCancer()]), entered({ variable: 'histology', ...codingOf(meaningsOf('histology').find(({ key }) => key === 'synovial-sarcoma') ?? meaningsOf('histology')[0]) })], { imagedOn, lesionKey: null });
    if (standing.kind !== 'conflicting') throw new Error(standing.kind);
    expect(whyNotKnown('Histology', standing)).toBe('Histology is contradictory: leiomyosarcoma (Condition/c1, version 3), synovial sarcoma (entered on 2026-03-03). Correct the one that is wrong, in the EHR or on the patient\'s page; the next analysis takes it.');
  });
});

describe('FHIR-F6: lesions', () => {
  const two = factsOf([tumour({ extension: [] }), tumour({ id: 'b2', extension: [], identifier: [{ type: { coding: [{ code: '112040' }] }, value: 'urn:oid:2.25.18' }], location: sct('30021000') })]);
  test.each([['Lesion 1', 'thigh'], ['2.25.17', 'thigh'], ['2.25.18', 'lower leg'], ['2.25.19', 'missing']])('the site of %s is %s', (lesion, site) => { expect(stands('site', two, lesion)).toBe(site); });
  test('two lesions in two places do not contradict each other', () => { expect(stands('site', two)).toBe('thigh'); });
});

describe('what holds for a time', () => {
  const before = (start: string) => stands('prior-radiotherapy', factsOf([primaryCancer(), radiotherapy({ performedPeriod: { start } })]));
  test.each([['2026-01-05', 'yes'], ['2025', 'yes'], ['2026-02', 'yes'], ['2026-03-03', 'missing'], ['2026-04', 'missing'], ['2026-03', 'undated'], ['2026', 'undated'], ['2026-03-02', 'undated'], ['soon', 'undated']])('radiotherapy that began %s: %s, before imaging on 2026-03-02', (start, stand) => { expect(before(start)).toBe(stand); });

  test('that none was given is said by a person, up to a day', () => {
    expect(stands('prior-surgery', [entered({ variable: 'prior-surgery', ...no, onDay: '2026-03-02' })])).toBe('no');
    expect(stands('prior-surgery', [entered({ variable: 'prior-surgery', ...no, onDay: '2026-03-01' })])).toBe('missing');
  });

  test('a person who says there was none contradicts the EHR that says there was', () => {
    expect(stands('prior-radiotherapy', [...factsOf([primaryCancer(), radiotherapy()]), entered({ variable: 'prior-radiotherapy', ...no, onDay: '2026-03-02' })])).toBe('conflicting');
    expect(stands('prior-radiotherapy', [...factsOf([primaryCancer(), radiotherapy({ performedPeriod: undefined })]), entered({ variable: 'prior-radiotherapy', ...no, onDay: '2026-03-02' })])).toBe('undated');
    expect(stands('prior-radiotherapy', [...factsOf([primaryCancer(), radiotherapy({ performedPeriod: undefined })]), entered({ variable: 'prior-radiotherapy', ...yes, onDay: '2026-01-02' })])).toBe('yes');
  });

  test('of sizes the newest that is not later than the image counts; two of one day may contradict each other', () => {
    const size = (id: string, effectiveDateTime: string, mm: number) => tumourSize(length(mm, 'mm'), { id, effectiveDateTime, focus: undefined });
    expect(stands('tumour-size', factsOf([size('a', '2026-01-01', 30), size('b', '2026-03-01', 41), size('c', '2026-04-01', 60)]))).toBe('41 mm');
    expect(stands('tumour-size', factsOf([size('a', '2026-03-01', 41), size('b', '2026-03-01', 44)]))).toBe('conflicting');
  });
});

describe('the tables', () => {
  const all = variableNames.flatMap((variable) => meaningsOf(variable).map((meaning) => ({ variable, meaning })));
  test('every value that is entered is understood again', () => { for (const { variable, meaning } of all) expect(meaningOfCode(variable, codingOf(meaning))?.key).toBe(meaning.key); });
  test('no code means two things of one variable, and what is within another is within one of the table', () => {
    for (const variable of variableNames) {
      const codes = meaningsOf(variable).flatMap((meaning) => meaning.codes.map(({ name, code }) => `${name}|${code}`));
      expect(new Set(codes).size).toBe(codes.length);
      const keys = meaningsOf(variable).map(({ key }) => key);
      for (const { within } of meaningsOf(variable)) if (within !== undefined) expect(keys).toContain(within);
    }
  });
});

describe('what is entered', () => {
  test.each<[Entered, string]>([
    [{ variable: 'eye-colour', code: 'blue' }, 'There is no clinical variable eye-colour; expected one of sex, histology,'],
    [{ variable: 'toString', code: 'blue' }, 'There is no clinical variable toString'],
    [{ variable: 'grade', system: 'http://snomed.info/sct', code: '999' }, 'Grade: the code is not one of those that can be entered (grade 1, grade 2, grade 3, grade 4).'],
    [{ variable: 'grade', number: 3 }, 'Grade: expected a code, for it is no number.'],
    [{ variable: 'grade', system: 'http://snomed.info/sct', code: '61026006', number: 3 }, 'Grade: expected a code or a number, not both.'],
    [{ variable: 'tumour-size', code: '41' }, 'Longest dimension: expected a number in mm or cm.'],
    [{ variable: 'tumour-size', number: 41, onDay: '2026-03-01' }, 'Longest dimension: the unit is not said; expected mm or cm of UCUM.'],
    [{ variable: 'tumour-size', number: 41, unit: 'MM', onDay: '2026-03-01' }, 'Longest dimension: the unit is MM; expected mm or cm of UCUM.'],
    [{ variable: 'tumour-size', number: -1, unit: 'mm', onDay: '2026-03-01' }, 'Longest dimension: it is -1 mm; expected 1 to 600.'],
    [{ variable: 'tumour-size', number: Number.NaN, unit: 'mm', onDay: '2026-03-01' }, 'Longest dimension: it is NaN mm; expected 1 to 600.'],
    [{ variable: 'tumour-size', number: 41, unit: 'mm' }, 'Longest dimension: expected the day it was measured.'],
    [{ variable: 'prior-surgery', ...yes }, 'Surgery before: expected the day the treatment began, or up to which there was none.'],
    [{ variable: 'prior-surgery', ...yes, onDay: '2026-02-30' }, 'Surgery before: the day is not a date; expected one such as 2026-03-02.'],
    [{ variable: 'prior-surgery', ...yes, onDay: '2026-06-02' }, 'Surgery before: the day is 2026-06-02; expected none before 1900 or after today.'],
  ])('%j is refused', (entry, text) => {
    const checked = checkEntry(entry, '2026-06-01');
    expect(checked.ok ? 'taken' : checked.problem.text).toContain(text);
  });

  test('4.1 cm are kept as 41 mm, and an entry without a value takes back', () => {
    expect(checkEntry({ variable: 'tumour-size', number: 4.1, unit: 'cm', onDay: '2026-03-01' }, '2026-06-01')).toEqual({ ok: true, value: { variable: 'tumour-size', value: { kind: 'number', number: 41, unit: 'mm' }, onDay: '2026-03-01' } });
    expect(checkEntry({ variable: 'grade' }, '2026-06-01')).toEqual({ ok: true, value: { variable: 'grade', value: null, onDay: null } });
  });
});
