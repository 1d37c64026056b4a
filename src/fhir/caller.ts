import type { FastifyRequest } from 'fastify';
import { principalOf } from '../security/access.hook.js';

/** Who asks, as the audit remembers it. */
export interface Caller {
  readonly name: string;
  /** Network address that the request came from. */
  readonly address: string;
}

export const callerOf = (request: FastifyRequest): Caller => ({ name: principalOf(request).name, address: request.ip });
