import { trainingLabel } from '../src/studies/subject-kind.js';

/** A DICOM instance the demonstration PACS can hand out. */
export interface DemoInstance {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly read: () => Promise<Uint8Array>;
}

export interface DemoStudy {
  readonly studyInstanceUid: string;
  readonly accessionNumber: string;
  /** ISO 8601 instant. */
  readonly started: string;
  readonly description: string;
  readonly instances: readonly DemoInstance[];
}

export interface DemoPatient {
  /** FHIR id. */
  readonly id: string;
  /** PatientID in the DICOM objects. */
  readonly patientId: string;
  /** FHIR date. */
  readonly birthDate: string;
  readonly gender: 'male' | 'female';
  readonly familyName: string;
  readonly givenName: string;
  readonly origin: 'phantom' | 'public';
  readonly studies: readonly DemoStudy[];
  /** Conditions, Observations and the like. */
  readonly records?: readonly Resource[];
}

/** The demonstration hospital: what its FHIR server and its PACS both know. */
export interface Hospital {
  readonly patients: readonly DemoPatient[];
}

/** A FHIR resource with an id. */
export type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id: string };

/** Where the patient's orders come from; the placer of every demonstration order. */
export const placerSystem = 'urn:sarcolens:demonstration:orders';

/** A study's order, as its placer's number says: known to the PACS by its accession number. */
export const placerOf = ({ accessionNumber }: DemoStudy): string => `ORDER-${accessionNumber}`;

const testData = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST', display: 'test health data' };

const labelsOf = ({ origin }: DemoPatient) => (origin === 'phantom' ? { security: [testData] } : { tag: [trainingLabel] });

function patientResource(patient: DemoPatient): Resource {
  const { id, patientId, birthDate, gender, familyName, givenName } = patient;
  return {
    resourceType: 'Patient', id, meta: { versionId: '1', ...labelsOf(patient) },
    identifier: [{ system: 'urn:sarcolens:demonstration:patients', value: patientId }], name: [{ family: familyName, given: [givenName] }], gender, birthDate,
  };
}

function orderResource(patient: DemoPatient, study: DemoStudy): Resource {
  return {
    resourceType: 'ServiceRequest', id: placerOf(study).toLowerCase(), meta: { versionId: '1', ...labelsOf(patient) },
    identifier: [
      { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] }, system: placerSystem, value: placerOf(study) },
      { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] }, value: study.accessionNumber },
    ],
    status: 'active', intent: 'order', subject: { reference: `Patient/${patient.id}` }, authoredOn: study.started,
    category: [{ coding: [{ system: 'http://snomed.info/sct', code: '363679005', display: 'Imaging' }] }], code: { text: study.description },
    reasonCode: [{ text: 'Soft-tissue mass of the thigh, suspected sarcoma' }],
  };
}

function studyResource(patient: DemoPatient, study: DemoStudy): Resource {
  const series = [...new Map(study.instances.map((instance) => [instance.seriesInstanceUid, instance.modality]))];
  return {
    resourceType: 'ImagingStudy', id: `study-${study.accessionNumber.toLowerCase()}`, meta: { versionId: '1' },
    identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${study.studyInstanceUid}` }, { value: study.accessionNumber }],
    status: 'available', subject: { reference: `Patient/${patient.id}` }, basedOn: [{ reference: `ServiceRequest/${placerOf(study).toLowerCase()}` }],
    started: study.started, description: study.description, numberOfSeries: series.length, numberOfInstances: study.instances.length,
    series: series.map(([uid, modality]) => ({ uid, modality: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: modality } })),
  };
}

/** Everything the hospital's FHIR server holds, in order. */
export function resourcesOf({ patients }: Hospital): readonly Resource[] {
  return patients.flatMap((patient) => [
    patientResource(patient),
    ...patient.studies.flatMap((study) => [orderResource(patient, study), studyResource(patient, study)]),
    ...patient.records ?? [],
  ]);
}
