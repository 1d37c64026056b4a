import { Module } from '@nestjs/common';
import { StudyReports } from './study-reports.service.js';

@Module({ providers: [StudyReports], exports: [StudyReports] })
export class StudiesModule {}
