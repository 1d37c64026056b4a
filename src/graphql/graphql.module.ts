import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import { ResultsModule } from '../results/results.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { errorsShown } from './errors.js';
import { LesionResolver } from './lesion.resolver.js';
import { PatientResolver } from './patient.resolver.js';
import { QueryAudit } from './query-audit.service.js';
import { ResultResolver } from './result.resolver.js';
import { SiteResolver } from './site.resolver.js';
import { StudyReportResolver } from './study-report.resolver.js';

@Module({
  imports: [
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      inject: [LOGGER],
      useFactory: (logger: Logger) => ({
        autoSchemaFile: true, sortSchema: true, graphiql: false, queryDepth: 8, path: '/graphql', allowBatchedQueries: false,
        errorFormatter: errorsShown(({ path, originalError }) => { logger.error({ path: path?.join('.'), reason: originalError?.stack }, 'a GraphQL question failed'); }),
      }),
    }),
    AuditModule, ResultsModule, AnalysesModule, StudiesModule, ordersAtWork,
  ],
  providers: [PatientResolver, LesionResolver, ResultResolver, SiteResolver, StudyReportResolver, QueryAudit],
})
export class GraphqlModule {}
