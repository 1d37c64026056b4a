import { done, type Outcome, type Problem, refused } from '../platform/problem.js';
import type { EhrClient } from '../studies/ehr.client.js';
import { dicomWebAddressOf } from '../studies/endpoint.js';
import type { EhrImagingStudy } from '../studies/imaging-study.js';
import { locateStudy, type StudyAddress } from '../studies/locate-study.js';
import type { PacsClient } from '../studies/pacs.client.js';
import type { SitePacs } from '../studies/site-pacs.service.js';
import type { FoundStudy, OrderToAnalyse } from './analyse-study.js';

/** Where a study is looked for: servers of the settings, in this order. */
export interface Servers {
  readonly servers: readonly PacsClient[];
  /** Said where the EHR names a server, and none that is in the settings. */
  readonly unknown: Problem | undefined;
}

/** Addresses of DICOMweb servers that the EHR names for a study. What cannot be read names none. */
async function namedAddresses({ endpoints }: EhrImagingStudy, ehr: EhrClient): Promise<readonly string[]> {
  const addresses: string[] = [];
  for (const { reference, contained } of endpoints) {
    const read = contained === undefined ? await ehr.readEndpoint(reference) : done(contained);
    if (!read.ok && read.problem.code === 'EHR_UNAVAILABLE') break;
    const address = read.ok ? dicomWebAddressOf(read.value) : undefined;
    if (address !== undefined) addresses.push(address);
  }
  return addresses;
}

/** Host of an address that somebody else wrote, fit to be shown. */
const hostOf = (address: string): string => (URL.parse(address)?.host ?? '').slice(0, 100) || 'an address that is none';

/**
 * The servers of a study: those that its Endpoints name, if the settings name them as well; else the site's PACS. An
 * address is only compared with the settings, never asked, for whoever may write to the EHR could choose it.
 */
export async function serversOf(imagingStudy: EhrImagingStudy | null, ehr: EhrClient, { pacs, at }: { readonly pacs: PacsClient; readonly at: SitePacs['at'] }): Promise<Servers> {
  const addresses = imagingStudy === null ? [] : await namedAddresses(imagingStudy, ehr);
  const named = [...new Set(addresses.flatMap((address) => at(address) ?? []))];
  if (named.length > 0 || addresses.length === 0) return { servers: named.length > 0 ? named : [pacs], unknown: undefined };
  const hosts = [...new Set(addresses.map(hostOf))].join(', ');
  return { servers: [pacs], unknown: { code: 'PACS_UNKNOWN', text: `The EHR says that the study is on a DICOMweb server that is not in the settings (${hosts}); expected one of pacs and pacs.others.` } };
}

/** The study on the first server that has it; a server that cannot be asked is only said where no other has it. */
async function lookOn(servers: readonly PacsClient[], { match, imagingStudy }: StudyAddress, signal: AbortSignal): Promise<Outcome<FoundStudy>> {
  let obstacle: Outcome<never> | undefined;
  for (const server of servers) {
    const found = await server.findStudies(match, signal);
    if (!found.ok) { obstacle ??= found; continue; }
    const [study, ...others] = found.value;
    if (others.length > 0) return refused('STUDY_AMBIGUOUS', `The PACS has ${others.length + 1} studies under the accession number of the order; expected one.`);
    if (study === undefined) continue;
    return done({
      ...study, pacs: server.address, counts: imagingStudy?.counts ?? { series: null, instances: null },
      imagingStudy: imagingStudy === null ? null : { id: imagingStudy.id, versionId: imagingStudy.versionId }, warnings: [],
    });
  }
  return obstacle ?? refused('STUDY_NOT_FOUND', 'The PACS does not have the study of the order yet.');
}

/** Finds the study of an order by what order and EHR say of it, on the servers where it may be. */
export async function findStudy(order: OrderToAnalyse, { ehr, site, signal }: { readonly ehr: EhrClient; readonly site: Parameters<typeof serversOf>[2]; readonly signal: AbortSignal }): Promise<Outcome<FoundStudy>> {
  const known = await ehr.findImagingStudies(order.patientId);
  const namesIt = order.accessionNumber !== null || order.studyInstanceUid !== null;
  // Many EHRs do not offer ImagingStudy; an order that names its study can do without.
  if (!known.ok && !(namesIt && known.problem.code === 'EHR_REFUSED')) return known;
  const address = locateStudy(order, known.ok ? known.value : []);
  if (!address.ok) return address;
  const { servers, unknown } = await serversOf(address.value.imagingStudy, ehr, site);
  const found = await lookOn(servers, address.value, signal);
  if (unknown === undefined) return found;
  if (found.ok) return done({ ...found.value, warnings: [`${unknown.code}: ${unknown.text} It was found on the site's PACS.`] });
  return found.problem.code === 'STUDY_NOT_FOUND' ? refused(unknown.code, `${unknown.text} The site's PACS does not have the study.`) : found;
}
