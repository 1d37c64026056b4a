import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { StudiesModule } from '../studies/studies.module.js';
import { EhrNotifications } from './ehr-notifications.service.js';
import { EhrRows } from './ehr-rows.service.js';
import { EhrWatch } from './ehr-watch.service.js';
import { Heartbeats } from './heartbeats.service.js';
import { NotifyController } from './notify.controller.js';
import { Subscribers } from './subscribers.service.js';
import { SubscriptionController } from './subscription.controller.js';

/** What the EHR tells, and who is told by us; the work that follows is in subscription-jobs.module.ts. */
@Module({
  imports: [AuditModule, JobsModule, StudiesModule],
  controllers: [NotifyController, SubscriptionController],
  providers: [EhrRows, EhrNotifications, EhrWatch, Subscribers, Heartbeats],
})
export class SubscriptionsModule {}
