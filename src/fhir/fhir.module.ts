import { Module } from '@nestjs/common';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { ResultsModule } from '../results/results.module.js';
import { OrdersController } from './orders.controller.js';
import { ResultsController } from './results.controller.js';

@Module({ imports: [AuditModule, ResultsModule, AnalysesModule, ordersAtWork], controllers: [OrdersController, ResultsController] })
export class FhirModule {}
