import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { freePort } from './processes.js';

/** A question an EHR was asked. */
export interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A FHIR server that answers what a test says, and remembers what it was asked. */
export interface ScriptedEhr {
  /** Its base, below a path of its own. */
  readonly url: string;
  readonly origin: string;
  readonly asked: Asked[];
  /** What it answers to a path such as `/fhir/Patient/1`, in place of 404. */
  answer: (path: string, reply: FastifyReply) => unknown;
  readonly close: () => Promise<void>;
}

const notFound = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };

export async function scriptedEhr(): Promise<ScriptedEhr> {
  const port = await freePort();
  const server: FastifyInstance = fastify({ logger: false });
  const ehr: ScriptedEhr = { url: `http://127.0.0.1:${port}/fhir`, origin: `http://127.0.0.1:${port}`, asked: [], answer: () => undefined, close: () => server.close() };
  server.get('/*', async (request, reply) => {
    ehr.asked.push({ url: request.url, authorization: request.headers.authorization });
    const answer = await ehr.answer(request.url, reply);
    if (reply.sent) return reply;
    return answer === undefined ? reply.code(404).send(notFound) : answer;
  });
  await server.listen({ host: '127.0.0.1', port });
  return ehr;
}
