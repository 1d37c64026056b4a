import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditService } from '../audit/audit.service.js';
import type { AccessService } from './access.service.js';
import { notificationHeader } from './notification-secret.js';
import type { Principal } from './principal.js';
import { refusalAt } from './refusal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request that passed the doorkeeper. */
    principal: Principal | null;
  }
}

/** The path without query, as routing sees it. */
const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

/** The path as the audit holds it: the end of a notification's address opens a door. */
const shownPath = (path: string): string => path.replace(/^(\/fhir\/\$notify\/).*$/s, '$1…').slice(0, 100);

/** Puts the doorkeeper before everything else: no handler runs, and no body is read, for a caller who was not let in. */
export function guardDoors(server: FastifyInstance, access: AccessService, audit: AuditService): void {
  server.decorateRequest('principal', null);
  server.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS') return;
    const path = pathOf(request);
    const admission = await access.admit({
      method: request.method,
      path,
      authorization: request.headers.authorization,
      cookie: request.headers.cookie,
      fetchSite: request.headers['sec-fetch-site']?.toString(),
      notification: request.headers[notificationHeader]?.toString(),
      origin: { remoteAddress: request.socket.remoteAddress, host: request.headers.host, forwarded: request.headers['x-forwarded-for']?.toString() ?? request.headers.forwarded },
    });
    if (admission.ok) { request.principal = admission.principal; return; }
    const { status } = admission;
    if (status !== 404) await audit.record({ action: 'access', actor: 'unknown', outcome: 'refused', detail: { method: request.method, path: shownPath(path), status, ...admission.claimed } });
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    const { type, body } = refusalAt(path, status);
    return reply.code(status).type(type).send(body);
  });
}

/** Who is calling; every request that reaches a handler has one. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('a request reached a handler without passing the doorkeeper');
  return request.principal;
}
