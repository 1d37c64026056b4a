import type { Resource } from './hospital.js';

const mcode = 'http://hl7.org/fhir/us/mcode/StructureDefinition';
const concept = (system: string, code: string, display: string) => ({ coding: [{ system, code, display }] });
const sct = (code: string, display: string) => concept('http://snomed.info/sct', code, display);
const morphology = (code: string, display: string) => concept('http://terminology.hl7.org/CodeSystem/icd-o-3', code, display);
const state = (axis: 'clinical' | 'ver-status', code: string) => ({ coding: [{ system: `http://terminology.hl7.org/CodeSystem/condition-${axis}`, code }] });
const testData = { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST', display: 'test health data' }] };

function tumour(patientId: string, code: string, display: string): Resource {
  return {
    resourceType: 'Condition', id: `${patientId.toLowerCase()}-sarcoma`, meta: { versionId: '2', profile: [`${mcode}/mcode-primary-cancer-condition`], ...testData },
    extension: [{ url: `${mcode}/mcode-histology-morphology-behavior`, valueCodeableConcept: morphology(code, display) }],
    clinicalStatus: state('clinical', 'active'), verificationStatus: state('ver-status', 'confirmed'), code: concept('http://hl7.org/fhir/sid/icd-10-cm', 'C49.22', 'Malignant neoplasm of connective and soft tissue of left lower limb, including hip'),
    bodySite: [{ ...sct('68367000', 'Thigh'), extension: [{ url: `${mcode}/mcode-laterality-qualifier`, valueCodeableConcept: sct('7771000', 'Left') }, { url: `${mcode}/mcode-body-location-qualifier`, valueCodeableConcept: sct('795002', 'Deep') }] }],
    subject: { reference: `Patient/${patientId}` }, recordedDate: '2026-02-20',
  };
}

function grade(patientId: string, code: string, display: string): Resource {
  return {
    resourceType: 'Observation', id: `${patientId.toLowerCase()}-grade`, meta: { versionId: '1', profile: [`${mcode}/mcode-histologic-grade`], ...testData }, status: 'final',
    code: concept('http://loinc.org', '33732-9', 'Histology grade [Identifier] in Cancer specimen'), subject: { reference: `Patient/${patientId}` }, focus: [{ reference: `Condition/${patientId.toLowerCase()}-sarcoma` }],
    effectiveDateTime: '2026-02-18', valueCodeableConcept: sct(code, display),
  };
}

function secondOpinion(patientId: string): Resource {
  return {
    resourceType: 'Observation', id: `${patientId.toLowerCase()}-second-opinion`, meta: { versionId: '1', ...testData }, status: 'final', code: concept('http://loinc.org', '59847-4', 'Histology and Behavior ICD-O-3 Cancer'),
    subject: { reference: `Patient/${patientId}` }, effectiveDateTime: '2026-02-27', valueCodeableConcept: morphology('9040/3', 'Synovial sarcoma, NOS'),
  };
}

/** What the hospital has written of its phantom patients beside orders and studies: everything of one, things that contradict each other of another, nothing of the others. */
export function recordsOf(patientId: string): readonly Resource[] {
  if (patientId === 'PHANTOM-1') return [tumour(patientId, '8890/3', 'Leiomyosarcoma, NOS'), grade(patientId, '61026006', 'Grade 3: poorly differentiated')];
  if (patientId === 'PHANTOM-2') return [tumour(patientId, '8811/3', 'Myxofibrosarcoma'), secondOpinion(patientId)];
  return [];
}
