import { done, type Outcome, type Problem, refused } from '../platform/problem.js';
import type { EhrClient, EhrPatient } from '../studies/ehr.client.js';
import { dicomWebAddressOf } from '../studies/endpoint.js';
import type { EhrImagingStudy } from '../studies/imaging-study.js';
import { locateStudy, type StudyAddress } from '../studies/locate-study.js';
import type { PacsClient } from '../studies/pacs.client.js';
import type { FoundStudy, OrderToAnalyse } from './analyse-study.js';

/** The DICOMweb servers of the settings: the site's PACS, and any of them by its address. */
interface SetServers {
  readonly pacs: PacsClient;
  readonly at: (address: string) => PacsClient | undefined;
}

/** Where a study is looked for: servers of the settings, in this order. */
interface Servers {
  readonly servers: readonly PacsClient[];
  /** Said where the EHR names a server, and none that is in the settings. */
  readonly unknown: Problem | undefined;
}

/** A DICOMweb server as the EHR names it. */
interface NamedServer {
  readonly address: string;
  /** The Endpoint that says so, for those who know the EHR: addresses are not for every reader. */
  readonly by: string;
}

const nameOf = (reference: string): string => /(?:^|\/)(Endpoint\/[A-Za-z0-9\-.]{1,64})(?:$|\/)/.exec(reference)?.[1] ?? 'an Endpoint within it';

/** The DICOMweb servers that the EHR names for a study. What cannot be read names none. */
async function namedServers({ endpoints }: EhrImagingStudy, ehr: EhrClient): Promise<readonly NamedServer[]> {
  const named: NamedServer[] = [];
  for (const { reference, contained } of endpoints) {
    const read = contained === undefined ? await ehr.readEndpoint(reference) : done(contained);
    if (!read.ok && read.problem.code === 'EHR_UNAVAILABLE') break;
    const address = read.ok ? dicomWebAddressOf(read.value) : undefined;
    if (address !== undefined) named.push({ address, by: nameOf(reference) });
  }
  return named;
}

/**
 * The servers of a study: those that its Endpoints name, if the settings name them as well; else the site's PACS. An
 * address is only compared with the settings, never asked, for whoever may write to the EHR could choose it.
 */
async function serversOf(imagingStudy: EhrImagingStudy | null, ehr: EhrClient, { pacs, at }: SetServers): Promise<Servers> {
  const named = imagingStudy === null ? [] : await namedServers(imagingStudy, ehr);
  const known = [...new Set(named.flatMap(({ address }) => at(address) ?? []))];
  if (known.length > 0 || named.length === 0) return { servers: known.length > 0 ? known : [pacs], unknown: undefined };
  const text = `The EHR says that the study is on a DICOMweb server that is not in the settings (${named.map(({ by }) => by).join(', ')}); one of pacs and pacs.others was expected.`;
  return { servers: [pacs], unknown: { code: 'PACS_UNKNOWN', text } };
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
export async function findStudy(order: OrderToAnalyse, patient: EhrPatient, { ehr, site, signal }: { readonly ehr: EhrClient; readonly site: SetServers; readonly signal: AbortSignal }): Promise<Outcome<FoundStudy>> {
  const known = await ehr.findImagingStudies(order.patientId, [patient.id, ...patient.formerIds]);
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
