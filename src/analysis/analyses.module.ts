import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { AnalysesService } from './analyses.service.js';
import { StudyArrivals } from './study-arrivals.service.js';

/** Starting analyses and asking how far they are; the walking itself is in analysis.module.ts. */
@Module({ imports: [JobsModule, AuditModule], providers: [AnalysesService, StudyArrivals], exports: [AnalysesService, StudyArrivals] })
export class AnalysesModule {}
