import { Module } from '@nestjs/common';
import { AnalysesModule } from '../analysis/analyses.module.js';
import { CardsModule } from '../cards/cards.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsService } from './metrics.service.js';

@Module({ imports: [AnalysesModule, CardsModule], controllers: [HealthController], providers: [HealthService, MetricsService], exports: [HealthService, MetricsService] })
export class HealthModule {}
