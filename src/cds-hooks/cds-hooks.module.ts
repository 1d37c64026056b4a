import { Module } from '@nestjs/common';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { ResultsModule } from '../results/results.module.js';
import { CardLogService } from './card-log.service.js';
import { CardsService } from './cards.service.js';
import { CdsHooksController } from './cds-hooks.controller.js';

@Module({ imports: [AuditModule, PatientsModule, ResultsModule, AnalysesModule, ordersAtWork], controllers: [CdsHooksController], providers: [CardsService, CardLogService] })
export class CdsHooksModule {}
