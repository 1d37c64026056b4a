import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { withinRequest } from './request-context.js';

const isSafe = (id: unknown): id is string => typeof id === 'string' && /^[\w.:-]{1,64}$/.test(id);

/** The id a caller gave its request, where it is short and of letters, digits and `_.:-`; else a new one. */
export const requestIdOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string => (isSafe(headers['x-request-id']) ? headers['x-request-id'] : randomUUID());

/** Every answer carries the id of its request, and so does every log line and every event of the audit that comes of it. To be called before all other hooks. */
export function followRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    withinRequest(request.id, done);
  });
  // A body is read by events of the connection, which know of no request.
  server.addHook('preValidation', (request, _reply, done) => { withinRequest(request.id, done); });
}
