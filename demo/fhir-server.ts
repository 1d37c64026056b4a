import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Hospital, type Resource, resourcesOf } from './hospital.js';

const outcome = (code: string, diagnostics: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] });

const codes = z.looseObject({ coding: z.array(z.looseObject({ code: z.string().optional() })) });
const codesOf = (concept: unknown): readonly (string | undefined)[] => codes.safeParse(concept).data?.coding.map(({ code }) => code) ?? [];

/** What a search parameter compares, by its name. */
const matches: Readonly<Record<string, (resource: Resource, value: string) => boolean>> = {
  _id: (resource, value) => value.split(',').includes(resource.id),
  patient: (resource, value) => value.split(',').some((id) => JSON.stringify(resource.subject ?? resource.patient) === JSON.stringify({ reference: `Patient/${id.replace(/^Patient\//, '')}` })),
  code: (resource, value) => codesOf(resource.code).some((code) => value.split(',').some((token) => token.split('|').at(-1) === code)),
  identifier: (resource, value) => Array.isArray(resource.identifier) && resource.identifier.some((one: unknown) => typeof one === 'object' && one !== null && Reflect.get(one, 'value') === value.split('|').at(-1)),
};

const types = ['Patient', 'ServiceRequest', 'ImagingStudy', 'Condition', 'Observation', 'BodyStructure', 'Procedure', 'MedicationAdministration'];

/**
 * A small, strict FHIR R4 façade over the demonstration hospital: read, and search by `_id`, `patient`, `code` and `identifier`;
 * a parameter it does not know is refused rather than ignored. Read only.
 */
export function demonstrationEhr(hospital: Hospital, url: string): FastifyInstance {
  const server = fastify({ logger: false });
  const resources = resourcesOf(hospital);
  server.addHook('onSend', async (_request, reply) => { reply.header('content-type', 'application/fhir+json; charset=utf-8'); });
  server.setNotFoundHandler((request, reply) => reply.code(404).send(outcome('not-found', `The demonstration EHR has no ${request.url.split('?', 1)[0] ?? ''}.`)));
  server.get('/fhir/metadata', () => ({
    resourceType: 'CapabilityStatement', status: 'active', date: '2026-11-01', kind: 'instance', fhirVersion: '4.0.1', format: ['json'],
    implementation: { description: 'Sarcolens demonstration EHR', url },
    rest: [{ mode: 'server', resource: types.map((type) => ({ type, interaction: [{ code: 'read' }, { code: 'search-type' }] })) }],
  }));
  server.get<{ Params: { type: string; id: string } }>('/fhir/:type/:id', (request, reply) => {
    const { type, id } = request.params;
    const found = resources.find((resource) => resource.resourceType === type && resource.id === id);
    return found ?? reply.code(404).send(outcome('not-found', `There is no ${type}/${id}.`));
  });
  server.get<{ Params: { type: string }; Querystring: Record<string, string> }>('/fhir/:type', (request, reply) => {
    const { type } = request.params;
    if (!types.includes(type)) return reply.code(404).send(outcome('not-supported', `The demonstration EHR does not offer ${type}.`));
    const { _count: count = '50', ...filters } = request.query;
    const unknown = Object.keys(filters).filter((name) => !(name in matches));
    if (unknown.length > 0) return reply.code(400).send(outcome('not-supported', `Search parameter ${unknown.join(', ')} is not offered.`));
    const found = resources.filter((resource) => resource.resourceType === type && Object.entries(filters).every(([name, value]) => matches[name]?.(resource, value)));
    const page = found.slice(0, Number(count));
    return {
      resourceType: 'Bundle', type: 'searchset', total: found.length,
      ...(page.length > 0 ? { entry: page.map((resource) => ({ fullUrl: `${url}/${type}/${resource.id}`, resource, search: { mode: 'match' } })) } : {}),
    };
  });
  return server;
}
