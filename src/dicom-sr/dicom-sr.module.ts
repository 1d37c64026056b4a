import { Module } from '@nestjs/common';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ResultsModule } from '../results/results.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { ResultObjects } from './result-objects.service.js';

/** Results into the PACS, as jobs. */
@Module({ imports: [JobsModule, AuditModule, ResultsModule, StudiesModule, ordersAtWork], providers: [ResultObjects] })
export class DicomSrModule {}
