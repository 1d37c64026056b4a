import {
  doxorubicin, histologicGrade, histology, icd10, icdO, length, loinc, plainCondition, primaryCancer, radiotherapy, sct, tumour, tumourSize, verification,
} from '../../test/support/clinical-resources.js';
import { inWords } from './facts.js';
import { readFacts } from './read-facts.js';
import type { ClinicalVariable } from './variables.js';

/** `variable: value from resource/version of date`. */
const told = (resources: readonly unknown[]) => readFacts(resources, ['p1']).facts.map(({ variable, value, date, source }) =>
  `${variable}: ${inWords(value)} from ${source.kind === 'ehr' ? `${source.resource}/${source.versionId ?? '-'}` : ''} of ${date ?? '-'}`);
const refusals = (resources: readonly unknown[]) => readFacts(resources, ['p1']).leftOut.map(({ resource, reason }) => `${resource}: ${reason}`);
const valueOf = (variable: ClinicalVariable, resources: readonly unknown[]) => readFacts(resources, ['p1']).facts.filter((fact) => fact.variable === variable).map(({ value }) => inWords(value));

describe('Condition', () => {
  test('FHIR-F5: histology, site, side, depth and stage of mCODE\'s primary cancer, with version and date', () => {
    expect(told([primaryCancer()])).toEqual([
      'histology: leiomyosarcoma from Condition/c1/3 of 2026-02', 'site: thigh from Condition/c1/3 of 2026-02', 'depth: deep from Condition/c1/3 of 2026-02',
      'side: left from Condition/c1/3 of 2026-02', 'stage: stage III from Condition/c1/3 of 2026-02',
    ]);
  });

  test('FHIR-F5: the code is kept as the EHR gives it, and its own display is not repeated', () => {
    const [{ value }] = readFacts([primaryCancer()], ['p1']).facts;
    expect(value).toEqual({ kind: 'coded', meaning: 'leiomyosarcoma', system: 'http://snomed.info/sct', code: '51549004', display: 'leiomyosarcoma' });
  });

  test('FHIR-F5: a plain R4 Condition says by ICD-10 where the tumour is', () => { expect(told([plainCondition()])).toEqual(['site: lower limb from Condition/c2/1 of 2026-02-20']); });

  test.each([
    ['C49.21', ['lower limb']], ['C4922', ['lower limb']], ['C48.0', ['retroperitoneum']], ['C49.9', []], ['C49.A2', []],
  ])('%s as ICD-10 says %j of the site', (code, site) => { expect(valueOf('site', [plainCondition({ code: icd10(code) })])).toEqual(site); });

  test.each([['ICD-O-3', icdO('8811/3'), 'myxofibrosarcoma'], ['SNOMED CT', sct('88195001'), 'alveolar soft part sarcoma']])('FHIR-F5: its own code may be a morphology of %s', (_, code, words) => {
    expect(valueOf('histology', [plainCondition({ code })])).toEqual([words]);
  });

  test.each([
    ['entered in error', { verificationStatus: verification('entered-in-error') }, 'It was entered in error.'],
    ['refuted', { verificationStatus: verification('refuted') }, 'It was refuted.'],
    ['provisional', { verificationStatus: verification('provisional') }, 'It is not confirmed.'],
    ['of another patient', { subject: { reference: 'Patient/p2' } }, 'It is of another patient.'],
  ])('FHIR-F5: one that is %s says nothing, and that is shown', (_, changes, reason) => {
    expect(told([primaryCancer(changes)])).toEqual([]);
    expect(refusals([primaryCancer(changes)])).toEqual([`Condition/c1: ${reason}`]);
  });

  test.each([
    ['breast cancer', plainCondition({ code: icd10('C50.911') })], ['hypertension', plainCondition({ code: icd10('I10') })],
    ['C49.2 of another code system', plainCondition({ code: { coding: [{ system: 'urn:local', code: 'C49.2' }] } })],
    ['a metastasis by mCODE', primaryCancer({ meta: { profile: ['http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-secondary-cancer-condition'] } })],
  ])('%s is not the tumour, and leaves no trace', (_, resource) => { expect(readFacts([resource], ['p1'])).toEqual({ facts: [], leftOut: [] }); });

  test.each([
    [{ coding: [{ system: 'http://snomed.info/sct', code: '999' }] }, 'Site is given by a code that is not known here (999 of http://snomed.info/sct).'],
    [{ coding: [{ code: '68367000' }] }, 'Site is given by a code that is not known here (68367000 of no system).'],
    [{ text: 'left thigh of Mrs Example' }, 'Site is given in words and without a code.'],
  ])('a site that cannot be understood is left out, without its words: %j', (site, reason) => {
    expect(refusals([primaryCancer({ bodySite: [site] })])).toEqual([`Condition/c1: ${reason}`]);
  });

  test('codes of one concept may be of several systems, and must not deny each other', () => {
    const both = (icd: string) => ({ coding: [...icdO(icd).coding, ...sct('51549004').coding] });
    expect(valueOf('histology', [plainCondition({ code: both('8890/3') })])).toEqual(['leiomyosarcoma']);
    expect(refusals([plainCondition({ code: both('9040/3') })])).toEqual(['Condition/c2: Histology is given by codes that say different things (synovial sarcoma, leiomyosarcoma).']);
  });
});

describe('BodyStructure', () => {
  test('FHIR-F6: each is one tumour, known by the tracking identifiers of DICOM', () => {
    const { facts } = readFacts([primaryCancer(), tumour(), tumour({ id: 'b2', identifier: [{ type: { coding: [{ code: '112040' }] }, value: 'urn:oid:2.25.18' }], location: sct('30021000') })], ['p1']);
    const sites = facts.filter(({ variable }) => variable === 'site').map(({ value, lesions }) => [inWords(value), lesions]);
    expect(sites).toEqual([['thigh', null], ['thigh', ['Lesion 1', '2.25.17']], ['lower leg', ['2.25.18']]]);
  });

  test('FHIR-F6: histology, site, side and depth are read from a plain one with a sarcoma\'s morphology', () => {
    expect(told([tumour({ meta: {}, identifier: undefined, extension: undefined })])).toEqual(['histology', 'site', 'side', 'depth'].map((variable, k) => `${variable}: ${['leiomyosarcoma', 'thigh', 'left', 'deep'][k] ?? ''} from BodyStructure/b1/- of -`));
  });

  test.each([
    ['not active', { active: false }, 'It is not active.'],
    ['of a Condition that is not the tumour', { extension: [{ url: 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-related-condition', valueReference: { reference: 'Condition/breast' } }] }, 'It belongs to a Condition that is not a confirmed soft-tissue sarcoma.'],
  ])('FHIR-F6: one that is %s is left out', (_, changes, reason) => { expect(refusals([primaryCancer(), tumour(changes)])).toEqual([`BodyStructure/b1: ${reason}`]); });

  test('what is no tumour, such as a joint, leaves no trace', () => {
    expect(readFacts([{ resourceType: 'BodyStructure', id: 'knee', patient: { reference: 'Patient/p1' }, location: sct('72696002') }], ['p1'])).toEqual({ facts: [], leftOut: [] });
  });
});

describe('Observation', () => {
  test.each([
    ['mCODE\'s histologic grade by LOINC', histologicGrade(), 'grade: grade 3'], ['mCODE\'s histologic grade by NCI Thesaurus', histologicGrade({ code: { coding: [{ system: 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', code: 'C18000' }] } }), 'grade: grade 3'],
    ['grade of cancer, plain', histologicGrade({ code: loinc('21858-6'), valueCodeableConcept: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/icd-o-3-differentiation', code: '1' }] } }), 'grade: grade 1'],
    ['stage group', histologicGrade({ code: loinc('21902-2'), valueCodeableConcept: { coding: [{ system: 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', code: 'C28054' }] } }), 'stage: stage II'],
    ['histology, plain', histology('8811/3'), 'histology: myxofibrosarcoma'], ['sex assigned at birth', histologicGrade({ code: loinc('76689-9'), valueCodeableConcept: loinc('LA3-6'), focus: undefined }), 'sex: female'],
  ])('%s', (_, resource, words) => { expect(told([primaryCancer(), resource]).at(-1)).toMatch(new RegExp(`^${words} from Observation/`)); });

  test.each([
    ['entered in error', { status: 'entered-in-error' }, 'It was entered in error.'], ['preliminary', { status: 'preliminary' }, 'Its status is preliminary; expected final.'],
    ['about another cancer', { focus: [{ reference: 'Condition/breast' }] }, 'It is about Condition/breast, which is not a confirmed soft-tissue sarcoma.'],
    ['of another patient', { subject: { reference: 'Patient/p2' } }, 'It is of another patient.'], ['without a value', { valueCodeableConcept: undefined }, 'It carries no coded value.'],
    ['given by a code that is not known', { valueCodeableConcept: sct('12345') }, 'Grade is given by a code that is not known here (12345 of http://snomed.info/sct).'],
  ])('a grade that is %s is left out, and it is said why', (_, changes, reason) => {
    expect(refusals([primaryCancer(), histologicGrade(changes)])).toEqual([`Observation/g1: ${reason}`]);
  });

  test('a grade of a refuted tumour is not taken', () => {
    expect(refusals([primaryCancer({ verificationStatus: verification('refuted') }), histologicGrade()]).at(-1)).toMatch(/^Observation\/g1: It is about Condition\/c1, which is not/);
  });

  test.each([['cm', 4.1, 41], ['mm', 41, 41], ['cm', 12.3, 123]])('a size in UCUM\'s %s is kept in mm', (unit, value, mm) => {
    expect(valueOf('tumour-size', [primaryCancer(), tumour(), tumourSize(length(value, unit))])).toEqual([`${mm} mm`]);
  });

  test.each([
    ['inches of UCUM', length(2, '[in_i]'), 'the unit is [in_i]; expected mm or cm of UCUM'], ['a mass', length(41, 'kg'), 'the unit is kg; expected mm or cm of UCUM'], ['mm that do not say UCUM', { value: 41, unit: 'mm' }, 'its unit is not of UCUM'],
    ['no code', { value: 41, unit: 'mm', system: 'http://unitsofmeasure.org' }, 'the unit is not said; expected mm or cm of UCUM'], ['a property of objects as its unit', length(4, 'constructor'), 'the unit is constructor; expected mm or cm of UCUM'],
    ['4.1 m', length(410, 'cm'), 'it is 4100 mm; expected 1 to 600'], ['a limit', { ...length(5, 'cm'), comparator: '>' }, 'only a limit is given'], ['nothing', {}, 'there is no number'],
  ])('a size in %s is left out', (_, quantity, reason) => { expect(refusals([primaryCancer(), tumour(), tumourSize(quantity)])).toEqual([`Observation/s1: Longest dimension is not taken: ${reason}.`]); });

  test('a size belongs to the lesion that its BodyStructure is', () => {
    expect(readFacts([primaryCancer(), tumour(), tumourSize(length(41, 'mm'))], ['p1']).facts.at(-1)?.lesions).toEqual(['Lesion 1', '2.25.17']);
  });
});

describe('treatment', () => {
  test.each([
    ['mCODE\'s radiotherapy course', radiotherapy(), 'prior-radiotherapy: yes from Procedure/r1/1 of 2026-01-05'], ['doxorubicin, plain', doxorubicin(), 'prior-chemotherapy: yes from MedicationAdministration/m1/1 of 2026-01-20'],
    ['surgery of the tumour, plain', radiotherapy({ meta: {}, code: sct('65801008'), performedPeriod: undefined, performedDateTime: '2025' }), 'prior-surgery: yes from Procedure/r1/- of 2025'],
    ['chemotherapy that was stopped', radiotherapy({ meta: {}, code: sct('367336001'), status: 'stopped' }), 'prior-chemotherapy: yes from Procedure/r1/- of 2026-01-05'],
  ])('%s', (_, resource, words) => { expect(told([primaryCancer(), resource]).at(-1)).toBe(words); });

  test.each([
    ['not done', { status: 'not-done' }, 'Its status is not-done; radiotherapy that was begun was expected.'], ['entered in error', { status: 'entered-in-error' }, 'It was entered in error.'],
    ['for another cancer', { reasonReference: [{ reference: 'Condition/breast' }] }, 'It was for Condition/breast, which is not a confirmed soft-tissue sarcoma.'],
  ])('radiotherapy that is %s is left out', (_, changes, reason) => { expect(refusals([primaryCancer(), radiotherapy(changes)])).toEqual([`Procedure/r1: ${reason}`]); });

  test('an appendectomy is none of the tumour', () => {
    expect(readFacts([radiotherapy({ meta: {}, code: sct('80146002'), category: sct('387713003'), reasonReference: undefined })], ['p1'])).toEqual({ facts: [], leftOut: [] });
  });
});

describe('Patient', () => {
  const person = (more: object) => ({ resourceType: 'Patient', id: 'p1', meta: { versionId: '7' }, ...more });
  const birthSex = (code: string) => [{ url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex', valueCode: code }];

  test('sex is the administrative gender, and the birth sex of US Core beside it', () => {
    expect(told([person({ gender: 'female' })])).toEqual(['sex: female from Patient/p1/7 of -']);
    expect(told([person({ gender: 'female', extension: birthSex('M') })])).toEqual(['sex: female from Patient/p1/7 of -', 'sex: male from Patient/p1/7 of -']);
  });

  test.each(['other', 'unknown'])('%s is no sex that a model can take', (gender) => { expect(refusals([person({ gender })])).toEqual([`Patient/p1: Sex is given as ${gender}.`]); });
});

test('a resource that a second page repeats counts once', () => { expect(told([plainCondition(), plainCondition()])).toHaveLength(1); });

test.each([['2026-13-01', '-'], ['2026-02-30x', '-'], ['gestern', '-'], ['2026', '2026'], ['2026-02', '2026-02'], ['2026-02-20T09:30:00+01:00', '2026-02-20']])('a date written %s is kept as %s', (recordedDate, date) => {
  expect(told([plainCondition({ recordedDate })])).toEqual([`site: lower limb from Condition/c2/1 of ${date}`]);
});

test.each([[null], ['text'], [{}], [{ resourceType: 'Condition' }], [{ resourceType: 'Condition', id: 7 }], [[]], [{ resourceType: 'Observation', id: 'x', code: 'y', component: 'z' }], [{ ...primaryCancer(), bodySite: 'thigh', stage: 4, extension: 'none', meta: [] }]])('what is no resource does no harm: %j', (resource) => {
  expect(() => readFacts([resource], ['p1'])).not.toThrow();
});

test('what is of an older id of a merged patient is the patient\'s', () => {
  expect(readFacts([plainCondition({ subject: { reference: 'Patient/old' } })], ['old', 'p1']).facts).toHaveLength(1);
});
