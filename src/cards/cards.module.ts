import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { CardRecords } from './card-records.service.js';
import { ShownCards } from './shown-cards.service.js';

@Module({ imports: [AuditModule, PatientsModule], providers: [ShownCards, CardRecords], exports: [ShownCards, CardRecords] })
export class CardsModule {}
