import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import mercurius from 'mercurius';
import type { AuditDetail } from '../audit/chain.js';
import { AuditService } from '../audit/audit.service.js';
import { principalOf } from '../security/access.hook.js';
import { hasRole } from '../security/principal.js';

/** Who asks: the context of a question. */
export interface Asking {
  readonly req: FastifyRequest;
}

/** Refuses everybody but the auditor. */
export function onlyAuditor({ req }: Asking): void {
  if (!hasRole(principalOf(req), ['auditor'])) throw new mercurius.ErrorWithProps('This is for the auditor.', undefined, 403);
}

/** Records who asked what through GraphQL. */
@Injectable()
export class QueryAudit {
  constructor(private readonly audit: AuditService) {}

  query({ req }: Asking, name: string, detail: AuditDetail, subject?: string): Promise<void> {
    return this.audit.record({ action: `graphql.${name}`, actor: principalOf(req).name, outcome: 'success', detail, ...(subject === undefined ? {} : { subject }) });
  }
}
