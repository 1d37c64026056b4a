import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { StudyReportController } from './study-report.controller.js';

@Module({ imports: [AuditModule, StudiesModule], controllers: [StudyReportController] })
export class InspectModule {}
