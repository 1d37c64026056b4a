import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { operationOutcome } from '../fhir/operation-outcome.js';
import { OrdersService } from '../orders/orders.service.js';
import { DoorError } from '../platform/door-error.js';
import { refused } from '../platform/problem.js';
import { principalOf } from '../security/access.hook.js';
import type { Card } from './card.js';
import { CardLogService } from './card-log.service.js';
import { CardsService } from './cards.service.js';
import { feedbackBody } from './feedback.js';
import { ordersToTake } from './imaging-order.js';
import { isAllowedServer, lookUpPatient } from './patient-lookup.js';
import { type HookRequest, readHookRequest } from './request.js';
import { type CdsService, serviceById, services } from './services.js';
import type { Signing } from './state-wording.js';

/** CDS Hooks 2.0: discovery, the three services, feedback. */
@Controller('cds-services')
export class CdsHooksController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly cards: CardsService,
    private readonly log: CardLogService,
    private readonly orders: OrdersService,
  ) {}

  @Get()
  discover(): { readonly services: readonly CdsService[] } {
    return { services };
  }

  @Post(':id')
  @HttpCode(200)
  async call(@Param('id') id: string, @Body() body: unknown, @Req() http: FastifyRequest): Promise<{ readonly cards: readonly Card[] }> {
    const service = knownService(id);
    const read = readHookRequest(body, service.hook);
    if ('mistakes' in read) throw new DoorError(operationOutcome('invalid', ...read.mistakes), 400);
    const { request } = read;
    if (request.fhirServer !== undefined && !isAllowedServer(request.fhirServer, this.settings)) {
      throw new DoorError(operationOutcome('forbidden', 'fhirServer: this service does not speak to that server; expected one of its allow-list.'), 403);
    }
    const subject = await lookUpPatient(request);
    if (!subject.ok) throw new DoorError(operationOutcome('processing', `${subject.problem.code}: ${subject.problem.text}`), 412);
    const signing = request.hook === 'order-sign' ? await this.takeOrders(request, principalOf(http).name) : { kind: 'none' as const };
    const made = await this.cards.cardFor({ patientId: request.patientId, subject: subject.value, signing });
    await this.log.shown(request, service.id, principalOf(http).name, made);
    return { cards: made ? [made.card] : [] };
  }

  @Post(':id/feedback')
  @HttpCode(200)
  async feedback(@Param('id') id: string, @Body() body: unknown, @Req() http: FastifyRequest): Promise<object> {
    knownService(id);
    const parsed = feedbackBody.safeParse(body);
    if (!parsed.success) throw new DoorError(operationOutcome('invalid', ...parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)), 400);
    const unknown = await this.log.receive(parsed.data.feedback, principalOf(http).name);
    if (unknown.length > 0) throw new DoorError(operationOutcome('not-found', `feedback: no card was shown with uuid ${unknown.join(', ')}; the rest was stored.`), 404);
    return {};
  }

  private async takeOrders(request: HookRequest, actor: string): Promise<Signing> {
    const orders = ordersToTake(request.draftOrders, request.patientId);
    for (const order of orders) {
      if (!order.ok) throw new DoorError(operationOutcome('invalid', `context.draftOrders: ${order.problem.text}`), 400);
    }
    const reasons: string[] = [];
    for (const order of orders) {
      if (!order.ok) continue;
      // A draft's own id is not the order's: stored under it, the order would come again under another when it is sent.
      const taken = order.value.facts.keyedBy === 'identifier' ? await this.orders.take({ ...order.value, receivedBy: 'order-sign', actor }) : unnumbered;
      if (!taken.ok) reasons.push(taken.problem.text);
    }
    if (reasons.length > 0) return { kind: 'not-taken', reason: reasons.join(' ') };
    return { kind: orders.length > 0 ? 'taken' : 'none' };
  }
}

const unnumbered = refused('ORDER_INVALID', 'An order has no placer identifier yet; it is taken in as soon as the EHR sends it with one.');

function knownService(id: string): CdsService {
  const service = serviceById(id);
  if (!service) throw new DoorError(operationOutcome('not-found', `There is no service of this name; known are ${services.map((one) => one.id).join(', ')}.`), 404);
  return service;
}
