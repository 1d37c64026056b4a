/** Code systems that are understood, by the short names the tables here use, with the addresses they are known by. */
const addresses = {
  sct: ['http://snomed.info/sct'],
  loinc: ['http://loinc.org'],
  'icd-o-3': ['http://terminology.hl7.org/CodeSystem/icd-o-3', 'urn:oid:2.16.840.1.113883.6.43.1'],
  'icd-10': ['http://hl7.org/fhir/sid/icd-10', 'http://hl7.org/fhir/sid/icd-10-cm', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'urn:oid:2.16.840.1.113883.6.90', 'urn:oid:2.16.840.1.113883.6.3'],
  'icd-o-3-grade': ['http://terminology.hl7.org/CodeSystem/icd-o-3-differentiation'],
  ncit: ['http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', 'http://ncithesaurus-stage.nci.nih.gov'],
  gender: ['http://hl7.org/fhir/administrative-gender'],
  'v3-gender': ['http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender'],
  atc: ['http://www.whocc.no/atc', 'http://fhir.de/CodeSystem/bfarm/atc'],
} as const;

export type SystemName = keyof typeof addresses;

/** True for a short name of the table. */
export const isSystemName = (name: string): name is SystemName => Object.hasOwn(addresses, name);
const names = new Map(Object.entries(addresses).flatMap(([name, known]) => known.map((address): [string, string] => [address, name])));

/** The short name of a code system; undefined where it is not understood. */
export function systemName(address: string): SystemName | undefined {
  const name = names.get(address);
  return name !== undefined && isSystemName(name) ? name : undefined;
}

/** The address that stands for a code system in what is said here. */
export const systemAddress = (name: SystemName): string => addresses[name][0];
