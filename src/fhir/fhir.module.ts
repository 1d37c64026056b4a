import { Module } from '@nestjs/common';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { ResultsModule } from '../results/results.module.js';
import { AuditReader } from './audit-reader.service.js';
import { IntakeController } from './intake.controller.js';
import { Intake } from './intake.service.js';
import { OrderReaders } from './order-readers.service.js';
import { ReadController } from './read.controller.js';
import { ResultReaders } from './result-readers.service.js';
import { ResultRows } from './result-rows.service.js';
import { Searches } from './searches.service.js';
import { SoftwareReaders } from './software-readers.service.js';

@Module({
  imports: [AuditModule, ResultsModule, AnalysesModule, PatientsModule, ordersAtWork],
  controllers: [ReadController, IntakeController],
  providers: [Searches, Intake, ResultRows, ResultReaders, OrderReaders, SoftwareReaders, AuditReader],
})
export class FhirModule {}
