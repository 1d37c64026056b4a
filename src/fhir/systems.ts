/** Identifiers of systems and extensions used in resources; those of this software are URNs, for it owns no domain. */
export const systems = {
  /** IBSI feature codes, by the coding scheme's UID in DICOM PS3.16. */
  ibsi: 'urn:oid:1.2.840.10008.2.16.13',
  ucum: 'http://unitsofmeasure.org',
  dicomUid: 'urn:dicom:uid',
  model: 'urn:sarcolens:model',
  sha256: 'urn:sarcolens:sha256',
  interval: 'urn:sarcolens:probability-interval',
  contribution: 'urn:sarcolens:contribution',
  modelInput: 'urn:sarcolens:model-input',
} as const;
