import { Module } from '@nestjs/common';
import { SmartModule } from '../smart/smart.module.js';
import { ClinicalReads } from './clinical-reads.service.js';
import { SiteEhr } from './site-ehr.service.js';
import { SitePacs } from './site-pacs.service.js';
import { StudyReports } from './study-reports.service.js';
import { WorkFolders } from './work-folders.service.js';

@Module({ imports: [SmartModule], providers: [SitePacs, SiteEhr, StudyReports, WorkFolders, ClinicalReads], exports: [SitePacs, SiteEhr, StudyReports, ClinicalReads] })
export class StudiesModule {}
