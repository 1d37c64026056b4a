/** Resources of an EHR as R4 and mCODE have them, about a soft-tissue sarcoma; each can be changed where a test needs it. */
type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id: string };
type Changes = Readonly<Record<string, unknown>>;

const mcode = 'http://hl7.org/fhir/us/mcode/StructureDefinition';
const coded = (system: string, code: string, display?: string) => ({ coding: [{ system, code, ...(display === undefined ? {} : { display }) }] });

export const sct = (code: string, display?: string) => coded('http://snomed.info/sct', code, display);
export const loinc = (code: string) => coded('http://loinc.org', code);
export const icdO = (code: string) => coded('http://terminology.hl7.org/CodeSystem/icd-o-3', code);
export const icd10 = (code: string) => coded('http://hl7.org/fhir/sid/icd-10-cm', code);
export const verification = (code: string) => coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', code);
export const subject = { reference: 'Patient/p1' };

/** mCODE Primary Cancer Condition of a deep leiomyosarcoma of the left thigh. */
export const primaryCancer = (changes: Changes = {}): Resource => ({
  resourceType: 'Condition', id: 'c1', meta: { versionId: '3', profile: [`${mcode}/mcode-primary-cancer-condition`] },
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate', valueDateTime: '2026-02' },
    { url: `${mcode}/mcode-histology-morphology-behavior`, valueCodeableConcept: sct('51549004', 'Leiomyosarcoma, no subtype') },
  ],
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'), verificationStatus: verification('confirmed'), code: icd10('C49.22'),
  bodySite: [{ ...sct('68367000', 'Thigh structure'), extension: [{ url: `${mcode}/mcode-laterality-qualifier`, valueCodeableConcept: sct('7771000') }, { url: `${mcode}/mcode-body-location-qualifier`, valueCodeableConcept: sct('795002') }] }],
  stage: [{ summary: sct('50283003', 'Clinical stage III') }], subject, ...changes,
});

/** A plain R4 Condition by a code of ICD-10 and nothing else. */
export const plainCondition = (changes: Changes = {}): Resource => ({ resourceType: 'Condition', id: 'c2', meta: { versionId: '1' }, code: icd10('C49.2'), subject, recordedDate: '2026-02-20T09:30:00+01:00', ...changes });

/** mCODE Histologic Grade. */
export const histologicGrade = (changes: Changes = {}): Resource => ({
  resourceType: 'Observation', id: 'g1', meta: { versionId: '1', profile: [`${mcode}/mcode-histologic-grade`] }, status: 'final', code: loinc('33732-9'), subject,
  focus: [{ reference: 'Condition/c1' }], effectiveDateTime: '2026-02-18T12:00:00Z', valueCodeableConcept: sct('61026006', 'Poorly differentiated'), ...changes,
});

/** A plain R4 Observation of the histology in ICD-O-3. */
export const histology = (code: string, changes: Changes = {}): Resource => ({ resourceType: 'Observation', id: 'h1', meta: { versionId: '1' }, status: 'final', code: loinc('59847-4'), subject, effectiveDateTime: '2026-02-27', valueCodeableConcept: icdO(code), ...changes });

/** mCODE Tumor Size, its longest dimension in a component. */
export const tumourSize = (quantity: object, changes: Changes = {}): Resource => ({
  resourceType: 'Observation', id: 's1', meta: { versionId: '1', profile: [`${mcode}/mcode-tumor-size`] }, status: 'final', code: loinc('21889-1'), subject, focus: [{ reference: 'BodyStructure/b1' }], effectiveDateTime: '2026-03-01',
  component: [{ code: loinc('33728-7'), valueQuantity: quantity }], ...changes,
});

export const length = (value: number, code: string) => ({ value, unit: code, system: 'http://unitsofmeasure.org', code });

/** mCODE Tumor, with the identifiers by which DICOM tracks it. */
export const tumour = (changes: Changes = {}): Resource => ({
  resourceType: 'BodyStructure', id: 'b1', meta: { versionId: '2', profile: [`${mcode}/mcode-tumor`] }, patient: subject,
  extension: [{ url: `${mcode}/mcode-related-condition`, valueReference: { reference: 'Condition/c1' } }],
  identifier: [
    { type: coded('http://dicom.nema.org/resources/ontology/DCM', '112039'), value: 'Lesion 1' },
    { type: coded('http://dicom.nema.org/resources/ontology/DCM', '112040'), system: 'urn:dicom:uid', value: 'urn:oid:2.25.17' },
  ],
  morphology: sct('1163022006'), location: sct('68367000'), locationQualifier: [sct('7771000'), sct('795002')], ...changes,
});

/** mCODE Radiotherapy Course Summary. */
export const radiotherapy = (changes: Changes = {}): Resource => ({
  resourceType: 'Procedure', id: 'r1', meta: { versionId: '1', profile: [`${mcode}/mcode-radiotherapy-course-summary`] }, status: 'completed', code: sct('1217123003'), subject,
  performedPeriod: { start: '2026-01-05', end: '2026-02-10' }, reasonReference: [{ reference: 'Condition/c1' }], ...changes,
});

/** A plain MedicationAdministration of doxorubicin. */
export const doxorubicin = (changes: Changes = {}): Resource => ({
  resourceType: 'MedicationAdministration', id: 'm1', meta: { versionId: '1' }, status: 'completed', medicationCodeableConcept: coded('http://www.whocc.no/atc', 'L01DB01'), subject, effectiveDateTime: '2026-01-20', ...changes,
});
