import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { operationOutcome } from '../fhir/operation-outcome.js';
import { DoorError } from '../platform/door-error.js';
import { EhrNotifications } from './ehr-notifications.service.js';
import { readNotification } from './notification.js';

/** Where the EHR notifies; the end of the address is for nobody else to know. */
@Controller('fhir/$notify')
export class NotifyController {
  constructor(private readonly notifications: EhrNotifications) {}

  @Post(':secret')
  @HttpCode(200)
  async notify(@Body() body: unknown): Promise<void> {
    if (body === undefined || body === null) return this.notifications.receiveEmpty();
    const read = readNotification(body);
    if (!read.ok) throw new DoorError(operationOutcome('invalid', read.problem.text), 400);
    if (!(await this.notifications.receive(read.value))) throw new DoorError(operationOutcome('not-found', 'There is no such subscription of ours.'), 404);
  }
}
