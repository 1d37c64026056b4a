import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { DoorError } from '../platform/door-error.js';
import { takesJson } from './negotiation.js';
import { operationOutcome } from './operation-outcome.js';

/** Names the media type that FHIR asks for, and refuses a caller who takes no JSON. */
export class FhirJson implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { headers, query } = http.getRequest<FastifyRequest<{ Querystring: Readonly<Record<string, unknown>> }>>();
    if (!takesJson(headers.accept, query._format)) throw new DoorError(operationOutcome('not-supported', 'Resources are given as application/fhir+json only; the header Accept or _format asks for something else.'), 406);
    http.getResponse<FastifyReply>().type('application/fhir+json; charset=utf-8');
    return next.handle();
  }
}
