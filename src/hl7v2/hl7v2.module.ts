import { Module } from '@nestjs/common';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { Hl7v2Service } from './hl7v2.service.js';
import { MessageIntake } from './message-intake.service.js';

/** HL7 v2 over MLLP, on a port of its own; silent without `hl7` in the settings. */
@Module({ imports: [AuditModule, PatientsModule, ordersAtWork], providers: [Hl7v2Service, MessageIntake] })
export class Hl7v2Module {}
