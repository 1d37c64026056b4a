import type { NumberOf, OrderNumbers } from '../orders/service-request.js';
import { code, type Dataset } from '../platform/dicom/dataset.js';
import type { SourceSeries } from './source-series.js';

/** Coding systems of FHIR by their designators in DICOM (PS3.16 table 8-1). */
const schemes: Readonly<Record<string, string>> = { 'http://loinc.org': 'LN', 'http://snomed.info/sct': 'SCT', 'http://dicom.nema.org/resources/ontology/DCM': 'DCM', 'http://radlex.org': 'RADLEX' };

const oid = /^(?:urn:oid:)?([0-2](?:\.\d+)+)$/;
const uri = /^[a-z][a-z0-9+.-]*:/i;

/** Who gave a number (PS3.3 10.14, Hierarchic Designator): an OID, a URI, or the site's own name for it. */
function issuer({ system }: NumberOf): readonly Dataset[] {
  const [, found] = oid.exec(system) ?? [];
  if (found !== undefined) return [{ UniversalEntityID: found, UniversalEntityIDType: 'ISO' }];
  if (uri.test(system)) return [{ UniversalEntityID: system, UniversalEntityIDType: 'URI' }];
  return system === '' ? [] : [{ LocalNamespaceEntityID: system }];
}

const issued = (keyword: string, number: NumberOf | undefined): Dataset => {
  const items = number === undefined ? [] : issuer(number);
  return items.length === 0 ? {} : { [keyword]: items };
};

/** A number as it is; one that is too long for its attribute, or holds what separates values, is left out rather than changed. */
const fitting = (value: string | undefined, longest: number): string => (value !== undefined && value.length <= longest && !value.includes('\\') ? value : '');

function procedureCode({ procedure }: OrderNumbers): readonly Dataset[] {
  const coded = procedure?.code;
  const scheme = coded === undefined ? undefined : schemes[coded.system];
  return coded === undefined || scheme === undefined || coded.display === '' || fitting(coded.value, 16) === '' ? [] : [code(coded.value, scheme, coded.display.slice(0, 64))];
}

/**
 * The order that a report fulfils (PS3.3 C.17.2, Referenced Request Sequence): its numbers with who gave them, by which a
 * RIS files the report; what the order does not say is written empty.
 */
export function referencedRequest(order: OrderNumbers, { studyInstanceUid }: Pick<SourceSeries, 'studyInstanceUid'>): Dataset {
  const { accession, placer, filler, requestedProcedureId, procedure } = order;
  return {
    StudyInstanceUID: studyInstanceUid, ReferencedStudySequence: [],
    AccessionNumber: fitting(accession?.value, 16), ...issued('IssuerOfAccessionNumberSequence', accession),
    PlacerOrderNumberImagingServiceRequest: fitting(placer?.value, 64), ...issued('OrderPlacerIdentifierSequence', placer),
    FillerOrderNumberImagingServiceRequest: fitting(filler?.value, 64), ...issued('OrderFillerIdentifierSequence', filler),
    RequestedProcedureID: fitting(requestedProcedureId, 16), RequestedProcedureDescription: (procedure?.text ?? '').replaceAll('\\', '/').slice(0, 64), RequestedProcedureCodeSequence: procedureCode(order),
  };
}
