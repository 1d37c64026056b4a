import { engine } from '../../../src/platform/project.js';
import { requirementOf } from '../../../src/security/doors.js';
import { bodies, type Operation, operations } from './operations.js';

const outcome = { $ref: '#/components/schemas/OperationOutcome' };
const securityOf = ({ method, path }: Operation): readonly object[] | undefined => {
  const requirement = requirementOf(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '1'));
  if (requirement === undefined) throw new Error(`${method} ${path}: there is no such door`);
  if (requirement.kind === 'open' || requirement.kind === 'notification') return [];
  return requirement.kind === 'cds-client' ? [{ cdsClient: [] }] : [{ bearer: [...requirement.roles] }, ...(requirement.pages ? [{ page: [] }] : [])];
};

/** A refusal: an OperationOutcome at clinical doors, a page of one sentence where a browser is led, JSON of ours elsewhere. */
function refusal({ path, type }: Operation): object {
  if (/^\/(fhir|cds-services)(\/|$)/.test(path)) return { 'application/fhir+json': { schema: outcome } };
  return { 'application/json': { schema: { type: 'object' } }, ...(type === 'text/html' ? { [type]: { schema: { type: 'string' } } } : {}) };
}

function responsesOf(operation: Operation, security: readonly object[] | undefined): object {
  const { answers, type = 'application/json' } = operation;
  const fails = (description: string) => ({ description, content: refusal(operation) });
  const general = { ...(security?.length === 0 ? {} : { 401: 'No credentials, or such as are not taken.', 403: 'The caller may not.' }), 429: 'Too many requests; Retry-After says when.' };
  return Object.fromEntries(Object.entries({ ...general, ...answers }).map(([status, text]) => [status, Number(status) < 300 && status !== '204' ? { description: text, content: { [type]: {} } } : Number(status) < 400 ? { description: text } : fails(text)]));
}

function operationOf(operation: Operation): object {
  const { method, path, tag, summary, query = {}, body } = operation;
  const security = securityOf(operation);
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(query).map(([name, description]) => ({ name, in: 'query', required: false, description, schema: { type: 'string' } })),
  ];
  const types = path.startsWith('/fhir') ? ['application/fhir+json', 'application/json'] : ['application/json'];
  return {
    operationId: `${method} ${path}`.replaceAll(/\W+/g, '-').replace(/-$/, ''), tags: [tag], summary, ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === undefined ? {} : { requestBody: { required: true, content: Object.fromEntries(types.map((type) => [type, { schema: { $ref: `#/components/schemas/${body}` } }])) } }), responses: responsesOf(operation, security), security,
  };
}

/** Every call of the REST doors as OpenAPI 3.1: what is sent, who may, what comes back. `npm run openapi` writes docs/openapi.json. */
export function openApi(): Record<string, unknown> {
  const paths = Object.fromEntries([...Map.groupBy(operations, ({ path }) => path)].map(([path, of]) => [path, Object.fromEntries(of.map((operation) => [operation.method, operationOf(operation)]))]));
  return {
    openapi: '3.1.1', info: { title: 'Sarcolens', version: engine.version, description: 'The doors of the service but for GraphQL (schema.graphql) and HL7 v2. Errors are OperationOutcomes. With tenants each path begins with /t/NAME.', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }], paths,
    components: {
      schemas: {
        ...bodies,
        OperationOutcome: {
          type: 'object', required: ['resourceType', 'issue'], properties: { resourceType: { const: 'OperationOutcome' }, issue: { type: 'array', minItems: 1, items: { type: 'object', required: ['severity', 'code'], properties: { severity: { type: 'string' }, code: { type: 'string' }, diagnostics: { type: 'string' }, expression: { type: 'array', items: { type: 'string' } } } } } },
        },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of security.bearerTokens; the roles that may call are named with each door.' },
        cdsClient: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Signed by a client of security.cdsClients (CDS Hooks 2.0, Trusting CDS Clients).' },
        page: { type: 'apiKey', in: 'cookie', name: 'sarcolens-page', description: 'Of a page that an EHR launched; with https the name begins with __Host- or __Secure-.' },
      },
    },
  };
}

/** The text of the document. */
export const openApiText = (): string => `${JSON.stringify(openApi(), null, 2)}\n`;
