import { Module } from '@nestjs/common';
import { SitePacs } from './site-pacs.service.js';
import { StudyReports } from './study-reports.service.js';

@Module({ providers: [SitePacs, StudyReports], exports: [SitePacs, StudyReports] })
export class StudiesModule {}
