import type { FastifyInstance } from 'fastify';

const lookAgainMs = 50;

/**
 * While a server ends, a connection is closed as soon as its last answer is out. Node closes those that are idle when
 * the end begins; one whose answer comes later is kept alive for more than a minute, and the process with it.
 */
export function closeOnceAnswered(server: FastifyInstance): void {
  server.addHook('preClose', (done) => {
    if (server.server.listening) {
      const looking = setInterval(() => { server.server.closeIdleConnections(); }, lookAgainMs);
      server.server.once('close', () => { clearInterval(looking); });
    }
    done();
  });
}
