import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PatientsService } from './patients.service.js';

@Module({ imports: [AuditModule], providers: [PatientsService], exports: [PatientsService] })
export class PatientsModule {}
