import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Readiness } from '../health/health.service.js';
import { requestTimeout } from '../main.js';
import { closeOnceAnswered } from '../platform/drain.js';
import { refusalAt } from '../security/refusal.js';
import type { Service } from './services.js';
import type { Tenant } from './tenant.js';

/** As Fastify has it: longer than the load balancers in front. */
const keepAliveTimeout = 72_000;

/** `/t/NAME` and what follows it, as it was sent: a name is never escaped. */
const address = /^\/t\/([a-z0-9-]{1,40})(?=[/?]|$)(.*)$/s;

/** Whether all are ready; which of them is not is for nobody to read here. */
async function readinessOf(tenants: readonly Tenant<Service>[]): Promise<Readiness> {
  const states = await Promise.all(tenants.map(async ({ running }) => (await running?.readiness())?.status === 'ready'));
  const isReady = states.every(Boolean);
  return { status: isReady ? 'ready' : 'not ready', waitingFor: isReady ? [] : ['a tenant'] };
}

function refuse(reply: FastifyReply, url: string, status: 404 | 503): FastifyReply {
  const { type, body } = refusalAt(url, status);
  return reply.code(status).type(type).send(body);
}

/** Hands a request to the tenant its address names, the prefix taken off; false where none runs under it. */
function handOver(tenants: ReadonlyMap<string, Tenant<Service>>, request: IncomingMessage, response: ServerResponse): boolean {
  const [, name = '', rest = ''] = address.exec(request.url ?? '') ?? [];
  const service = rest.startsWith('/') ? tenants.get(name)?.running : undefined;
  if (!service) return false;
  request.url = rest;
  service.answer(request, response);
  return true;
}

/**
 * The one HTTP listener of several tenants. It knows where a tenant lives and whether all are ready, and nothing else:
 * whatever is behind `/t/NAME/` is the tenant's own service, which never learns of the others.
 */
export async function createListener(tenants: ReadonlyMap<string, Tenant<Service>>): Promise<FastifyInstance> {
  const server = fastify({
    // Before Fastify's own routing, so that a tenant answers what is malformed as well.
    serverFactory: (answer) => createHttpServer({ requestTimeout, keepAliveTimeout }, (request, response) => {
      if (!handOver(tenants, request, response)) answer(request, response);
    }),
    frameworkErrors: (_error, _request, reply) => { refuse(reply, '', 404); },
  });
  closeOnceAnswered(server);
  await server.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } } });
  server.get('/health/live', () => ({ status: 'alive' }));
  server.get('/health/ready', async (_request, reply) => {
    const readiness = await readinessOf([...tenants.values()]);
    return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness);
  });
  server.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const [, name = '', rest = ''] = address.exec(request.url) ?? [];
    if (!tenants.has(name)) return refuse(reply, '', 404);
    if (rest.startsWith('/')) return rest === '/health/ready' ? reply.code(503).send({ status: 'not ready', waitingFor: ['its start'] } satisfies Readiness) : refuse(reply, rest, 503);
    // Addresses in the pages are relative, and a folder's end in a slash.
    return request.method === 'GET' || request.method === 'HEAD' ? reply.redirect(`${name}/${rest}`, 308) : refuse(reply, rest, 404);
  });
  return server;
}
