import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DoorError } from './platform/door-error.js';
import type { Logger } from './platform/logger.js';
import { LOGGER } from './platform/tokens.js';
import { refusalAt } from './security/refusal.js';

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

/** One answer to whatever was thrown: never a stack, never another system's words. */
function answer(error: unknown, { request, reply, logger }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly logger: Logger }): void {
  const status = statusOf(error);
  if (status >= 500) logger.error({ requestId: request.id, path: request.url.split('?', 1)[0], reason: error instanceof Error ? error.stack : String(error) }, 'a request failed');
  const own: unknown = error instanceof DoorError ? error.getResponse() : undefined;
  const { type, body } = refusalAt(request.url, status);
  void reply.code(status).type(type).send(own ?? body);
}

/** Refuses an address with U+0000 in it, which the database cannot hold and no id has, before any door is reached. */
export function refuseNul(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!/%00/i.test(request.url)) return undefined;
    const { type, body } = refusalAt(request.url, 400);
    return reply.code(400).type(type).send(body);
  });
}

/** Answers a request whose address cannot be read: it reaches no route and no hook. */
export function answerMalformed(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { type, body } = refusalAt(request.url, 400);
  void reply.code(400).header('x-request-id', request.id).type(type).send(body);
}

/** Answers what a handler of Nest's threw. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw error;
    answer(error, { request: host.switchToHttp().getRequest<FastifyRequest>(), reply: host.switchToHttp().getResponse<FastifyReply>(), logger: this.logger });
  }
}

/**
 * Answers what was thrown before a handler ran, such as for a body that is too large or not JSON. Fastify binds its error
 * handler when a route is made, and Nest names its own only after all routes are; GraphQL's has a form of its own.
 */
export function answerErrorsOf(server: FastifyInstance, logger: Logger): void {
  server.addHook('onRoute', (route) => {
    if (route.url !== '/graphql') route.errorHandler ??= (error, request, reply) => { answer(error, { request, reply, logger }); };
  });
}
