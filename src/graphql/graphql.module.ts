import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { ResultsModule } from '../results/results.module.js';
import { LesionResolver } from './lesion.resolver.js';
import { PatientResolver } from './patient.resolver.js';
import { QueryAudit } from './query-audit.service.js';
import { ResultResolver } from './result.resolver.js';
import { SiteResolver } from './site.resolver.js';

@Module({
  imports: [
    GraphQLModule.forRoot<MercuriusDriverConfig>({ driver: MercuriusDriver, autoSchemaFile: true, sortSchema: true, graphiql: false, queryDepth: 8, path: '/graphql', allowBatchedQueries: false }),
    AuditModule, ResultsModule, AnalysesModule, ordersAtWork,
  ],
  providers: [PatientResolver, LesionResolver, ResultResolver, SiteResolver, QueryAudit],
})
export class GraphqlModule {}
