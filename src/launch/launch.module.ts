import { Module } from '@nestjs/common';
import { ordersAtWork } from '../analysis/orders-at-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { CardsModule } from '../cards/cards.module.js';
import { SecurityModule } from '../security/security.module.js';
import { SmartModule } from '../smart/smart.module.js';
import { JwksController } from './jwks.controller.js';
import { LaunchController } from './launch.controller.js';
import { Launches } from './launches.service.js';

/** The patient's page opened from an EHR, and the keys by which EHRs know this service. */
@Module({ imports: [SecurityModule, SmartModule, AuditModule, CardsModule, ordersAtWork], controllers: [LaunchController, JwksController], providers: [Launches] })
export class LaunchModule {}
