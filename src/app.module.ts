import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AnalysisModule } from './analysis/analysis.module.js';
import { CdsHooksModule } from './cds-hooks/cds-hooks.module.js';
import { DicomSrModule } from './dicom-sr/dicom-sr.module.js';
import { Hl7v2ResultsModule } from './hl7v2/hl7v2-results.module.js';
import { ErrorFilter } from './error.filter.js';
import { FhirModule } from './fhir/fhir.module.js';
import { FhirResultsModule } from './fhir/fhir-results.module.js';
import { type Foundation, FoundationModule } from './foundation.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { HealthModule } from './health/health.module.js';
import { Hl7v2Module } from './hl7v2/hl7v2.module.js';
import { LaunchModule } from './launch/launch.module.js';
import { InspectModule } from './inspect/inspect.module.js';
import { SecurityModule } from './security/security.module.js';
import { SubscriptionJobsModule } from './subscriptions/subscription-jobs.module.js';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.js';

/** Every door. With the embedded database, which one process owns, the analyses run here as well. */
@Module({})
export class AppModule {
  static on(foundation: Foundation): DynamicModule {
    const work = worksItself(foundation) ? [AnalysisModule, DicomSrModule, Hl7v2ResultsModule, FhirResultsModule, SubscriptionJobsModule] : [];
    return {
      module: AppModule,
      imports: [FoundationModule.of(foundation), SecurityModule, HealthModule, CdsHooksModule, FhirModule, GraphqlModule, InspectModule, Hl7v2Module, LaunchModule, SubscriptionsModule, ...work],
      providers: [{ provide: APP_FILTER, useClass: ErrorFilter }],
    };
  }
}

/** True where this process is to analyse too: the embedded database cannot be shared with a worker. */
export const worksItself = ({ database, settings }: Foundation): boolean => Boolean(database.session && settings.ehr && settings.pacs);
