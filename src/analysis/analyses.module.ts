import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { AnalysesService } from './analyses.service.js';

/** Starting analyses and asking how far they are; the walking itself is in analysis.module.ts. */
@Module({ imports: [JobsModule], providers: [AnalysesService], exports: [AnalysesService] })
export class AnalysesModule {}
