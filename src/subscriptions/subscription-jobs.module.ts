import { Module } from '@nestjs/common';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { ResultsModule } from '../results/results.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { Announcer } from './announcer.service.js';
import { EhrIntake } from './ehr-intake.service.js';
import { EhrRows } from './ehr-rows.service.js';
import { Notifier } from './notifier.service.js';

/** Asking the EHR for what it told of, and telling others, as jobs. */
@Module({
  imports: [AuditModule, JobsModule, StudiesModule, AnalysesModule, PatientsModule, ResultsModule, ordersAtWork],
  providers: [EhrIntake, EhrRows, Announcer, Notifier],
})
export class SubscriptionJobsModule {}
