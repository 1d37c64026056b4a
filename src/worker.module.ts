import { type DynamicModule, Module } from '@nestjs/common';
import { AnalysisModule } from './analysis/analysis.module.js';
import { DicomSrModule } from './dicom-sr/dicom-sr.module.js';
import { Hl7v2ResultsModule } from './hl7v2/hl7v2-results.module.js';
import { FhirResultsModule } from './fhir/fhir-results.module.js';
import { type Foundation, FoundationModule } from './foundation.js';
import { SubscriptionJobsModule } from './subscriptions/subscription-jobs.module.js';

/** A process that only works: no door is open. */
@Module({})
export class WorkerModule {
  static on(foundation: Foundation): DynamicModule {
    return { module: WorkerModule, imports: [FoundationModule.of(foundation), AnalysisModule, DicomSrModule, Hl7v2ResultsModule, FhirResultsModule, SubscriptionJobsModule] };
  }
}
