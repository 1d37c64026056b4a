import { Module } from '@nestjs/common';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { ResultsModule } from '../results/results.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { WriteBackService } from './write-back.service.js';

/** Results back to the EHR, as jobs; nothing is written without `ehr.writeResults` in the settings. */
@Module({ imports: [AuditModule, JobsModule, PatientsModule, ResultsModule, StudiesModule, ordersAtWork], providers: [WriteBackService] })
export class FhirResultsModule {}
