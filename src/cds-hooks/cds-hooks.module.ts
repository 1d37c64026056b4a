import { Module } from '@nestjs/common';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { CardsModule } from '../cards/cards.module.js';
import { ResultsModule } from '../results/results.module.js';
import { CdsHooksController } from './cds-hooks.controller.js';
import { HookCalls } from './hook-calls.service.js';
import { ModelStandings } from './model-standing.service.js';
import { SignedOrdersService } from './signed-orders.service.js';

@Module({ imports: [AuditModule, CardsModule, ResultsModule, AnalysesModule, ordersAtWork], controllers: [CdsHooksController], providers: [HookCalls, ModelStandings, SignedOrdersService] })
export class CdsHooksModule {}
