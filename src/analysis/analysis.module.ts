import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ClinicalModule } from '../clinical/clinical.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ResultsModule } from '../results/results.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { AnalysesModule } from './analyses.module.js';
import { AnalysisRunner } from './analysis-runner.service.js';
import { ordersAtWork } from './orders-at-work.js';
import { StudyTools } from './study-tools.service.js';

/** The walk itself, as jobs: what a worker process is made of. */
@Module({
  imports: [JobsModule, AuditModule, ResultsModule, StudiesModule, ClinicalModule, AnalysesModule, ordersAtWork],
  providers: [AnalysisRunner, StudyTools],
  exports: [AnalysisRunner, StudyTools],
})
export class AnalysisModule {}
