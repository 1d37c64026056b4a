import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { ClinicalFacts } from './clinical-facts.service.js';

@Module({ imports: [AuditModule, PatientsModule, StudiesModule], providers: [ClinicalFacts], exports: [ClinicalFacts] })
export class ClinicalModule {}
