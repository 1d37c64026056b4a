import { Module } from '@nestjs/common';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ResultsModule } from '../results/results.module.js';
import { ResultSender } from './result-sender.service.js';

/** Results out by HL7 v2, as jobs; nothing is sent without `hl7Results` in the settings. */
@Module({ imports: [JobsModule, AuditModule, ResultsModule, ordersAtWork], providers: [ResultSender] })
export class Hl7v2ResultsModule {}
