import type { CreateRateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { refusalAt } from './refusal.js';

function limit(server: FastifyInstance, whom: CreateRateLimitOptions): void {
  const count = server.createRateLimit({ timeWindow: '1 minute', ...whom });
  server.addHook('onRequest', async (request, reply): Promise<FastifyReply | undefined> => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return undefined;
    const { type, body } = refusalAt(request.url, 429);
    return reply.code(429).header('retry-after', counted.ttlInSeconds).type(type).send(body);
  });
}

/** Holds each address to so many requests a minute, whether they are let in or not: to be called before the doorkeeper, who looks at tokens and writes down whom it refuses. */
export const limitAddresses = (server: FastifyInstance, max: number): void => { limit(server, { max, allowList: (request) => request.url.startsWith('/health/') }); };

/**
 * Holds each client to so many requests a minute, by its token, whatever addresses they come from: behind a proxy many
 * clients may have one, and one client may have many. To be called after the doorkeeper.
 */
export const limitClients = (server: FastifyInstance, max: number): void => {
  limit(server, { max, keyGenerator: ({ principal }) => principal?.name ?? '', allowList: ({ principal }) => principal === null || principal.roles.length === 0 });
};
