import { z } from 'zod';

/** As much of an R4 Endpoint as is needed to know which DICOMweb server it is. */
const endpointResource = z.looseObject({
  resourceType: z.literal('Endpoint'),
  status: z.string(),
  connectionType: z.looseObject({ system: z.string().optional(), code: z.string() }),
  address: z.string(),
});

/** FHIR R4, Endpoint Connection Type; both are below one base where they are of one server. */
const connectionTypes = 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type';
const dicomWeb = new Set(['dicom-wado-rs', 'dicom-qido-rs']);

/** The address of the DICOMweb server that an Endpoint stands for; undefined where it is not active, stands for something else, or cannot be read. */
export function dicomWebAddressOf(resource: unknown): string | undefined {
  const parsed = endpointResource.safeParse(resource);
  if (!parsed.success || parsed.data.status !== 'active') return undefined;
  const { connectionType: { system = connectionTypes, code }, address } = parsed.data;
  return system === connectionTypes && dicomWeb.has(code) ? address : undefined;
}
