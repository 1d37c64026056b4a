import type { Settings } from '../config/index.js';
import { engine } from '../platform/project.js';
import { baseUrl } from './base-url.js';
import { intakes, type IntakeType, offers, readableTypes } from './offers.js';

const canonical = 'http://hl7.org/fhir/SearchParameter/';

/** Types that R4 defines these parameters of together. */
const clinical: readonly string[] = ['DiagnosticReport', 'DocumentReference', 'Observation', 'RiskAssessment', 'ServiceRequest'];

function definitionOf(type: string, name: string): string {
  if (name === '_id') return `${canonical}Resource-id`;
  return `${canonical}${clinical.includes(type) && ['date', 'identifier', 'patient'].includes(name) ? 'clinical' : type}-${name}`;
}

const read = [{ code: 'read' }, { code: 'vread' }, { code: 'search-type' }];
const take = [{ code: 'create' }, { code: 'update' }];

const isIntake = (type: string): type is IntakeType => type in intakes;
const taken = { updateCreate: true, conditionalCreate: true };

function readable(type: (typeof readableTypes)[number]) {
  const { parameters, includes = {}, revIncludes = [], documentation } = offers[type];
  return {
    type, documentation: isIntake(type) ? `${documentation} ${intakes[type]}` : documentation,
    interaction: isIntake(type) ? [...take, ...read] : read,
    ...(isIntake(type) ? taken : {}),
    ...(Object.keys(includes).length > 0 ? { searchInclude: Object.keys(includes) } : {}), ...(revIncludes.length > 0 ? { searchRevInclude: revIncludes } : {}),
    searchParam: Object.entries(parameters).map(([name, parameter]) => ({ name, definition: definitionOf(type, name), ...parameter })),
  };
}

const heard = (type: IntakeType) => ({ type, documentation: intakes[type], interaction: take, ...taken });

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport';

/** Where others may subscribe (R4 backport of topic-based subscriptions). */
const subscription = {
  extension: [{ url: `${backport}/StructureDefinition/capability-subscriptiontopic-canonical`, valueCanonical: 'urn:sarcolens:topic:result-available' }],
  type: 'Subscription', documentation: 'To results, by rest-hook: everybody sees their own.',
  interaction: ['create', 'update', 'delete', 'read', 'search-type'].map((code) => ({ code })),
  operation: ['status', 'events'].map((name) => ({ name, definition: `${backport}/OperationDefinition/backport-subscription-${name}` })),
};

/** What this FHIR server can do, as R4 CapabilityStatement: made of what the doors are held to. */
export const capabilityStatement = ({ http, subscribers }: Pick<Settings, 'http' | 'subscribers'>) => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-25',
  kind: 'instance',
  software: { name: 'Sarcolens', version: engine.version },
  implementation: { description: 'Radiomics results of imaging orders', url: baseUrl({ http }) },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json', 'json'],
  rest: [{
    mode: 'server',
    documentation: 'A parameter that is not offered is left out and said so in an OperationOutcome of the answer; with `Prefer: handling=strict` the search is refused. Pages have at most 200 matches.',
    security: { cors: http.corsOrigins.length > 0, description: 'A bearer token whose role may do it.' },
    resource: [...readableTypes.map(readable), ...(['ImagingStudy', 'Patient'] as const).map(heard), ...(subscribers ? [subscription] : [])].toSorted((a, b) => (a.type < b.type ? -1 : 1)),
    interaction: [{ code: 'transaction' }, { code: 'batch' }],
  }],
});
