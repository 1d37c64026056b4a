import { Inject, Injectable, Scope } from '@nestjs/common';
import { CONTEXT } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { AuditDetail } from '../audit/chain.js';
import { AuditService } from '../audit/audit.service.js';
import { principalOf } from '../security/access.hook.js';

/** Records who asked what through GraphQL. */
@Injectable({ scope: Scope.REQUEST })
export class QueryAudit {
  constructor(@Inject(CONTEXT) private readonly context: { readonly req: FastifyRequest }, private readonly audit: AuditService) {}

  query(name: string, detail: AuditDetail, subject?: string): Promise<void> {
    const actor = principalOf(this.context.req).name;
    return this.audit.record({ action: `graphql.${name}`, actor, outcome: 'success', detail, ...(subject === undefined ? {} : { subject }) });
  }
}
