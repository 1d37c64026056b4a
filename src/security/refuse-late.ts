import type { FastifyInstance } from 'fastify';
import { refusalAt } from './refusal.js';

/** Once the server ends, sends away what still comes over connections that are open, in the form of its door; what was begun before is answered. */
export function refuseLate(server: FastifyInstance): void {
  let isEnding = false;
  server.addHook('preClose', (done) => { isEnding = true; done(); });
  server.addHook('onRequest', async (request, reply) => {
    if (!isEnding) return undefined;
    const { type, body } = refusalAt(request.url, 503);
    return reply.code(503).header('connection', 'close').type(type).send(body);
  });
}
