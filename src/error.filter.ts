import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type IssueCode, operationOutcome } from './fhir/operation-outcome.js';
import { DoorError } from './platform/door-error.js';
import type { Logger } from './platform/logger.js';
import { LOGGER } from './platform/tokens.js';

const issueCodes: Readonly<Record<number, IssueCode>> = { 400: 'invalid', 401: 'forbidden', 403: 'forbidden', 404: 'not-found', 412: 'processing', 413: 'too-long', 415: 'not-supported', 429: 'transient' };
const sentences: Readonly<Record<number, string>> = {
  400: 'The request is not what this door takes; JSON was expected.',
  404: 'There is no such door.',
  413: 'The request is larger than this door takes.',
  415: 'The request is of a media type that this door does not take; application/json was expected.',
  429: 'Too many requests; try again in a minute.',
};

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

/** Turns whatever was thrown into one answer: never a stack, never another system's words. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = statusOf(error);
    if (status >= 500) this.logger.error({ path: request.url.split('?', 1)[0], reason: error instanceof Error ? error.stack : String(error) }, 'a request failed');
    const own: unknown = error instanceof DoorError ? error.getResponse() : undefined;
    const sentence = sentences[status] ?? 'The request could not be answered.';
    const isFhir = /^\/(cds-services|fhir)(\/|$|\?)/.test(request.url);
    void reply.code(status).type(isFhir ? 'application/fhir+json' : 'application/json').send(own ?? (isFhir ? operationOutcome(issueCodes[status] ?? 'exception', sentence) : { statusCode: status, message: sentence }));
  }
}
