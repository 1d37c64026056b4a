import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { CardsModule } from '../cards/cards.module.js';
import { ClinicalModule } from '../clinical/clinical.module.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import type { Logger } from '../platform/logger.js';
import { PatientsModule } from '../patients/patients.module.js';
import { LOGGER } from '../platform/tokens.js';
import { ResultsModule } from '../results/results.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { CardResolver } from './card.resolver.js';
import { ClinicalResolver } from './clinical.resolver.js';
import { errorsShown } from './errors.js';
import { LesionResolver } from './lesion.resolver.js';
import { limits, refuseCostly, refuseTrees, rulesFor } from './limits.js';
import { OnePatientGuard } from './one-patient.guard.js';
import { PatientResolver } from './patient.resolver.js';
import { QueryAudit } from './query-audit.service.js';
import { ResultResolver } from './result.resolver.js';
import { SiteResolver } from './site.resolver.js';
import { StudyReportResolver } from './study-report.resolver.js';
import { TimePointResolver } from './time-point.resolver.js';
import { WriteBackResolver } from './write-back.resolver.js';

@Module({
  imports: [
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      inject: [LOGGER, SETTINGS],
      useFactory: (logger: Logger, { security }: Settings) => ({
        autoSchemaFile: true, sortSchema: true, graphiql: false, path: '/graphql', allowBatchedQueries: false,
        queryDepth: limits.depth, graphql: { parseOptions: { maxLexicalTokens: limits.tokens } }, validationRules: rulesFor(security), hooks: { preParsing: refuseTrees, preExecution: (schema, document, _context, variables) => { refuseCostly(schema, document, variables); } },
        errorFormatter: errorsShown(({ path, originalError }) => { logger.error({ path: path?.join('.'), reason: originalError?.stack }, 'a GraphQL question failed'); }),
      }),
    }),
    AuditModule, CardsModule, ClinicalModule, PatientsModule, ResultsModule, AnalysesModule, StudiesModule, ordersAtWork,
  ],
  providers: [PatientResolver, LesionResolver, TimePointResolver, ResultResolver, SiteResolver, StudyReportResolver, CardResolver, ClinicalResolver, WriteBackResolver, QueryAudit, { provide: APP_GUARD, useClass: OnePatientGuard }],
})
export class GraphqlModule {}
