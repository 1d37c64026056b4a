/** Identifiers of systems and extensions used in resources; those of this software are URNs, for it owns no domain. */
export const systems = {
  /** IBSI feature codes, by the coding scheme's UID in DICOM PS3.16. */
  ibsi: 'urn:oid:1.2.840.10008.2.16.13',
  ucum: 'http://unitsofmeasure.org',
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  dicom: 'http://dicom.nema.org/resources/ontology/DCM',
  dicomUid: 'urn:dicom:uid',
  observationValue: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  /** Codes and an extension of HL7's guide on AI transparency (2026). */
  aiDeviceType: 'http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIdeviceTypeCS',
  aiInputs: 'http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIinputsCS',
  modelCard: 'http://hl7.org/fhir/uv/aitransparency/StructureDefinition/aitransparency.modelCardDescription',
  model: 'urn:sarcolens:model',
  engine: 'urn:sarcolens:engine',
  result: 'urn:sarcolens:result',
  featureSet: 'urn:sarcolens:feature-set',
  report: 'urn:sarcolens:report',
  card: 'urn:sarcolens:model-card',
  sha256: 'urn:sarcolens:sha256',
  interval: 'urn:sarcolens:probability-interval',
  contribution: 'urn:sarcolens:contribution',
  settings: 'urn:sarcolens:settings',
  assessment: 'urn:sarcolens:assessment',
  auditAction: 'urn:sarcolens:audit-action',
} as const;
