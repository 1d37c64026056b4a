import type { AuditLink } from '../audit/chain.js';
import type { AnyResource } from './bundle.js';
import { systems } from './systems.js';

interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

const dicom = (code: string, display: string): Coding => ({ system: systems.dicom, code, display });
const interaction = (code: string): Coding => ({ system: 'http://hl7.org/fhir/restful-interaction', code, display: code });
const rest: Coding = { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest', display: 'RESTful Operation' };
const person: Coding = { system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type', code: '1', display: 'Person' };
const system: Coding = { ...person, code: '2', display: 'System Object' };
const other: Coding = { ...person, code: '4', display: 'Other' };
const role = (code: string, display: string): Coding => ({ system: 'http://terminology.hl7.org/CodeSystem/object-role', code, display });

/** What R4 calls an action of ours: its kind, the interaction where it is one, and whether something was created, read, updated or done. */
interface Kind {
  readonly type: Coding;
  readonly interaction?: Coding;
  readonly action: 'C' | 'R' | 'U' | 'E';
}

const restful: Readonly<Record<string, Kind>> = {
  'fhir.read': { type: rest, interaction: interaction('read'), action: 'R' },
  'fhir.search': { type: rest, interaction: interaction('search-type'), action: 'E' },
  'fhir.transaction': { type: rest, interaction: interaction('transaction'), action: 'E' },
  'fhir.batch': { type: rest, interaction: interaction('batch'), action: 'E' },
};
const activity = dicom('110100', 'Application Activity');

function kindOf(action: string): Kind {
  const known = restful[action];
  if (known) return known;
  if (action === 'access') return { type: dicom('110113', 'Security Alert'), action: 'E' };
  if (action === 'launch') return { type: dicom('110114', 'User Authentication'), action: 'E' };
  if (action.startsWith('graphql.')) return { type: dicom('110112', 'Query'), action: 'R' };
  return { type: activity, action: action.endsWith('.create') || action.endsWith('.stored') ? 'C' : /^(order|patient)\./.test(action) ? 'U' : 'E' };
}

const outcomes: Readonly<Record<AuditLink['outcome'], string>> = { success: '0', refused: '4', failure: '8' };

/** Details that have a place of their own. */
const placed: readonly string[] = ['query', 'address', 'requestId'];

const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);

/** Data flows to who reads, and the words of a query from who asks (BALP). */
const sides = (isQuery: boolean) => (isQuery ? { client: dicom('110153', 'Source Role ID'), server: dicom('110152', 'Destination Role ID') } : { client: dicom('110152', 'Destination Role ID'), server: dicom('110153', 'Source Role ID') });

function agents({ actor, action, detail }: AuditLink, url: string) {
  const { client, server } = sides(action === 'fhir.search');
  const user = /^(Practitioner|PractitionerRole|Patient|RelatedPerson)\/[A-Za-z0-9\-.]{1,64}$/.test(actor);
  const address = text(detail?.address);
  return [
    { type: { coding: [user ? { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP', display: 'information recipient' } : client] }, who: user ? { reference: actor } : { identifier: { value: actor }, display: actor }, requestor: true, ...(address === undefined ? {} : { network: { address, type: '2' } }) },
    { type: { coding: [server] }, who: { display: 'Sarcolens' }, requestor: false, network: { address: url, type: '5' } },
  ];
}

function touched({ action, entity, detail }: AuditLink) {
  const query = text(detail?.query);
  if (action === 'fhir.search') return [{ type: system, role: role('24', 'Query'), ...(entity === undefined ? {} : { description: entity }), query: Buffer.from(`${entity ?? ''}?${query ?? ''}`).toString('base64') }];
  if (entity === undefined) return [];
  const isReference = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(entity);
  return [{ type: system, role: role('4', 'Domain Resource'), ...(isReference ? { what: { reference: entity } } : { name: entity }) }];
}

/** A link of the audit chain as R4 AuditEvent, shaped as IHE's basic audit log patterns (BALP); the hashes of the chain stand in it, so that it can be held against an export. */
export function auditEvent(link: AuditLink, url: string): AnyResource {
  const { sequence, at, action, outcome, subject, detail = {}, hash, previousHash } = link;
  const kind = kindOf(action);
  const requestId = text(detail.requestId);
  const rests = Object.entries(detail).filter(([name, value]) => !placed.includes(name) && value !== null && value !== '');
  return {
    resourceType: 'AuditEvent',
    id: String(sequence),
    meta: { versionId: '1', lastUpdated: at.toISOString() },
    type: kind.type,
    subtype: [...(kind.interaction ? [kind.interaction] : []), { system: systems.auditAction, code: action, display: action }],
    action: kind.action,
    recorded: at.toISOString(),
    outcome: outcomes[outcome],
    agent: agents(link, url),
    source: { observer: { display: 'Sarcolens' }, type: [{ system: 'http://terminology.hl7.org/CodeSystem/security-source-type', code: '4', display: 'Application Server' }] },
    entity: [
      ...(subject === undefined ? [] : [{ what: { reference: `Patient/${subject}` }, type: person, role: role('1', 'Patient') }]),
      ...touched(link),
      ...(requestId === undefined ? [] : [{ what: { identifier: { value: requestId } }, type: { system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType', code: 'XrequestId', display: 'X-Request-Id' } }]),
      { type: other, name: 'audit chain', detail: [['sequence', String(sequence)], ['hash', hash], ['previousHash', previousHash], ...rests.map(([name, value]) => [name, String(value)])].map(([type, valueString]) => ({ type, valueString })) },
    ],
  };
}
