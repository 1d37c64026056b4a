import { histologicGrade, histology, icdO, length, primaryCancer, tumour, tumourSize } from '../../test/support/clinical-resources.js';
import type { ClinicalReading } from '../clinical/facts.js';
import { readFacts } from '../clinical/read-facts.js';
import { manifestSchema } from '../models/manifest.js';
import { findObstacle } from '../scoring/score-inputs.js';
import { gatherInputs } from './gather-inputs.js';

const icdOSystem = icdO('').coding[0]?.system ?? '';
const sct = 'http://snomed.info/sct';

/** Inputs of a small model: histology by groups, grade in order, the longest dimension in cm. */
const inputs = manifestSchema.shape.inputs.parse([
  {
    name: 'histology', label: 'Histology', unit: '1', range: { min: 0, max: 2 },
    from: { kind: 'clinical', variable: 'histology', codes: [{ system: icdOSystem, code: '8850/3', value: 1 }, { system: icdOSystem, code: '8852/3', value: 2 }, { system: icdOSystem, code: '8890/3', value: 0 }] },
  },
  { name: 'grade', label: 'Grade', unit: '1', range: { min: 2, max: 3 }, from: { kind: 'clinical', variable: 'grade', codes: [{ system: sct, code: '54102005', value: 1 }, { system: sct, code: '1663004', value: 2 }, { system: sct, code: '61026006', value: 3 }] } },
  { name: 'size', label: 'Longest dimension', unit: 'cm', range: { min: 1, max: 30 }, from: { kind: 'clinical', variable: 'tumour-size', unit: 'cm' } },
]);

const everything = [primaryCancer(), histologicGrade(), tumour(), tumourSize(length(41, 'mm'))];
const reading = (resources: readonly unknown[], notRead: ClinicalReading['notRead'] = []): ClinicalReading => ({ ...readFacts(resources, ['p1']), notRead });

const gathered = (clinical: ClinicalReading) => gatherInputs(inputs, {
  featureSet: { features: [], absent: [], series: { modality: 'PT', studyInstanceUid: '1', seriesInstanceUid: '2', frameOfReferenceUid: '3', seriesDescription: '', instances: [], intensityUnit: 'SUVbw' } },
  patient: { id: 'p1', formerIds: [], versionId: '1', identifiers: [], subject: 'person', birthDate: null, gender: null }, imagedOn: '2026-03-02', clinical, lesionKey: 'Lesion 1',
});
const why = (clinical: ClinicalReading): string => { const answer = gathered(clinical); return answer.ok ? 'all inputs are there' : `${answer.problem.code}: ${answer.problem.text}`; };

test('FHIR-F5: a model takes histology, grade and size as numbers, each with the resource, its version and date, and what it says', () => {
  const answer = gathered(reading(everything));
  if (!answer.ok) throw new Error(answer.problem.text);
  expect(answer.value).toEqual([
    { name: 'histology', value: 0, unit: '1', source: { kind: 'clinical', resource: 'Condition/c1', versionId: '3', imagedOn: '2026-03-02', said: 'leiomyosarcoma', date: '2026-02' } },
    { name: 'grade', value: 3, unit: '1', source: { kind: 'clinical', resource: 'Observation/g1', versionId: '1', imagedOn: '2026-03-02', said: 'grade 3', date: '2026-02-18' } },
    { name: 'size', value: 4.1, unit: 'cm', source: { kind: 'clinical', resource: 'Observation/s1', versionId: '1', imagedOn: '2026-03-02', said: '41 mm', date: '2026-03-01' } },
  ]);
  expect(findObstacle(inputs, answer.value)).toBeUndefined();
});

test.each([['8852/3', 2], ['8858/3', 1], ['8850/3', 1]])('ICD-O-3 %s is %d to the model: the narrowest of its codes that holds', (code, value) => {
  const answer = gathered(reading([...everything.map((one) => ({ ...one, ...(one.resourceType === 'Condition' ? { extension: [] } : {}), ...(one.resourceType === 'BodyStructure' ? { morphology: undefined, extension: [] } : {}) })), histology(code)]));
  expect(answer.ok ? answer.value[0]?.value : answer.problem.text).toBe(value);
});

test.each<[string, ClinicalReading, RegExp]>([
  ['nothing is known', reading([]), /^INPUT_MISSING: Histology is not known\. Code it in the EHR or enter it on the patient's page; the next analysis takes it\.$/],
  ['the EHR could not be read', reading([], [{ type: 'Condition', code: 'EHR_REFUSED', reason: 'The EHR answered 403.' }]), /^INPUT_MISSING: Histology is not known\..* The EHR could not be read for Condition\.$/],
  ['the grade is preliminary', reading([primaryCancer(), tumour(), histologicGrade({ status: 'preliminary' })]), /^INPUT_MISSING: Grade is not known\..* Observation\/g1 is not taken: Its status is preliminary; expected final\.$/],
  ['two grades differ', reading([...everything, histologicGrade({ id: 'g2', valueCodeableConcept: { coding: [{ system: sct, code: '1663004' }] } })]), /^INPUT_CONFLICT: Grade is contradictory: grade 3 \(Observation\/g1, version 1\), grade 2 \(Observation\/g2, version 1\)\. Correct the one that is wrong/],
  ['the histology is none of the model', reading([...everything.slice(1).map((one) => ({ ...one, focus: undefined, extension: [], morphology: undefined })), histology('9040/3')]), /^INPUT_OUT_OF_RANGE: Histology is synovial sarcoma; the model knows liposarcoma, myxoid liposarcoma, leiomyosarcoma only\.$/],
  ['the size is in inches', reading([...everything.slice(0, 3), tumourSize(length(2, '[in_i]'))]), /^INPUT_MISSING: Longest dimension is not known\..*Observation\/s1 is not taken: .*expected mm or cm of UCUM\.$/],
])('%s: the model abstains and says what is to be done', (_, clinical, text) => { expect(why(clinical)).toMatch(text); });

test('a grade outside the training data is told as any other input', () => {
  const answer = gathered(reading([primaryCancer(), tumour(), tumourSize(length(41, 'mm')), histologicGrade({ valueCodeableConcept: { coding: [{ system: sct, code: '54102005' }] } })]));
  expect(answer.ok && findObstacle(inputs, answer.value)?.code).toBe('INPUT_OUT_OF_RANGE');
});

test.each<[string, object, RegExp]>([
  ['a code that nobody knows', { kind: 'clinical', variable: 'grade', codes: [{ system: sct, code: '7', value: 1 }] }, /expected a code that is known for grade, found 7/],
  ['a variable that there is not', { kind: 'clinical', variable: 'eye-colour', codes: [] }, /variable/i],
  ['a unit that is not of UCUM', { kind: 'clinical', variable: 'tumour-size', unit: 'inch' }, /unit/],
  ['a coded variable without codes', { kind: 'clinical', variable: 'sex' }, /codes/],
])('a manifest that takes %s is refused', (_, from, text) => {
  const parsed = manifestSchema.shape.inputs.safeParse([{ name: 'x', label: 'X', unit: '1', range: { min: 0, max: 1 }, from }]);
  expect(parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')).toMatch(text);
});
